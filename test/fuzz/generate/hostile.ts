/** Random hostile cases (docs/VM.md 2.4: of a program only that it is well-formed is assumed). */
import type { FunctionFacts } from "../../../offchain/program/program.ts";
import { FUEL, LIMITS, opcode } from "../../../offchain/program/tables.ts";
import type { HostileCall, HostileCase, Interference } from "../support/hostile-case.ts";
import { Dice } from "./dice.ts";
import type { OpenCall } from "./hostile-code.ts";
import { HostileCode } from "./hostile-code.ts";
import type { Surroundings } from "./surroundings.ts";
import { address, edge32, edge64 } from "./numbers.ts";

const CALL = opcode("call");
const U64_MAX = 2n ** 64n - 1n;

/** The case that a seed stands for, the same for ever in one version of this generator. */
export function hostileCase(seed: number): HostileCase {
  const dice = new Dice(seed);
  const around = surroundings(dice);
  const writer = new HostileCode(dice, around);
  const gatewayLocals = dice.chance(85) ? dice.between(3, 8) : dice.below(3);
  const length = (): number => dice.between(3, 40);
  if (dice.chance(70) && around.functions > 0) writer.prepareTables();
  writer.function(gatewayLocals, length());
  const gatewayEntry = dice.chance(40) ? 0 : writer.function(gatewayLocals, length());
  const functions: FunctionFacts[] = [];
  while (functions.length < around.functions) {
    const facts = callee(dice);
    functions.push({ ...facts, entry: writer.function(facts.locals, length() >> 1) });
  }
  const code = writer.code.slice();
  for (const call of writer.openCalls) linkCall(dice, code, call, functions);
  const frameHeight = dice.below(20);
  return {
    seed,
    parts: {
      code,
      memoryPages: around.pages,
      maxFrames: dice.chance(80) ? dice.between(1, 6) : LIMITS.frames,
      maxSlots: gatewayLocals + frameHeight + slotsLeft(dice),
      gatewayEntry: dice.chance(95) ? gatewayEntry : edge32(dice),
      gatewayLocals,
      frameHeight,
      globals: around.globals,
      tableSlots: around.tableSlots,
      segments: around.segments,
      functions: functions.map((facts) =>
        dice.chance(95) ? facts : { ...facts, entry: edge32(dice), height: edge32(dice) },
      ),
      data: Array.from({ length: around.dataLeaves }, () => dice.bytes(32)),
      elements: Array.from({ length: around.elements }, () => reference(dice, functions.length)),
    },
    calls: Array.from({ length: dice.between(1, 5) }, () => call(dice, around.pages, code.length)),
  };
}

function surroundings(dice: Dice): Surroundings {
  const few = (most: number): number => (dice.chance(95) ? dice.below(most + 1) : dice.below(300));
  return {
    pages: dice.pick([0, 1, 1, 1, 2, 3]),
    globals: few(9),
    tableSlots: few(20),
    segments: few(6),
    functions: dice.below(6),
    dataLeaves: few(5),
    elements: few(12),
    locals: 0,
  };
}

function slotsLeft(dice: Dice): number {
  return dice.weighted([
    [5, () => dice.below(60)],
    [5, () => dice.between(60, 400)],
    [1, () => LIMITS.slots - 100],
  ])();
}

function callee(dice: Dice): Omit<FunctionFacts, "entry"> {
  const params = dice.below(3);
  const odd = dice.chance(6);
  const many = dice.chance(2) ? dice.pick([1_000, 5_000, 2 ** 18, 2 ** 32 - 1]) : 0;
  return {
    typeId: dice.below(3),
    params: odd ? dice.pick([5, 1_024, 2 ** 32 - 1]) : params,
    locals: many || (odd ? dice.below(4) : params + dice.below(5)),
    height: dice.chance(90) ? dice.below(20) : dice.pick([0, 1_024, 2 ** 18, 2 ** 32 - 1]),
  };
}

function linkCall(
  dice: Dice,
  code: HostileCode["code"],
  { pc, callee: index }: OpenCall,
  functions: readonly FunctionFacts[],
): void {
  const there = code[pc];
  const facts = functions[index];
  if (there?.op !== CALL || facts === undefined) return;
  const { entry: a, params: b, locals: c, height: d } = facts;
  const linked = { ...there, a, b, c, d };
  code[pc] = dice.chance(93) ? linked : { ...linked, [dice.pick(["b", "c", "d"])]: edge32(dice) };
}

function reference(dice: Dice, functions: number): bigint {
  return dice.chance(85) ? BigInt(dice.below(functions + 2)) : edge64(dice);
}

function call(dice: Dice, pages: number, codeLength: number): HostileCall {
  const count = dice.chance(90) ? dice.between(1, 4) : dice.between(5, 40);
  const transactions = Array.from({ length: count }, () => dice.bytes(transactionLength(dice)));
  const registers = dice.chance(4) ? { registers: farRegisters(dice) } : {};
  return {
    height: dice.chance(90) ? BigInt(dice.below(1_000)) : edge64(dice),
    transactions,
    allowance: allowance(dice),
    steps: dice.chance(95) ? 120 : 600,
    ...registers,
    interferences: interferences(dice, pages, codeLength),
  };
}

function transactionLength(dice: Dice): number {
  return dice.weighted([
    [6, () => dice.below(70)],
    [2, () => dice.pick([0, 31, 32, 33, 64])],
    [1, () => dice.below(2_000)],
  ])();
}

function allowance(dice: Dice): bigint {
  return dice.weighted([
    [2, () => BigInt(dice.below(60))],
    [3, () => BigInt(FUEL.dirtyChunk * dice.below(4) + dice.below(200))],
    [1, () => BigInt(dice.below(300_000))],
    [5, () => 10n ** 9n],
    [1, () => U64_MAX - BigInt(dice.below(3))],
  ])();
}

function farRegisters(dice: Dice): { eic: bigint; tf: bigint; callIndex: bigint } {
  const far = (): bigint => (dice.chance(50) ? U64_MAX - BigInt(dice.below(60)) : edge64(dice));
  return { eic: far(), tf: far(), callIndex: far() };
}

function interferences(dice: Dice, pages: number, codeLength: number): Interference[] {
  if (!dice.chance(15)) return [];
  return Array.from({ length: dice.between(1, 3) }, () => ({
    step: dice.between(1, 40),
    change: dice.weighted<() => Interference["change"]>([
      [
        3,
        () => ({ kind: "pc", value: dice.chance(90) ? dice.below(codeLength + 2) : edge32(dice) }),
      ],
      [2, () => ({ kind: "operand", index: dice.below(3), value: edge64(dice) })],
      [2, () => ({ kind: "local", index: dice.below(4), value: edge64(dice) })],
      [2, () => ({ kind: "global", index: dice.below(6), value: edge64(dice) })],
      [2, () => ({ kind: "memory", address: address(dice, pages), value: dice.below(256) })],
      [1, () => ({ kind: "tf", value: edge64(dice) })],
    ])(),
  }));
}
