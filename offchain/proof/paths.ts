/** Merkle paths and multiproofs out of a tree whose nodes are at hand (docs/VM.md 7, 7.5). */
import { CHUNK_LEVEL } from "../merkle/multiproof.ts";
import { provePath } from "../merkle/path.ts";
import type { MerkleNodes } from "../merkle/tree.ts";
import type { ByteWriter } from "../bytes/writer.ts";

/** Leaf `index` and its whole path. */
export function writeLeaf(writer: ByteWriter, tree: MerkleNodes, index: number): void {
  writer.bytes(tree.node(0, index)).all(provePath(tree, index));
}

/**
 * One proof for several leaves.
 * @param indices Leaf indices, ascending and distinct, at least one.
 * @param stamp In memory: the stamp of a chunk, read where chunk roots become chunk nodes.
 */
export function writeMultiproof(
  writer: ByteWriter,
  tree: MerkleNodes,
  indices: readonly number[],
  stamp?: (chunk: number) => bigint,
): void {
  for (const index of indices) writer.bytes(tree.node(0, index));
  let known = [...indices];
  for (let level = 0; level < tree.depth; level++) {
    if (level === CHUNK_LEVEL && stamp) for (const chunk of known) writer.u64(stamp(chunk));
    const parents: number[] = [];
    for (let i = 0; i < known.length; i++) {
      const index = known[i] as number;
      if (index % 2 === 0 && known[i + 1] === index + 1) i++;
      else writer.bytes(tree.node(level, index ^ 1));
      parents.push(Math.floor(index / 2));
    }
    known = parents;
  }
}

/** The distinct leaves of 32 bytes that the given byte ranges [start, end) touch, ascending. */
export function leavesOf(...ranges: readonly (readonly [start: number, end: number])[]): number[] {
  const leaves = new Set<number>();
  for (const [start, end] of ranges) {
    for (let leaf = Math.floor(start / 32); leaf * 32 < end; leaf++) leaves.add(leaf);
  }
  return [...leaves].sort((x, y) => x - y);
}
