/** Turns a lowered program into the flat integers that the loop of bench/js-interpreter.ts runs on. */
import { FUEL } from "../../offchain/program/tables.ts";
import {
  accessBytes,
  decodeInstruction,
  executableRow,
} from "../../offchain/program/instruction.ts";
import { STRIDE } from "./arena.ts";
import type { Instruction } from "../../offchain/program/instruction.ts";
import { LEAF_BYTES, codeLength } from "../../offchain/program/program.ts";
import type { FunctionFacts, Program } from "../../offchain/program/program.ts";

export interface Decoded {
  /** As they are committed, by program index. */
  readonly instructions: readonly Instruction[];
  readonly code: Int32Array;
  /** The program's functions, by index, then calls' targets that differ from all of them. */
  readonly callees: Int32Array;
}

/** Thrown for a program that this interpreter, a baseline for measurements only, does not run. */
export class UnsupportedProgram extends Error {
  readonly code = "unsupported-program";
}

/** Opcodes that the loop does not know: tables are set up by the prologue and read by calls only. */
const LEFT_OUT = /^table\.(get|set|fill|copy|grow)$/;

/**
 * Decodes all instructions. Branch targets and entries become indices of integers.
 * @throws UnsupportedProgram for an instruction outside the baseline's subset.
 */
export function decode(program: Program): Decoded {
  const instructions = Array.from({ length: codeLength(program) }, (_, index) =>
    decodeInstruction(program.code.subarray(index * LEAF_BYTES, (index + 1) * LEAF_BYTES)),
  );
  const callees = new Callees(program.functions);
  const memoryBytes = program.memoryPages * 65_536;
  const code = new Int32Array(instructions.length * STRIDE);
  instructions.forEach((instruction, index) => {
    const [x, y, z] = operands(instruction, memoryBytes, callees);
    code.set([head(instruction, index), x, y, z], index * STRIDE);
  });
  return { instructions, code, callees: callees.packed() };
}

const BR_ENTRY = 0xf9;

function head(instruction: Instruction, index: number): number {
  if (instruction.op === BR_ENTRY) return BR_ENTRY;
  const row = executableRow(instruction);
  if (row === undefined || LEFT_OUT.test(row.name)) {
    throw new UnsupportedProgram(
      `instruction ${index} (opcode ${instruction.op}) is left out here`,
    );
  }
  return instruction.op | (row.fuel << 8);
}

function operands(
  i: Instruction,
  memoryBytes: number,
  callees: Callees,
): readonly [number, number, number] {
  const bytes = accessBytes(i.op);
  // y: the greatest base address that is within bounds, or −1.
  if (bytes !== undefined) return [i.a | 0, Math.max(memoryBytes - bytes - i.a, -1), 0];
  switch (i.op) {
    case 0x04: // if
    case 0x05: // jump
    case 0x0c: // br
    case 0x0d: // br_if
    case BR_ENTRY:
      return [i.a * STRIDE, i.b, i.c];
    case 0x10: // call
      return [callees.indexOf(i), 0, 0];
    case 0x3f: // memory.size
    case 0x41: // i32.const
    case 0x42: // i64.const
    case 0xd0: // ref.null
    case 0xd2: // ref.func
    case 0xf0: // table.size
      return [Number(i.imm & 0xffffffffn) | 0, Number(i.imm >> 32n) | 0, 0];
    default:
      return [i.a, i.b, i.c];
  }
}

class Callees {
  readonly #integers: number[] = [];
  readonly #indices = new Map<string, number>();

  constructor(functions: readonly FunctionFacts[]) {
    for (const facts of functions) this.#add(facts);
  }

  /** The integers' index of the callee that a `call` names. */
  indexOf({ a: entry, b: params, c: locals, d: height }: Instruction): number {
    const facts = { typeId: -1, entry, params, locals, height };
    return this.#indices.get(key(facts)) ?? this.#add(facts);
  }

  packed(): Int32Array {
    return Int32Array.from(this.#integers);
  }

  #add(facts: FunctionFacts): number {
    const index = this.#integers.length;
    const slots = facts.locals + facts.height;
    const charge = Math.ceil(slots / FUEL.slotsPerFuel);
    const { entry, params, locals, typeId } = facts;
    this.#integers.push(entry * STRIDE, params, locals, slots, charge, typeId);
    this.#indices.set(key(facts), index);
    return index;
  }
}

function key({ entry, params, locals, height }: FunctionFacts): string {
  return [entry, params, locals, height].join(" ");
}
