/** Random programs that no validator would accept. */
import type { Instruction } from "../../../offchain/program/instruction.ts";
import type { Program } from "../../../offchain/program/program.ts";
import { OPCODES, UNDEFINED_FAMILIES } from "../../../offchain/program/tables.ts";
import { op, programOf } from "./program.ts";
import type { Random } from "./random.ts";

const NUMBERS = [0, 1, 2, 3, 4, 5, 7, 8, 20, 31, 32, 33, 64, 100, 1024, 4095, 4096, 65_535, 65_536];
const LARGE = [131_071, 131_072, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 32, 2 ** 32 - 2, 2 ** 32 - 1];

const defined = OPCODES.filter(
  (row) => row.family !== "entry" && !UNDEFINED_FAMILIES.has(row.family),
);
/** Rarer than they deserve if all opcodes were equal. */
const favoured = defined.filter((row) => !["i32", "i64", "convert", "memory"].includes(row.family));

function u32(random: Random): number {
  const kind = random.below(10);
  if (kind < 7) return random.pick(NUMBERS.slice(0, 8));
  return kind < 9 ? random.pick(NUMBERS) : random.pick(LARGE);
}

function u64(random: Random): bigint {
  const low = BigInt(u32(random));
  return random.below(4) === 0 ? (BigInt(u32(random)) << 32n) | low : low;
}

function anyInstruction(random: Random): Instruction {
  const kind = random.below(20);
  const code =
    kind === 0
      ? random.below(256)
      : kind < 6
        ? random.pick(OPCODES).code
        : kind < 14
          ? random.pick(favoured).code
          : random.pick(defined).code;
  return {
    op: code,
    a: u32(random),
    b: u32(random),
    c: u32(random),
    d: u32(random),
    e: u32(random),
    imm: u64(random),
  };
}

export function hostileProgram(random: Random): Program {
  const code: Instruction[] = [];
  const length = 4 + random.below(30);
  while (code.length < length) {
    const operands = random.below(4);
    for (let i = 0; i < operands; i++) code.push(op("i64.const", { imm: u64(random) }));
    code.push(anyInstruction(random));
  }
  const some = (most: number): number => random.below(most + 1);
  return programOf({
    code,
    memoryPages: some(2),
    maxFrames: 1 + some(3),
    maxSlots: 40 + some(60),
    gatewayEntry: random.below(3) === 0 ? u32(random) : random.below(code.length),
    gatewayLocals: some(9),
    frameHeight: some(20),
    globals: some(9),
    tableSlots: some(20),
    segments: some(6),
    functions: Array.from({ length: some(5) }, () => ({
      typeId: random.below(3),
      entry: random.below(code.length),
      params: random.below(3),
      locals: random.below(5),
      height: u32(random),
    })),
    data: Array.from({ length: some(4) }, (_, i) => new Uint8Array(32).fill(17 * i + 1)),
    elements: Array.from({ length: some(9) }, () => u64(random)),
  });
}
