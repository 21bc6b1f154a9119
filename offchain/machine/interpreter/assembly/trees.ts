/** Merkle trees over word arrays and over the guest's memory (docs/VM.md 1, 3.1). */
import { hash2 } from "./keccak";
import {
  CHUNK_BITS,
  FLAGS,
  GUEST,
  NODES,
  depthOf,
  leavesOf,
  listAt,
  pages,
  rootsAt,
  stampsAt,
  upperAt,
  upperDepth,
} from "./machine";
import { UNHASHED } from "./memory";

/** Levels of a chunk's tree. */
export const CHUNK_DEPTH: u32 = 7;
/** 32 bytes each: the root of a tree of zeros, by depth up to 20. */
const ZEROS: usize = memory.data(21 * 32, 16);
/** The node of a chunk of zeros and stamp 0. */
const ZERO_CHUNK: usize = memory.data(32, 16);
/** Nodes of the tree that is being computed: of a chunk, at most 64 above its leaves. */
const SCRATCH: usize = memory.data(64 * 32, 16);
/** Two nodes side by side. */
export const PAIR: usize = memory.data(64, 16);

// @ts-ignore: decorator
@inline
export function copyNode(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from, 0), 0);
  store<u64>(to, load<u64>(from, 8), 8);
  store<u64>(to, load<u64>(from, 16), 16);
  store<u64>(to, load<u64>(from, 24), 24);
}

/** `word(n)`. */
export function storeWord(to: usize, value: u64): void {
  store<u64>(to, 0, 0);
  store<u64>(to, 0, 8);
  store<u64>(to, 0, 16);
  store<u64>(to, bswap<u64>(value), 24);
}

// @ts-ignore: decorator
@inline
function sameNode(a: usize, b: usize): bool {
  return (
    ((load<u64>(a, 0) ^ load<u64>(b, 0)) |
      (load<u64>(a, 8) ^ load<u64>(b, 8)) |
      (load<u64>(a, 16) ^ load<u64>(b, 16)) |
      (load<u64>(a, 24) ^ load<u64>(b, 24))) ==
    0
  );
}

// @ts-ignore: decorator
@inline
function isZeroPair(at: usize): bool {
  return (
    (load<u64>(at, 0) |
      load<u64>(at, 8) |
      load<u64>(at, 16) |
      load<u64>(at, 24) |
      load<u64>(at, 32) |
      load<u64>(at, 40) |
      load<u64>(at, 48) |
      load<u64>(at, 56)) ==
    0
  );
}

export function prepareConstants(): void {
  memory.fill(ZEROS, 0, 32);
  for (let level: usize = 0; level < 20; level++) {
    copyNode(PAIR, ZEROS + (level << 5));
    copyNode(PAIR + 32, ZEROS + (level << 5));
    hash2(PAIR, ZEROS + ((level + 1) << 5));
  }
  copyNode(PAIR, ZEROS + (CHUNK_DEPTH << 5));
  storeWord(PAIR + 32, 0);
  hash2(PAIR, ZERO_CHUNK);
}

/**
 * Node of the tree over raw 32-byte leaves at `from`: 2^level leaves, level ≤ 7; 32 bytes to `to`.
 */
export function rawNode(from: usize, level: u32, to: usize): void {
  if (level == 0) {
    copyNode(to, from);
    return;
  }
  let width: u32 = 1 << (level - 1);
  /** Bit i: node i of the level is that of a tree of zeros. */
  let zero: u64 = 0;
  for (let i: u32 = 0; i < width; i++) {
    const pair = from + (i << 6);
    const node = SCRATCH + (i << 5);
    if (isZeroPair(pair)) {
      zero |= u64(1) << i;
      copyNode(node, ZEROS + 32);
    } else {
      hash2(pair, node);
    }
  }
  for (let above: u32 = 2; above <= level; above++) {
    width >>>= 1;
    let zeroAbove: u64 = 0;
    for (let i: u32 = 0; i < width; i++) {
      const node = SCRATCH + (i << 5);
      if (((zero >> (2 * i)) & 3) == 3) {
        zeroAbove |= u64(1) << i;
        copyNode(node, ZEROS + (above << 5));
      } else {
        hash2(SCRATCH + (i << 6), node);
      }
    }
    zero = zeroAbove;
  }
  copyNode(to, SCRATCH);
}

/** Fills memory's tree for a memory of zeros with stamps 0. */
export function plantMemory(): void {
  const chunks = pages << 4;
  for (let i: u32 = 0; i < chunks; i++) copyNode(rootsAt + (i << 5), ZEROS + (CHUNK_DEPTH << 5));
  const width: u32 = 1 << upperDepth;
  for (let i: u32 = 0; i < width; i++) copyNode(upperAt + ((width + i) << 5), ZERO_CHUNK);
  for (let level = upperDepth; level > 0; level--) {
    const first: u32 = 1 << (level - 1);
    hash2(upperAt + (first << 6), upperAt + (first << 5));
    for (let i = first + 1; i < first << 1; i++) {
      copyNode(upperAt + (i << 5), upperAt + (first << 5));
    }
  }
}

/** Brings the parents of the `count` ascending heap positions in the list up to date. */
function climb(tree: usize, count: u32): void {
  while (count != 0) {
    let parents: u32 = 0;
    let last: u32 = 0;
    for (let i: u32 = 0; i < count; i++) {
      const parent = load<u32>(listAt + (i << 2)) >>> 1;
      if (parent == 0 || parent == last) continue;
      last = parent;
      hash2(tree + (parent << 6), tree + (parent << 5));
      store<u32>(listAt + (parents << 2), parent);
      parents++;
    }
    count = parents;
  }
}

/** Brings memory's tree up to date. */
export function refreshMemory(): void {
  const chunks = pages << 4;
  const width: u32 = 1 << upperDepth;
  let count: u32 = 0;
  for (let i: u32 = 0; i < chunks; i += 8) {
    if (load<u64>(NODES + i) == 0) continue;
    for (let chunk = i; chunk < i + 8; chunk++) {
      if (load<u8>(NODES + chunk) == 0) continue;
      const flags = load<u8>(FLAGS + chunk);
      const root = rootsAt + (chunk << 5);
      if ((flags & UNHASHED) != 0) {
        rawNode(GUEST + (chunk << CHUNK_BITS), CHUNK_DEPTH, root);
        store<u8>(FLAGS + chunk, flags & ~UNHASHED);
      }
      copyNode(PAIR, root);
      storeWord(PAIR + 32, load<u64>(stampsAt + (chunk << 3)));
      hash2(PAIR, upperAt + ((width + chunk) << 5));
      store<u8>(NODES + chunk, 0);
      store<u32>(listAt + (count << 2), width + chunk);
      count++;
    }
  }
  climb(upperAt, count);
}

/** Leaf of the word array at `values`: four values, those from `count` on zero; to PAIR. */
// @ts-ignore: decorator
@inline
function packLeaf(values: usize, count: u32, leaf: u32): void {
  for (let i: u32 = 0; i < 4; i++) {
    const index = (leaf << 2) + i;
    const value = index < count ? load<u64>(values + (index << 3)) : 0;
    store<u64>(PAIR + (i << 3), bswap<u64>(value));
  }
}

/** Computes the whole heap-shaped tree of the word array at `values`. */
export function plantWords(values: usize, count: u32, tree: usize): void {
  const leaves = leavesOf(count);
  const depth = depthOf(leaves);
  const width: u32 = 1 << depth;
  memory.fill(tree + (width << 5), 0, width << 5);
  for (let i: u32 = 0; i < leaves; i++) {
    packLeaf(values, count, i);
    copyNode(tree + ((width + i) << 5), PAIR);
  }
  for (let level: u32 = 1; level <= depth; level++) {
    const first: u32 = 1 << (depth - level);
    for (let i = first; i < first << 1; i++) {
      const zero = ZEROS + ((level - 1) << 5);
      const node = tree + (i << 5);
      const children = tree + (i << 6);
      if (sameNode(children, zero) && sameNode(children + 32, zero)) {
        copyNode(node, ZEROS + (level << 5));
      } else {
        hash2(children, node);
      }
    }
  }
}

/** Brings a tree that `plantWords` made up to date with its values. */
export function refreshWords(values: usize, count: u32, tree: usize): void {
  const leaves = leavesOf(count);
  const width: u32 = 1 << depthOf(leaves);
  let changed: u32 = 0;
  for (let i: u32 = 0; i < leaves; i++) {
    packLeaf(values, count, i);
    const leaf = tree + ((width + i) << 5);
    if (sameNode(leaf, PAIR)) continue;
    copyNode(leaf, PAIR);
    store<u32>(listAt + (changed << 2), width + i);
    changed++;
  }
  climb(tree, changed);
}
