/** The steps of bulk memory and of the tables' set-up (docs/VM.md 6.5, 6.7). */
import { STATUS } from "../../offchain/program/tables.ts";
import type { Instruction } from "../../offchain/program/instruction.ts";
import type { Machine } from "./machine.ts";
import type { Outcome } from "./outcome.ts";

const LEAF = 32;

export function memoryFill(m: Machine): Outcome {
  const [d, value, n] = triple(m);
  if (d + n > m.memory.length) return STATUS.memoryOutOfBounds;
  const size = Math.min(LEAF - (d % LEAF), n);
  if (!m.pay(m.touch(d, size))) return STATUS.outOfFuel;
  m.memory.fill(value, d, d + size);
  return progress(m, size, { source: false, target: true });
}

export function memoryCopy(m: Machine): Outcome {
  const [d, s, n] = triple(m);
  if (s + n > m.memory.length || d + n > m.memory.length) return STATUS.memoryOutOfBounds;
  const forward = d <= s;
  const end = d + n;
  const size = Math.min(forward ? LEAF - (d % LEAF) : ((end + LEAF - 1) % LEAF) + 1, n);
  const target = forward ? d : end - size;
  const source = forward ? s : s + n - size;
  if (!m.pay(m.touch(target, size))) return STATUS.outOfFuel;
  m.memory.copyWithin(target, source, source + size);
  return progress(m, size, { source: forward, target: forward });
}

export function memoryInit(m: Machine, { a: flag, b: base, c }: Instruction): Outcome {
  const [d, s, n] = triple(m);
  const length = m.dropped[flag] === 0 ? c : 0;
  if (s + n > length || d + n > m.memory.length) return STATUS.memoryOutOfBounds;
  const size = Math.min(LEAF - (d % LEAF), n);
  if (!m.pay(m.touch(d, size))) return STATUS.outOfFuel;
  const from = LEAF * base + s;
  m.memory.set(m.program.data.subarray(from, from + size), d);
  return progress(m, size, { source: true, target: true });
}

export function tableInit(m: Machine, i: Instruction): Outcome {
  const [d, s, n] = triple(m);
  const length = m.dropped[i.e] === 0 ? i.d : 0;
  if (s + n > length || d + n > i.b) return STATUS.tableOutOfBounds;
  if (n > 0) m.table[i.a + d] = Number(m.program.elements[i.c + s]!);
  return progress(m, Math.min(n, 1), { source: true, target: true });
}

export function drop(m: Machine, { a: flag }: Instruction): Outcome {
  m.dropped[flag] = 1;
  return "next";
}

/** The operands `d x n`, u32. */
function triple({ lo, sp }: Machine): [number, number, number] {
  return [lo[sp - 3]! >>> 0, lo[sp - 2]! >>> 0, lo[sp - 1]! >>> 0];
}

/** Which operands of a bulk instruction move with it, beside the number that is left. */
interface Moving {
  readonly target: boolean;
  readonly source: boolean;
}

/** Rewrites the operands for the rest, now that `size` is done, or pops them. */
function progress(m: Machine, size: number, moving: Moving): Outcome {
  const { lo, sp } = m;
  const left = (lo[sp - 1]! - size) | 0;
  if (left === 0) {
    m.sp = sp - 3;
    return "next";
  }
  if (moving.target) lo[sp - 3]! += size;
  if (moving.source) lo[sp - 2]! += size;
  lo[sp - 1] = left;
  return "again";
}
