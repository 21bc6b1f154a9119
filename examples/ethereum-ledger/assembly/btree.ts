/**
 * B-trees with data in the leaves and leaves in a chain (B+ trees), of fixed fan-out, from keys of
 * whole words (words.ts) to u32 values. Keys are unique; nothing is ever deleted.
 *
 * A node holds up to 16 keys. A leaf has a value for each key; an inner node has one link more than
 * keys, and its key i is the least key under link i + 1. Nodes that are full are split on the way
 * down, so an insertion never has to climb back up. All keys of one tree have one length; 8
 * (a day), 24 (an address), 32 (a hash) and 56 bytes (a name with an address) are in use.
 */
import { takeNode } from "./arena";
import { compareWords } from "./words";

const CAPACITY: u32 = 16;
const HALF: u32 = CAPACITY / 2;
const NODE_HEADER: u32 = 16;
/** Nothing: the end of a leaf chain, of a range, of a search. */
export const NONE: u64 = 0;

/** The header of a tree, wherever its owner keeps it. */
@unmanaged
export class Tree {
  root: usize;
  /** Levels above the leaves. */
  height: u32;
  /** Bytes of a key. */
  keyBytes: u32;
  /** Keys in the tree. */
  size: u32;
}

export const TREE_BYTES: usize = 16;

/** A node: this header, 16 keys, 17 links of u32 (in a leaf: 16 values, and one unused). */
@unmanaged
class Node {
  count: u32;
  /** Of a leaf: the next one, or 0. */
  next: usize;
  keyBytes: u32;
  unused: u32;
}

/** Bytes of a node with keys of `keyBytes`. */
export function nodeBytes(keyBytes: u32): u32 {
  return (NODE_HEADER + CAPACITY * keyBytes + (CAPACITY + 1) * 4 + 7) & ~7;
}

function newNode(keyBytes: u32): Node {
  const node = changetype<Node>(takeNode(nodeBytes(keyBytes)));
  node.count = 0;
  node.next = 0;
  node.keyBytes = keyBytes;
  node.unused = 0;
  return node;
}

@inline
function keyOf(node: Node, index: u32): usize {
  return changetype<usize>(node) + NODE_HEADER + index * node.keyBytes;
}

@inline
function linkOf(node: Node, index: u32): usize {
  return changetype<usize>(node) + NODE_HEADER + CAPACITY * node.keyBytes + index * 4;
}

@inline
function childOf(node: Node, index: u32): Node {
  return changetype<Node>(<usize>load<u32>(linkOf(node, index)));
}

/** Makes `tree` an empty tree. */
export function createTree(tree: Tree, keyBytes: u32): void {
  tree.height = 0;
  tree.keyBytes = keyBytes;
  tree.size = 0;
  tree.root = changetype<usize>(newNode(keyBytes));
}

/** The number of keys of `node` that are less than `key`, or not greater if `orEqual`. */
function rank(node: Node, key: usize, orEqual: bool): u32 {
  const limit: i32 = orEqual ? 1 : 0;
  let low: u32 = 0;
  let high = node.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareWords(keyOf(node, middle), key, node.keyBytes) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds `key` with `value`, copying the key. False, and no change to the map, if it is there. */
export function insert(tree: Tree, key: usize, value: u32): bool {
  if (changetype<Node>(tree.root).count == CAPACITY) growRoot(tree);
  let node = changetype<Node>(tree.root);
  for (let level = tree.height; level > 0; level--) {
    let index = rank(node, key, true);
    if (childOf(node, index).count == CAPACITY) {
      split(node, index, level == 1);
      if (compareWords(keyOf(node, index), key, node.keyBytes) <= 0) index++;
    }
    node = childOf(node, index);
  }
  const index = rank(node, key, false);
  if (holds(node, index, key)) return false;
  place(node, index, key, index, value, node.count);
  tree.size++;
  return true;
}

@inline
function holds(leaf: Node, index: u32, key: usize): bool {
  return index < leaf.count && compareWords(keyOf(leaf, index), key, leaf.keyBytes) == 0;
}

/** Puts a key at `index` and a link at `linkIndex` of a node that has `links` links. */
function place(
  node: Node,
  index: u32,
  key: usize,
  linkIndex: u32,
  link: u32,
  links: u32,
): void {
  const at = keyOf(node, index);
  memory.copy(at + node.keyBytes, at, (node.count - index) * node.keyBytes);
  memory.copy(at, key, node.keyBytes);
  const linkAt = linkOf(node, linkIndex);
  memory.copy(linkAt + 4, linkAt, (links - linkIndex) * 4);
  store<u32>(linkAt, link);
  node.count++;
}

function growRoot(tree: Tree): void {
  const root = newNode(tree.keyBytes);
  store<u32>(linkOf(root, 0), <u32>tree.root);
  split(root, 0, tree.height == 0);
  tree.root = changetype<usize>(root);
  tree.height++;
}

/** Moves the upper half of the full child `index` to a new node at its right. */
function split(parent: Node, index: u32, isLeaf: bool): void {
  const left = childOf(parent, index);
  const right = newNode(parent.keyBytes);
  // A leaf's first moved key is also the separator; an inner node's middle key moves up instead.
  const from = isLeaf ? HALF : HALF + 1;
  right.count = CAPACITY - from;
  memory.copy(keyOf(right, 0), keyOf(left, from), right.count * left.keyBytes);
  memory.copy(linkOf(right, 0), linkOf(left, from), (right.count + u32(!isLeaf)) * 4);
  left.count = HALF;
  if (isLeaf) {
    right.next = left.next;
    left.next = changetype<usize>(right);
  }
  const link = <u32>changetype<usize>(right);
  place(parent, index, keyOf(left, HALF), index + 1, link, parent.count + 1);
}

/** A place in a leaf, as leaf address · 2^32 + index; NONE is past the last key. */
export type Position = u64;

@inline
function position(leaf: Node, index: u32): Position {
  return ((<u64>changetype<usize>(leaf)) << 32) | index;
}

/** The place of the least key that is not less than `key`. */
export function seek(tree: Tree, key: usize): Position {
  let node = changetype<Node>(tree.root);
  for (let level = tree.height; level > 0; level--) node = childOf(node, rank(node, key, true));
  return settle(node, rank(node, key, false));
}

/** The place after `at`. */
export function next(at: Position): Position {
  return settle(changetype<Node>(<usize>(at >> 32)), <u32>at + 1);
}

/** The place `index` of `leaf`, or the first one of the next leaf where that is past the end. */
@inline
function settle(leaf: Node, index: u32): Position {
  if (index < leaf.count) return position(leaf, index);
  return leaf.next == 0 ? NONE : position(changetype<Node>(leaf.next), 0);
}

/** Address of the key at a place. */
export function keyAt(at: Position): usize {
  return keyOf(changetype<Node>(<usize>(at >> 32)), <u32>at);
}

export function valueAt(at: Position): u32 {
  return load<u32>(linkOf(changetype<Node>(<usize>(at >> 32)), <u32>at));
}

/** The place of `key` itself, or NONE. */
export function find(tree: Tree, key: usize): Position {
  const at = seek(tree, key);
  if (at == NONE || compareWords(keyAt(at), key, tree.keyBytes) != 0) return NONE;
  return at;
}
