/**
 * CometBFT's transaction tree (docs/VM.md 7.4): RFC 6962 with SHA-256, whose leaf contents are the
 * SHA-256 of each transaction. Proofs of one transaction and of the number of them, each with its
 * inverse.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat } from "../bytes/concat.ts";

/** The count that a count proof can state: at most 2^14 (docs/VM.md 2.4). */
export const MAX_COUNT = 1 << 14;
const NODE = 32;

/** A proof that does not have the parts which its index and count call for. */
export class Rfc6962Error extends Error {
  override readonly name = "Rfc6962Error";
  readonly code = "malformed-proof";
}

/** SHA-256 of each transaction. */
export function leafContents(transactions: readonly Uint8Array[]): Uint8Array[] {
  return transactions.map((transaction) => sha256(transaction));
}

/** The tree's root over leaf contents; SHA-256 of nothing if there are none. */
export function rootOf(contents: readonly Uint8Array[]): Uint8Array {
  if (contents.length === 0) return sha256(new Uint8Array());
  return rootOver(contents.map(leafNode));
}

/** dataHash of a block. */
export function dataHashOf(transactions: readonly Uint8Array[]): Uint8Array {
  return rootOf(leafContents(transactions));
}

/**
 * Siblings of leaf `index`, the one nearest the leaf first.
 * @throws RangeError if there is no such leaf.
 */
export function auditPath(contents: readonly Uint8Array[], index: number): Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= contents.length) {
    throw new RangeError(`there is no leaf ${index} among ${contents.length}`);
  }
  const path: Uint8Array[] = [];
  collectPath(contents.map(leafNode), index, path);
  return path;
}

/**
 * The root in which `content` is leaf `index` of `count`.
 * @throws Rfc6962Error if the path is too short or too long, or there is no such leaf.
 */
export function rebuildFromAuditPath(
  content: Uint8Array,
  index: number,
  count: number,
  path: readonly Uint8Array[],
): Uint8Array {
  if (index < 0 || index >= count) throw new Rfc6962Error(`there is no leaf ${index} of ${count}`);
  let used = 0;
  const rebuild = (at: number, size: number): Uint8Array => {
    if (size === 1) return leafNode(content);
    const split = splitOf(size);
    const left = at < split;
    const inner = left ? rebuild(at, split) : rebuild(at - split, size - split);
    const sibling = path[used++];
    if (sibling === undefined) throw new Rfc6962Error("a sibling is missing");
    return left ? innerNode(inner, sibling) : innerNode(sibling, inner);
  };
  const root = rebuild(index, count);
  if (used !== path.length) throw new Rfc6962Error("siblings are left over");
  return root;
}

/**
 * Shows that the root over these leaf contents is that of exactly so many:
 * `u16 n ‖ shape(n)`.
 * @throws RangeError unless 1 ≤ n ≤ 2^14.
 */
export function countProof(contents: readonly Uint8Array[]): Uint8Array {
  const count = contents.length;
  if (count < 1 || count > MAX_COUNT) throw new RangeError(`${count} leaves; 1 to ${MAX_COUNT}`);
  const parts: Uint8Array[] = [new Uint8Array([count >> 8, count & 0xff])];
  let first = 0;
  while (count - first > 1) {
    const split = splitOf(count - first);
    const left = contents.slice(first, first + split);
    parts.push(left[0]!, ...auditPath(left, 0));
    first += split;
  }
  parts.push(contents[first]!);
  return concat(...parts);
}

/**
 * The count that a proof states, and the root for which it holds.
 * @throws Rfc6962Error if it has too few or too many bytes, or states no count from 1 to 2^14.
 */
export function rebuildFromCountProof(proof: Uint8Array): { count: number; root: Uint8Array } {
  if (proof.length < 2) throw new Rfc6962Error("the count is missing");
  const count = proof[0]! * 256 + proof[1]!;
  if (count < 1 || count > MAX_COUNT) throw new Rfc6962Error(`a count of ${count}`);
  let at = 2;
  const take = (): Uint8Array => {
    if (at + NODE > proof.length) throw new Rfc6962Error("a node is missing");
    at += NODE;
    return proof.subarray(at - NODE, at);
  };
  const shape = (n: number): Uint8Array => {
    if (n === 1) return leafNode(take());
    const split = splitOf(n);
    let left = leafNode(take());
    for (let size = 1; size < split; size *= 2) left = innerNode(left, take());
    return innerNode(left, shape(n - split));
  };
  const root = shape(count);
  if (at !== proof.length) throw new Rfc6962Error("bytes are left over");
  return { count, root };
}

function leafNode(content: Uint8Array): Uint8Array {
  return sha256(concat(new Uint8Array([0]), content));
}

function innerNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(new Uint8Array([1]), left, right));
}

/** The largest power of two below n ≥ 2. */
function splitOf(n: number): number {
  return 2 ** (31 - Math.clz32(n - 1));
}

function rootOver(nodes: readonly Uint8Array[]): Uint8Array {
  if (nodes.length === 1) return nodes[0]!;
  const split = splitOf(nodes.length);
  return innerNode(rootOver(nodes.slice(0, split)), rootOver(nodes.slice(split)));
}

function collectPath(nodes: readonly Uint8Array[], index: number, path: Uint8Array[]): void {
  if (nodes.length === 1) return;
  const split = splitOf(nodes.length);
  const [left, right] = [nodes.slice(0, split), nodes.slice(split)];
  if (index < split) {
    collectPath(left, index, path);
    path.push(rootOver(right));
  } else {
    collectPath(right, index - split, path);
    path.push(rootOver(left));
  }
}
