/** The host functions (docs/VM.md 6.12). Checks in their order; a result is pushed. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { sha256 } from "@noble/hashes/sha2.js";

import type { Recover } from "../../offchain/machine/recover.ts";
import { FUEL, LIMITS, STATUS } from "../../offchain/program/tables.ts";
import type { Outcome } from "./outcome.ts";
import type { Machine } from "./machine.ts";

/** Runs host function `number`. `before` is tf before the step. */
export function callHost(m: Machine, number: number, before: number, recover: Recover): Outcome {
  switch (number) {
    case 1:
      return push(m, m.input.transactions.length, 0);
    case 2: {
      const transaction = m.input.transactions[argument(m, 0)];
      return transaction === undefined ? STATUS.badHostArgument : push(m, transaction.length, 0);
    }
    case 3:
      return readTransaction(m);
    case 4:
      return pushWide(m, m.input.height);
    case 5:
      return pushWide(m, BigInt(Math.floor(before / FUEL.perMillisecond)));
    case 6:
      return hash(m, keccak_256);
    case 7:
      return hash(m, sha256);
    case 8:
      return recoverAddress(m, recover);
    default:
      return STATUS.unknownImport;
  }
}

function readTransaction(m: Machine): Outcome {
  const [index, offset, pointer] = [argument(m, 0), argument(m, 1), argument(m, 2)];
  const transaction = m.input.transactions[index];
  if (transaction === undefined || pointer % 32 !== 0) return STATUS.badHostArgument;
  if (pointer + 32 > m.memory.length) return STATUS.memoryOutOfBounds;
  if (offset > transaction.length) return STATUS.badHostArgument;
  if (!m.pay(m.touch(pointer, 32))) return STATUS.outOfFuel;
  m.memory.fill(0, pointer, pointer + 32);
  m.memory.set(transaction.subarray(offset, offset + 32), pointer);
  return "next";
}

function hash(m: Machine, digest: (bytes: Uint8Array) => Uint8Array): Outcome {
  const [pointer, length, out] = [argument(m, 0), argument(m, 1), argument(m, 2)];
  const bad = length > LIMITS.hashInputBytes || pointer % 32 !== 0 || out % 32 !== 0;
  if (bad) return STATUS.badHostArgument;
  const end = m.memory.length;
  if (pointer + length > end || out + 32 > end) return STATUS.memoryOutOfBounds;
  const charge = FUEL.hashWord * Math.ceil(length / 32) + m.touch(out, 32);
  if (!m.pay(charge)) return STATUS.outOfFuel;
  m.memory.set(digest(m.memory.subarray(pointer, pointer + length)), out);
  return "next";
}

function recoverAddress(m: Machine, recover: Recover): Outcome {
  const [input, out] = [argument(m, 0), argument(m, 1)];
  if (input % 32 !== 0 || out % 32 !== 0) return STATUS.badHostArgument;
  const end = m.memory.length;
  if (input + 128 > end || out + 32 > end) return STATUS.memoryOutOfBounds;
  if (!m.pay(m.touch(out, 32))) return STATUS.outOfFuel;
  m.memory.set(recover(m.memory.subarray(input, input + 128)), out);
  return "next";
}

/** Parameter `index` of the stub, as u32. */
function argument(m: Machine, index: number): number {
  return m.lo[m.fp + index]! >>> 0;
}

function push(m: Machine, lo: number, hi: number): Outcome {
  m.lo[m.sp] = lo;
  m.hi[m.sp] = hi;
  m.sp += 1;
  return "next";
}

function pushWide(m: Machine, value: bigint): Outcome {
  return push(m, Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
}
