/**
 * Merkle trees for tests, written down as docs/VM.md 1 and 3.1 say them and for nothing else: leaves that
 * differ from the padding are kept in a map, and every node is hashed anew from below when asked.
 */
import type { MemoryView, TreeView, WordArrayView } from "../../../offchain/machine/state.ts";
import { hash2, word } from "./hash.ts";

const ZERO = new Uint8Array(32);
const CHUNK_LEVEL = 7;

/** The least d with 2^d ≥ n (docs/VM.md 1). */
export function depthOf(n: number): number {
  let depth = 0;
  while (2 ** depth < n) depth++;
  return depth;
}

/** A tree of `depth` whose leaves are Z but for those given. */
export function sparseTree(depth: number, leaves: ReadonlyMap<number, Uint8Array>): TreeView {
  return stampedTree(depth, leaves, undefined);
}

function stampedTree(
  depth: number,
  leaves: ReadonlyMap<number, Uint8Array>,
  stamps: ReadonlyMap<number, bigint> | undefined,
): TreeView {
  const touched = Array.from({ length: depth + 1 }, () => new Set<number>());
  const touch = (from: number, index: number): void => {
    for (let level = from; level <= depth; level++) {
      touched[level]!.add(Math.floor(index / 2 ** (level - from)));
    }
  };
  for (const index of leaves.keys()) touch(0, index);
  for (const chunk of stamps?.keys() ?? []) touch(CHUNK_LEVEL, chunk);

  const empty: Uint8Array[] = [ZERO];
  const memo = new Map<string, Uint8Array>();
  const finished = (level: number, index: number, node: Uint8Array): Uint8Array =>
    stamps && level === CHUNK_LEVEL ? hash2(node, word(stamps.get(index) ?? 0n)) : node;
  for (let level = 1; level <= depth; level++) {
    const below = empty[level - 1]!;
    empty.push(finished(level, -1, hash2(below, below)));
  }
  const node = (level: number, index: number): Uint8Array => {
    if (!touched[level]!.has(index)) return empty[level]!;
    if (level === 0) return leaves.get(index)!;
    const key = `${level}:${index}`;
    const known = memo.get(key);
    if (known) return known;
    const made = hash2(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    const result = finished(level, index, made);
    memo.set(key, result);
    return result;
  };
  return { depth, node };
}

/** The tree over `count` values, of which those not given are zero. */
export function wordArray(count: number, values: ReadonlyMap<number, bigint>): WordArrayView {
  const leaves = new Map<number, Uint8Array>();
  for (const [index, value] of values) {
    const leaf = leaves.get(Math.floor(index / 4)) ?? new Uint8Array(32);
    new DataView(leaf.buffer).setBigUint64(8 * (index % 4), value);
    leaves.set(Math.floor(index / 4), leaf);
  }
  return { count, ...sparseTree(depthOf(Math.ceil(count / 4)), leaves) };
}

/** Memory of `pages`; leaves and stamps that are not given are zero. */
export function memoryTree(
  pages: number,
  leaves: ReadonlyMap<number, Uint8Array>,
  stamps: ReadonlyMap<number, bigint>,
): MemoryView {
  const depth = CHUNK_LEVEL + depthOf(16 * pages);
  const tree = stampedTree(depth, leaves, stamps);
  return { pages, ...tree, stamp: (chunk) => stamps.get(chunk) ?? 0n };
}
