/** Machines over small programs. */
import { readEngine } from "../../../offchain/adapters/engines.ts";
import { Interpreter } from "../../../offchain/machine/interpreter.ts";
import { decodeModule } from "../../../offchain/module/decode.ts";
import { lower } from "../../../offchain/program/lower.ts";
import type { LowerOptions } from "../../../offchain/program/lower.ts";
import type { Program } from "../../../offchain/program/program.ts";
import { STATUS } from "../../../offchain/program/tables.ts";
import { wat } from "../../module/wat.ts";

export type Build = "checked" | "unchecked";
export const BUILDS: readonly Build[] = ["checked", "unchecked"];

const engines = new Map<Build, WebAssembly.Module>();

export function engine(build: Build): WebAssembly.Module {
  let module = engines.get(build);
  if (module === undefined) engines.set(build, (module = readEngine(build)));
  return module;
}

/** A block that every test can enter. */
export const BLOCK = {
  height: 7n,
  transactions: [new Uint8Array([1, 2, 3])],
  allowance: 2n ** 40n,
} as const;

export function programOf(text: string, options: LowerOptions = {}): Program {
  return lower(decodeModule(wat(text)), options).program;
}

export function machineOf(program: Program, build: Build = "unchecked"): Interpreter {
  return Interpreter.create(engine(build), program);
}

/** A module of one function, the gateway, that has this body. */
export function gateway(body: string, rest = "(memory 1)"): string {
  return `(module ${rest} (func (export "gateway") ${body}))`;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function statusName(status: number): string {
  return Object.entries(STATUS).find(([, value]) => value === status)?.[0] ?? String(status);
}

/** Index of a function that the program exports, imports counted. */
export function exportIndex(text: string, name: string): number {
  const found = decodeModule(wat(text)).exports.find((e) => e.name === name);
  if (found?.kind !== "function") throw new Error(`no function is exported as ${name}`);
  return found.index;
}
