/** The proof of one leaf, and its inverse (`path(i, d)` of docs/VM.md 7). */
import { hash2 } from "../hash/keccak.ts";
import type { Hasher } from "../hash/keccak.ts";
import type { MerkleNodes } from "./tree.ts";

/** The siblings of leaf `index`, from the bottom up. */
export function provePath(tree: MerkleNodes, index: number): Uint8Array[] {
  const path: Uint8Array[] = [];
  for (let level = 0; level < tree.depth; level++) {
    path.push(tree.node(level, Math.floor(index / 2 ** level) ^ 1));
  }
  return path;
}

/**
 * The root of the tree in which `leaf` stands at `index` beside these siblings.
 * @throws RangeError if a tree of that depth has no such leaf.
 */
export function rebuildPath(
  leaf: Uint8Array,
  index: number,
  path: readonly Uint8Array[],
  hasher: Hasher,
): Uint8Array {
  if (index < 0 || index >= 2 ** path.length) {
    throw new RangeError(`a tree of depth ${path.length} has no leaf ${index}`);
  }
  let node = leaf;
  let at = index;
  for (const sibling of path) {
    node = at % 2 === 0 ? hash2(hasher, node, sibling) : hash2(hasher, sibling, node);
    at = Math.floor(at / 2);
  }
  return node;
}
