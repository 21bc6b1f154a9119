/** One proof for several leaves of a tree, siblings sent once, and its inverse (docs/VM.md 7.5). */
import { word } from "../bytes/writer.ts";
import { hash2 } from "../hash/keccak.ts";
import type { Hasher } from "../hash/keccak.ts";
import type { MerkleNodes } from "./tree.ts";

/** Level of memory's tree at which a chunk's root and stamp become its node: 128 leaves. */
export const CHUNK_LEVEL = 7;

export interface Multiproof {
  /** The leaves proven, in the order of their indices. */
  readonly leaves: readonly Uint8Array[];
  /** Siblings level by level from the bottom, left to right. */
  readonly siblings: readonly Uint8Array[];
  /** In memory: the stamps of the chunks concerned, ascending. */
  readonly stamps: readonly bigint[];
}

/** Where a proof does not have the parts that its indices call for. */
export class MultiproofError extends Error {
  override readonly name = "MultiproofError";
  readonly code = "malformed-proof";
}

/**
 * @param indices Leaf indices, ascending and distinct, at least one.
 * @param stamp In memory's tree: the stamp of a chunk.
 */
export function proveMany(
  tree: MerkleNodes,
  indices: readonly number[],
  stamp?: (chunk: number) => bigint,
): Multiproof {
  const leaves = indices.map((index) => tree.node(0, index));
  const siblings: Uint8Array[] = [];
  let stamps: bigint[] = [];
  let known: readonly number[] = indices;
  for (let level = 0; level <= tree.depth; level++) {
    if (level === CHUNK_LEVEL && stamp !== undefined) stamps = known.map(stamp);
    if (level === tree.depth) break;
    const present = new Set(known);
    for (const index of known) {
      if (!present.has(index ^ 1)) siblings.push(tree.node(level, index ^ 1));
    }
    known = parentsOf(known);
  }
  return { leaves, siblings, stamps };
}

/**
 * The root of a tree of the given depth with these leaves at these indices. With other leaves than
 * those proven, the root after they were written.
 * @param indices Ascending and distinct, at least one, each below 2^depth.
 * @throws MultiproofError if there are too few or too many leaves, siblings or stamps.
 */
export function rebuildMany(
  proof: Multiproof,
  indices: readonly number[],
  depth: number,
  hasher: Hasher,
): Uint8Array {
  if (proof.leaves.length !== indices.length || indices.length === 0) {
    throw new MultiproofError(`${indices.length} leaves are due, not ${proof.leaves.length}`);
  }
  const siblings = proof.siblings[Symbol.iterator]();
  let known: readonly number[] = indices;
  let nodes: readonly Uint8Array[] = proof.leaves;
  let stamped = 0;
  for (let level = 0; level <= depth; level++) {
    if (level === CHUNK_LEVEL && proof.stamps.length > 0) {
      nodes = stampChunks(nodes, proof.stamps, hasher);
      stamped = nodes.length;
    }
    if (level === depth) break;
    nodes = combine(known, nodes, siblings, hasher);
    known = parentsOf(known);
  }
  if (siblings.next().done !== true) throw new MultiproofError("siblings are left over");
  if (stamped !== proof.stamps.length) throw new MultiproofError("stamps are left over");
  return nodes[0]!;
}

/** The nodes of the next level. */
function combine(
  known: readonly number[],
  nodes: readonly Uint8Array[],
  siblings: Iterator<Uint8Array>,
  hasher: Hasher,
): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let i = 0; i < known.length; i++) {
    const index = known[i]!;
    const node = nodes[i]!;
    if (index % 2 === 0 && known[i + 1] === index + 1) {
      parents.push(hash2(hasher, node, nodes[++i]!));
      continue;
    }
    const next = siblings.next();
    if (next.done === true) throw new MultiproofError("a sibling is missing");
    parents.push(
      index % 2 === 0 ? hash2(hasher, node, next.value) : hash2(hasher, next.value, node),
    );
  }
  return parents;
}

function stampChunks(
  roots: readonly Uint8Array[],
  stamps: readonly bigint[],
  hasher: Hasher,
): Uint8Array[] {
  if (roots.length !== stamps.length) {
    throw new MultiproofError(`${roots.length} stamps are due, not ${stamps.length}`);
  }
  return roots.map((root, i) => hash2(hasher, root, word(stamps[i]!)));
}

function parentsOf(indices: readonly number[]): number[] {
  return [...new Set(indices.map((index) => Math.floor(index / 2)))];
}
