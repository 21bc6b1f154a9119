/** Hashes of the state that a proof shows without opening them (docs/VM.md 3.1). */
import { word } from "../bytes/writer.ts";
import { hash2 as hashPair, nobleHasher } from "../hash/keccak.ts";
import type { StateView } from "../machine/state.ts";

/** H2 of docs/VM.md 1. */
export function hash2(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hashPair(nobleHasher, left, right);
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
