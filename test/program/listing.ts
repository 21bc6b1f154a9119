/** Lowered programs as short lines, for tests. */
import { decodeModule } from "../../offchain/module/decode.ts";
import { decodeInstruction, rowOf } from "../../offchain/program/instruction.ts";
import { lower } from "../../offchain/program/lower.ts";
import type { Lowered, LowerOptions } from "../../offchain/program/lower.ts";
import { codeLength } from "../../offchain/program/program.ts";
import type { Program } from "../../offchain/program/program.ts";
import { wat } from "../module/wat.ts";

/** Lowers a module of text; without a gateway unless the options name one. */
export function lowerText(text: string, options: LowerOptions = { gateway: null }): Lowered {
  return lower(decodeModule(wat(text)), options);
}

/** One line for each instruction: `pc name field=value …`, fields that are zero left out. */
export function listing(program: Program, from = 0, to = codeLength(program)): string[] {
  return Array.from({ length: to - from }, (_, i) => {
    const pc = from + i;
    const { op, ...fields } = decodeInstruction(program.code.subarray(32 * pc, 32 * pc + 32));
    const parts = Object.entries(fields).flatMap(([name, value]) =>
      value === 0 || value === 0n ? [] : [`${name}=${String(value)}`],
    );
    return [pc, rowOf(op)?.name ?? `0x${op.toString(16)}`, ...parts].join(" ");
  });
}

/**
 * The lines of a body [] -> [] (or of the given type) that is the module's only function. Its code
 * begins at 1: 0 is the prologue's jump.
 */
export function bodyLines(body: string, type = "", fields = ""): string[] {
  const { program } = lowerText(`(module ${fields} (func ${type} ${body}))`);
  const [facts] = program.functions;
  return listing(program, facts!.entry, codeLength(program) - 1);
}
