/** The machine's hash, keccak-256, behind types that a faster implementation can take. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat } from "../bytes/concat.ts";

/** keccak-256 of a byte string: 32 bytes. */
export type Keccak = (data: Uint8Array) => Uint8Array;

export interface Hasher {
  readonly hash: Keccak;
  /**
   * Hashes 64 bytes at a time: of 64·n bytes, the n hashes one after the other (32·n bytes). One
   * level of a Merkle tree at once.
   */
  readonly pairs: (nodes: Uint8Array) => Uint8Array;
}

/** A hasher that has nothing faster for many hashes at once. */
export function hasherOf(hash: Keccak): Hasher {
  const pairs = (nodes: Uint8Array): Uint8Array => {
    const parents = new Uint8Array(nodes.length / 2);
    for (let at = 0; at < nodes.length; at += 64) {
      parents.set(hash(nodes.subarray(at, at + 64)), at / 2);
    }
    return parents;
  };
  return { hash, pairs };
}

/** The reference: noble's, slow and sure. */
export const nobleHasher: Hasher = hasherOf((data) => keccak_256(data));

/** H2 of docs/VM.md 1: the parent of two 32-byte nodes. */
export function hash2(hasher: Hasher, left: Uint8Array, right: Uint8Array): Uint8Array {
  return hasher.hash(concat(left, right));
}
