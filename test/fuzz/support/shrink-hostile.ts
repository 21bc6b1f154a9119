/** Simpler hostile cases. Instructions become jumps to the next one, so that targets stay right. */
import type { Instruction } from "../../../offchain/program/instruction.ts";
import { op } from "../../step/support/program.ts";
import type { ProgramParts } from "../../step/support/program.ts";
import type { HostileCall, HostileCase } from "./hostile-case.ts";
import { ranges, withoutRanges } from "./shrink.ts";

export function* simplerHostile(one: HostileCase): Generator<HostileCase> {
  for (const calls of withoutRanges(one.calls)) if (calls.length > 0) yield { ...one, calls };
  for (const parts of simplerParts(one.parts)) yield { ...one, parts };
  for (const [i, call] of one.calls.entries()) {
    for (const simpler of simplerCalls(call)) yield { ...one, calls: one.calls.with(i, simpler) };
  }
  for (const [i, instruction] of one.parts.code.entries()) {
    for (const simpler of simplerInstructions(instruction)) {
      yield { ...one, parts: { ...one.parts, code: one.parts.code.with(i, simpler) } };
    }
  }
}

const skip = (pc: number): Instruction => op("jump", { a: pc + 1 });

function isSkip(i: Instruction, pc: number): boolean {
  return i.op === skip(pc).op && i.a === pc + 1;
}

function* simplerParts(parts: ProgramParts): Generator<ProgramParts> {
  const { code } = parts;
  let length = code.length;
  while (length > 1 && isSkip(code[length - 1]!, length - 1)) length--;
  if (length < code.length) yield { ...parts, code: code.slice(0, length) };
  for (const [from, to] of ranges(code.length)) {
    const touched = code.slice(from, to).some((i, at) => !isSkip(i, from + at));
    if (!touched) continue;
    yield { ...parts, code: code.map((i, pc) => (pc >= from && pc < to ? skip(pc) : i)) };
  }
  for (const functions of withoutRanges(parts.functions)) yield { ...parts, functions };
  for (const data of withoutRanges(parts.data)) yield { ...parts, data };
  for (const elements of withoutRanges(parts.elements)) yield { ...parts, elements };
  for (const name of ["globals", "tableSlots", "segments", "memoryPages"] as const) {
    if (parts[name] > 0) yield { ...parts, [name]: parts[name] - 1 };
  }
}

function* simplerCalls(call: HostileCall): Generator<HostileCall> {
  const { registers, ...plain } = call;
  if (registers !== undefined) yield plain;
  for (const interferences of withoutRanges(call.interferences)) yield { ...call, interferences };
  if (call.transactions.length > 1) {
    yield { ...call, transactions: call.transactions.slice(0, 1) };
  }
  if (call.height !== 0n) yield { ...call, height: 0n };
}

function* simplerInstructions(i: Instruction): Generator<Instruction> {
  for (const field of ["a", "b", "c", "d", "e"] as const) {
    if (i[field] !== 0) yield { ...i, [field]: 0 };
    if (i[field] > 1) yield { ...i, [field]: i[field] >>> 1 };
  }
  if (i.imm !== 0n) yield { ...i, imm: 0n };
  if (i.imm > 1n) yield { ...i, imm: i.imm >> 1n };
}
