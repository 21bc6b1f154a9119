/** Word arrays (docs/VM.md 1): u64 values, four to a leaf, big-endian. */
import { NODE_BYTES } from "./tree.ts";

export const WORDS_PER_LEAF = 4;

/** The leaves of a word array, the last one filled up with zeros. */
export function packWords(values: Iterable<bigint> & { readonly length: number }): Uint8Array {
  const leaves = new Uint8Array(Math.ceil(values.length / WORDS_PER_LEAF) * NODE_BYTES);
  const view = new DataView(leaves.buffer);
  let at = 0;
  for (const value of values) {
    view.setBigUint64(at, value);
    at += 8;
  }
  return leaves;
}

/** Value `index` of a word array. */
export function readWord(leaves: Uint8Array, index: number): bigint {
  return new DataView(leaves.buffer, leaves.byteOffset, leaves.length).getBigUint64(8 * index);
}
