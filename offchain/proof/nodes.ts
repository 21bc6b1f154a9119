/** Hashes of the state that a proof shows without opening them (docs/VM.md 3.1). */
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { StateView } from "../machine/state.ts";

/** H2: keccak-256 of two 32-byte strings. */
export function hash2(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(64);
  both.set(left);
  both.set(right, 32);
  return keccak_256(both);
}

/** An unsigned integer as 32 bytes, big-endian. */
export function word(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 31, rest = value; rest > 0n; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/** The operands chain over values given bottom first. */
export function foldOperands(values: readonly bigint[]): Uint8Array {
  let chain: Uint8Array = new Uint8Array(32);
  for (const value of values) chain = hash2(chain, word(value));
  return chain;
}

/** The node of the state tree at `level` (0: leaves), position `index`. */
export function stateNode(state: StateView, level: number, index: number): Uint8Array {
  if (level === 0) return state.leaf(index);
  return hash2(stateNode(state, level - 1, 2 * index), stateNode(state, level - 1, 2 * index + 1));
}
