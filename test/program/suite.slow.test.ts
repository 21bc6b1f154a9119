/**
 * Every module of the official core test suite that is accepted is lowered, and each instruction's
 * immediates are checked for what must hold of a program that came from a valid module.
 */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeModule } from "../../offchain/module/decode.ts";
import { ModuleError } from "../../offchain/module/errors.ts";
import { ProgramError } from "../../offchain/program/errors.ts";
import { decodeInstruction, rowOf } from "../../offchain/program/instruction.ts";
import type { Instruction } from "../../offchain/program/instruction.ts";
import { lower } from "../../offchain/program/lower.ts";
import type { Lowered } from "../../offchain/program/lower.ts";
import { codeLength } from "../../offchain/program/program.ts";
import type { Program } from "../../offchain/program/program.ts";
import { commandsOf, SUITE, suiteScripts } from "../module/suite.ts";

function lowerFile(file: string): Lowered | undefined {
  try {
    const module = decodeModule(readFileSync(join(SUITE, file)));
    return lower(module, { gateway: null, undefinedInstructions: true });
  } catch (error) {
    if (error instanceof ModuleError && error.code === "unsupported") return undefined;
    // Some modules have more memory or tables than the protocol allows.
    if (error instanceof ProgramError && /^(memory-size|too-many)$/.test(error.code)) {
      return undefined;
    }
    throw error;
  }
}

/** The rule that an instruction breaks; undefined if it breaks none. */
function fault(program: Program, i: Instruction, first: number, last: number): string | undefined {
  const { functions, tableSlots, segments, elements, globals, data } = program;
  switch (rowOf(i.op)?.name) {
    case "br":
    case "br_if":
    case "br_entry":
    case "if":
    case "jump":
      return i.a >= first && i.a <= last ? undefined : "target outside the function";
    case "call": {
      const f = functions[i.e]!;
      const same = f.entry === i.a && f.params === i.b && f.locals === i.c && f.height === i.d;
      return same ? undefined : "facts of another function";
    }
    case "call_indirect":
    case "table.get":
    case "table.set":
    case "table.fill":
      return i.a + i.b <= tableSlots ? undefined : "table out of range";
    case "table.init":
      return i.c + i.d <= elements.length && i.e < segments ? undefined : "segment out of range";
    case "memory.init":
      return 32 * i.b + i.c <= data.length && i.a < segments ? undefined : "data out of range";
    case "global.get":
    case "global.set":
      return i.a < globals ? undefined : "no such global";
    default:
      return undefined;
  }
}

function check({ program }: Lowered, file: string): void {
  const starts = [...program.functions.map((f) => f.entry), codeLength(program) - 1];
  let next = 0;
  for (let pc = 0; pc < codeLength(program); pc++) {
    while (starts[next]! <= pc) next++;
    const first = starts[next - 1] ?? 0;
    const last = (starts[next] ?? codeLength(program)) - 1;
    const i = decodeInstruction(program.code.subarray(32 * pc, 32 * pc + 32));
    expect(rowOf(i.op), `${file}: opcode at ${pc}`).not.to.equal(undefined);
    const inPrologue = pc < starts[0]!;
    if (!inPrologue) expect(fault(program, i, first, last), `${file}: ${pc}`).to.equal(undefined);
    if (pc === last && !inPrologue) expect(rowOf(i.op)?.name, file).to.equal("return");
  }
}

describe("program: the official test suite", function () {
  const scripts = suiteScripts();
  if (scripts === undefined) {
    it("IS SKIPPED: no suite found; set WASM_TESTSUITE to its folder", function () {
      this.skip();
    });
    return;
  }
  it("is lowered, module by module", () => {
    let lowered = 0;
    for (const script of scripts) {
      for (const { type, filename } of commandsOf(script)) {
        if (type !== "module" || filename === undefined) continue;
        const result = lowerFile(filename);
        if (result === undefined) continue;
        check(result, filename);
        lowered++;
      }
    }
    expect(lowered).to.be.greaterThan(900);
  });
});
