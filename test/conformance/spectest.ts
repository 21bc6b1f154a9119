/**
 * The module `spectest` that the suite's modules import from. It comes in three parts, so that a module
 * which only wants to print can keep a memory of its own.
 */
import type { Source } from "../../offchain/link/order.ts";
import { wat } from "../module/wat.ts";

/** Its functions do nothing; its globals never change. So every group of modules may have its own. */
export const SPECTEST = "spectest";

export const SPECTEST_PARTS: ReadonlyMap<string, Uint8Array> = new Map([
  [
    SPECTEST,
    wat(`(module
      (func (export "print"))
      (func (export "print_i32") (param i32))
      (func (export "print_i64") (param i64))
      (func (export "print_f32") (param f32))
      (func (export "print_f64") (param f64))
      (func (export "print_i32_f32") (param i32 f32))
      (func (export "print_f64_f64") (param f64 f64))
      (global (export "global_i32") i32 (i32.const 666))
      (global (export "global_i64") i64 (i64.const 666))
      (global (export "global_f32") f32 (f32.const 666.6))
      (global (export "global_f64") f64 (f64.const 666.6)))`),
  ],
  ["spectest/table", wat(`(module (table (export "table") 10 20 funcref))`)],
  ["spectest/memory", wat(`(module (memory (export "memory") 1 2))`)],
]);

/** The part that provides what is imported from `spectest`. */
export function spectestSource(name: string): Source {
  const part = `${SPECTEST}/${name}`;
  return { module: SPECTEST_PARTS.has(part) ? part : SPECTEST, name };
}
