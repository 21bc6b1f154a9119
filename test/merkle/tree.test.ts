import { expect } from "chai";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat } from "../../offchain/bytes/concat.ts";
import { word } from "../../offchain/bytes/writer.ts";
import { nobleHasher } from "../../offchain/hash/keccak.ts";
import {
  CHUNK_LEVEL,
  MultiproofError,
  proveMany,
  rebuildMany,
} from "../../offchain/merkle/multiproof.ts";
import { provePath, rebuildPath } from "../../offchain/merkle/path.ts";
import { depthOf, MerkleTree } from "../../offchain/merkle/tree.ts";
import type { MerkleNodes } from "../../offchain/merkle/tree.ts";
import { packWords, readWord } from "../../offchain/merkle/words.ts";
import { random, randomBytes, SEED } from "../bytes/random.ts";

const COUNTS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33];

/** The definition, word for word: padded leaves, hashed in pairs until one is left. */
function plainRoot(leaves: Uint8Array): Uint8Array {
  const count = leaves.length / 32;
  let size = 1;
  while (size < count) size *= 2;
  let nodes = Array.from({ length: size }, (_, i) =>
    i < count ? leaves.slice(32 * i, 32 * i + 32) : new Uint8Array(32),
  );
  while (nodes.length > 1) {
    nodes = Array.from({ length: nodes.length / 2 }, (_, i) =>
      keccak_256(concat(nodes[2 * i]!, nodes[2 * i + 1]!)),
    );
  }
  return nodes[0]!;
}

/** Memory's tree, naively: chunk roots hashed with a stamp of their own at level 7. */
function memoryTree(leaves: Uint8Array, stamp: (chunk: number) => bigint): MerkleNodes {
  const levels = [
    Array.from({ length: leaves.length / 32 }, (_, i) => leaves.slice(32 * i, 32 * i + 32)),
  ];
  for (let level = 1; levels[level - 1]!.length > 1; level++) {
    const below = levels[level - 1]!;
    levels.push(
      Array.from({ length: below.length / 2 }, (_, i) => {
        const node = keccak_256(concat(below[2 * i]!, below[2 * i + 1]!));
        return level === CHUNK_LEVEL ? keccak_256(concat(node, word(stamp(i)))) : node;
      }),
    );
  }
  return { depth: levels.length - 1, node: (level, index) => levels[level]![index]! };
}

/** A few distinct indices below `size`, ascending. */
function someIndices(next: (bound: number) => number, size: number): number[] {
  const indices = new Set<number>();
  for (let i = next(6); i >= 0; i--) indices.add(next(size));
  return [...indices].sort((a, b) => a - b);
}

describe(`merkle (seed ${SEED})`, () => {
  const next = random(SEED);

  it("has the depth that its count asks for", () => {
    const depths = [0, 1, 2, 3, 4, 5, 8, 9, 1 << 22, (1 << 22) + 1, 2 ** 31].map(depthOf);
    expect(depths).to.deep.equal([0, 0, 1, 2, 2, 3, 3, 4, 22, 23, 31]);
  });

  for (const count of COUNTS) {
    const leaves = randomBytes(next, 32 * count);
    const tree = new MerkleTree(leaves, nobleHasher);
    const size = 2 ** tree.depth;

    it(`of ${count} leaves has the root of the definition`, () => {
      expect(tree.root).to.deep.equal(plainRoot(leaves));
      expect(tree.leafCount).to.equal(count);
    });

    it(`of ${count} leaves: a path at every position, padding included, gives the root`, () => {
      for (let index = 0; index < size; index++) {
        const path = provePath(tree, index);
        expect(path.length).to.equal(tree.depth);
        const leaf = tree.node(0, index);
        expect(rebuildPath(leaf, index, path, nobleHasher)).to.deep.equal(tree.root);
        if (tree.depth > 0) {
          const wrong = rebuildPath(leaf, index ^ (1 << next(tree.depth)), path, nobleHasher);
          if (count === size) expect(wrong).not.to.deep.equal(tree.root);
        }
      }
      expect(() => rebuildPath(new Uint8Array(32), size, provePath(tree, 0), nobleHasher)).to.throw(
        RangeError,
      );
    });

    it(`of ${count} leaves: the first and last node of each level are at hand, none beyond`, () => {
      for (let level = 0; level <= tree.depth; level++) {
        const last = 2 ** (tree.depth - level) - 1;
        for (const index of [0, last]) expect(tree.node(level, index).length).to.equal(32);
        expect(() => tree.node(level, last + 1)).to.throw(RangeError);
      }
      expect(() => tree.node(tree.depth + 1, 0)).to.throw(RangeError);
    });

    it(`of ${count} leaves: multiproofs rebuild the root, before and after a write`, () => {
      for (let i = 0; i < 20; i++) {
        const indices = i === 0 ? [0] : i === 1 ? [size - 1] : someIndices(next, size);
        const proof = proveMany(tree, indices);
        expect(rebuildMany(proof, indices, tree.depth, nobleHasher)).to.deep.equal(tree.root);

        const written = new Uint8Array(32 * size);
        written.set(leaves);
        const fresh = indices.map(() => randomBytes(next, 32));
        indices.forEach((index, k) => written.set(fresh[k]!, 32 * index));
        const after = rebuildMany({ ...proof, leaves: fresh }, indices, tree.depth, nobleHasher);
        expect(after).to.deep.equal(plainRoot(written));
      }
    });
  }

  it("refuses multiproofs with parts too few or too many", () => {
    const tree = new MerkleTree(randomBytes(next, 32 * 16), nobleHasher);
    const proof = proveMany(tree, [3, 4, 9]);
    const sibling = proof.siblings[0]!;
    const bad = [
      { ...proof, siblings: proof.siblings.slice(1) },
      { ...proof, siblings: [...proof.siblings, sibling] },
      { ...proof, leaves: proof.leaves.slice(1) },
      { ...proof, stamps: [1n] },
    ];
    for (const broken of bad) {
      expect(() => rebuildMany(broken, [3, 4, 9], 4, nobleHasher)).to.throw(MultiproofError);
    }
    expect(() =>
      rebuildMany({ leaves: [], siblings: [], stamps: [] }, [], 4, nobleHasher),
    ).to.throw(MultiproofError);
  });

  it("proves leaves of memory with their chunks' stamps", () => {
    const stamps = [0n, 7n, 1n << 40n, 3n];
    const tree = memoryTree(randomBytes(next, 32 * 512), (chunk) => stamps[chunk]!);
    const root = tree.node(tree.depth, 0);
    for (const indices of [[0], [511], [127, 128], [128, 129, 300], [5, 200, 300, 400]]) {
      const proof = proveMany(tree, indices, (chunk) => stamps[chunk]!);
      expect(proof.stamps.length).to.equal(new Set(indices.map((i) => i >> 7)).size);
      expect(rebuildMany(proof, indices, tree.depth, nobleHasher)).to.deep.equal(root);
      const other = { ...proof, stamps: proof.stamps.map((stamp) => stamp + 1n) };
      expect(rebuildMany(other, indices, tree.depth, nobleHasher)).not.to.deep.equal(root);
    }
    const proof = proveMany(tree, [0, 511], (chunk) => stamps[chunk]!);
    const short = { ...proof, stamps: [1n] };
    expect(() => rebuildMany(short, [0, 511], tree.depth, nobleHasher)).to.throw(MultiproofError);
  });

  it("packs words four to a leaf", () => {
    const values = [1n, 2n, (1n << 64n) - 1n, 0n, 5n];
    const leaves = packWords(values);
    expect(leaves.length).to.equal(64);
    expect([...leaves.subarray(0, 8)]).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(values.map((_, i) => readWord(leaves, i))).to.deep.equal(values);
    expect(readWord(leaves, 7)).to.equal(0n);
    expect(packWords(new BigUint64Array()).length).to.equal(0);
  });

  it("refuses bytes that are no leaves", () => {
    expect(() => new MerkleTree(new Uint8Array(33), nobleHasher)).to.throw(RangeError);
  });
});
