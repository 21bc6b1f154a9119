/** docs/VM.md 1, as plainly as it is written, for what tests expect. */
import { keccak_256 } from "@noble/hashes/sha3.js";

/** H2. */
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

/** The operands chain over values given bottom first (3.1). */
export function operandsChain(values: readonly bigint[]): Uint8Array {
  let chain: Uint8Array = new Uint8Array(32);
  for (const value of values) chain = hash2(chain, word(value));
  return chain;
}

/** The root over leaves whose number is a power of two. */
export function rootOfLeaves(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const half = leaves.length / 2;
  return hash2(rootOfLeaves(leaves.slice(0, half)), rootOfLeaves(leaves.slice(half)));
}
