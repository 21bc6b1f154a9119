/**
 * The Merkle trees of docs/VM.md 1: binary, of fixed depth, over 32-byte leaves that are not hashed
 * again, padded on the right with zero leaves. Trees are immutable.
 */
import type { Hasher } from "../hash/keccak.ts";

export const NODE_BYTES = 32;

/** A tree with every node at hand: level 0 holds the leaves, level `depth` the root. */
export interface MerkleNodes {
  readonly depth: number;
  /** The node at `level`, position `index` (0 ≤ index < 2^(depth − level)); padding included. */
  node(level: number, index: number): Uint8Array;
}

/** The least d with 2^d ≥ n, and 0 for n = 0. */
export function depthOf(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

/** The root of a tree of zero leaves, by its depth. Grows as it is asked for. */
class ZeroRoots {
  readonly #roots: Uint8Array[] = [new Uint8Array(NODE_BYTES)];
  readonly #hasher: Hasher;

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  at(level: number): Uint8Array {
    while (this.#roots.length <= level) {
      const below = this.#roots[this.#roots.length - 1]!;
      const pair = new Uint8Array(2 * NODE_BYTES);
      pair.set(below);
      pair.set(below, NODE_BYTES);
      this.#roots.push(this.#hasher.hash(pair));
    }
    return this.#roots[level]!;
  }
}

export class MerkleTree implements MerkleNodes {
  readonly leafCount: number;
  readonly depth: number;
  /** Nodes of each level that are no padding, one after the other. */
  readonly #levels: readonly Uint8Array[];
  readonly #zeros: ZeroRoots;

  /**
   * @param leaves 32·n bytes, n ≤ 2^31. They are not copied, and must not change afterwards.
   * @throws RangeError if they are no whole number of leaves.
   */
  constructor(leaves: Uint8Array, hasher: Hasher) {
    if (leaves.length % NODE_BYTES !== 0) {
      throw new RangeError(`${leaves.length} bytes are no whole number of 32-byte leaves`);
    }
    this.leafCount = leaves.length / NODE_BYTES;
    this.depth = depthOf(this.leafCount);
    this.#zeros = new ZeroRoots(hasher);
    const levels = [leaves];
    for (let level = 0; level < this.depth; level++) {
      levels.push(this.#parents(levels[level]!, level, hasher));
    }
    this.#levels = levels;
  }

  get root(): Uint8Array {
    return this.node(this.depth, 0);
  }

  node(level: number, index: number): Uint8Array {
    if (level < 0 || level > this.depth || index < 0 || index >= 2 ** (this.depth - level)) {
      throw new RangeError(`a tree of depth ${this.depth} has no node ${index} at level ${level}`);
    }
    const nodes = this.#levels[level]!;
    const start = index * NODE_BYTES;
    return start < nodes.length ? nodes.subarray(start, start + NODE_BYTES) : this.#zeros.at(level);
  }

  /** The next level; a last node without a sibling gets that of a tree of zeros. */
  #parents(nodes: Uint8Array, level: number, hasher: Hasher): Uint8Array {
    if (nodes.length % (2 * NODE_BYTES) === 0) return hasher.pairs(nodes);
    const even = new Uint8Array(nodes.length + NODE_BYTES);
    even.set(nodes);
    even.set(this.#zeros.at(level), nodes.length);
    return hasher.pairs(even);
  }
}
