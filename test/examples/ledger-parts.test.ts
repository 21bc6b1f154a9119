/** The inner parts of the example ledger, against plain TypeScript: B-tree, Keccak, big integers. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";

import { SeededRandom } from "../../examples/ethereum-ledger/random.ts";
import { V8Package } from "../../examples/ethereum-ledger/v8-host.ts";
import { compile } from "./compile.ts";

/** What examples/ethereum-ledger/probe/assembly/probe.ts exports. */
interface Probe {
  readonly buffer: WebAssembly.Global;
  newTree(keyBytes: number): void;
  treeSize(): number;
  treeHeight(): number;
  treeInsert(key: number, value: number): number;
  treeFind(key: number): bigint;
  treeSeek(key: number): bigint;
  next(position: bigint): bigint;
  keyAt(position: bigint): number;
  valueAt(position: bigint): number;
  spongeKeccak256(ptr: number, length: number, out: number): void;
  readBigEndian(to: number, bytes: number, length: number): void;
  addProduct(sum: number, value: number, factor: bigint): void;
  divideSum(sum: number, divisor: number): void;
}

const SEED = 20_170_410;
const WORD = 1n << 64n;

describe(`ledger parts (seed ${SEED})`, () => {
  let probe: Probe;
  let memory: Uint8Array;
  let buffer: number;

  before(async () => {
    const wasm = new V8Package(await compile("examples/ethereum-ledger/probe/assembly/probe.ts"));
    probe = wasm.exports as unknown as Probe;
    memory = wasm.memory;
    buffer = probe.buffer.value as number;
  });

  /** Writes an integer as little-endian limbs, or a key word by word from its most significant. */
  function writeLimbs(at: number, value: bigint, bytes: number): void {
    for (let i = 0; i < bytes; i++) memory[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }

  function readLimbs(at: number, bytes: number): bigint {
    return BigInt(`0x${Buffer.from(memory.slice(at, at + bytes).reverse()).toString("hex")}`);
  }

  describe("B-tree", () => {
    function writeKey(key: bigint, keyBytes: number): number {
      const words = keyBytes / 8;
      for (let i = 0; i < words; i++) {
        writeLimbs(buffer + 8 * i, (key >> BigInt(64 * (words - 1 - i))) % WORD, 8);
      }
      return buffer;
    }

    function readKey(at: number, keyBytes: number): bigint {
      let key = 0n;
      for (let i = 0; i < keyBytes; i += 8) key = key * WORD + readLimbs(at + i, 8);
      return key;
    }

    function entriesFrom(position: bigint, keyBytes: number, limit: number): [bigint, number][] {
      const entries: [bigint, number][] = [];
      for (let at = position; at !== 0n && entries.length < limit; at = probe.next(at)) {
        entries.push([readKey(probe.keyAt(at), keyBytes), probe.valueAt(at)]);
      }
      return entries;
    }

    /** Inserts the keys, then compares all finds, the whole scan and ranges with a Map. */
    function check(keys: readonly bigint[], keyBytes: number, random: SeededRandom): void {
      const map = new Map<bigint, number>();
      probe.newTree(keyBytes);
      keys.forEach((key, value) => {
        const isNew = probe.treeInsert(writeKey(key, keyBytes), value) !== 0;
        expect(isNew).to.equal(!map.has(key));
        if (isNew) map.set(key, value);
      });
      const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(probe.treeSize()).to.equal(map.size);
      // Nodes are at least half full, so the tree is no higher than this.
      expect(probe.treeHeight()).to.be.at.most(Math.ceil(Math.log(map.size) / Math.log(8)));
      expect(entriesFrom(probe.treeSeek(writeKey(0n, keyBytes)), keyBytes, Infinity)).to.eql(
        sorted,
      );
      for (const [key, value] of sorted) {
        expect(probe.valueAt(probe.treeFind(writeKey(key, keyBytes)))).to.equal(value);
      }
      for (let i = 0; i < 50; i++) {
        const [key] = random.pick(sorted);
        const from = key + BigInt(random.between(-1, 1));
        if (from < 0n) continue;
        const found = probe.treeFind(writeKey(from, keyBytes)) !== 0n;
        expect(found).to.equal(map.has(from));
        const expected = sorted.filter(([k]) => k >= from).slice(0, 40);
        const position = probe.treeSeek(writeKey(from, keyBytes));
        expect(entriesFrom(position, keyBytes, 40)).to.eql(expected);
      }
    }

    for (const keyBytes of [8, 24, 32, 56]) {
      it(`agrees with a Map on keys of ${keyBytes} bytes`, () => {
        const random = new SeededRandom(SEED + keyBytes);
        const any = () => BigInt(`0x${Buffer.from(random.bytes(keyBytes)).toString("hex")}`);
        check([any()], keyBytes, random);
        check(Array.from({ length: 3000 }, any), keyBytes, random);
        // Few distinct keys that differ in the last word alone: many duplicates.
        check(
          Array.from({ length: 2000 }, () => BigInt(random.below(700)) + 1n),
          keyBytes,
          random,
        );
        // And in the first word alone.
        const shift = BigInt(8 * (keyBytes - 8));
        const high = () => BigInt(random.below(500) + 1) << shift;
        check(Array.from({ length: 1000 }, high), keyBytes, random);
      });
    }

    it("keeps ascending and descending keys", () => {
      const random = new SeededRandom(SEED);
      const ascending = Array.from({ length: 1500 }, (_, i) => BigInt(i + 1));
      check(ascending, 32, random);
      check(ascending.toReversed(), 32, random);
    });

    it("finds nothing in an empty tree and past the last key", () => {
      probe.newTree(8);
      expect(probe.treeSeek(writeKey(0n, 8))).to.equal(0n);
      expect(probe.treeFind(writeKey(5n, 8))).to.equal(0n);
      probe.treeInsert(writeKey(5n, 8), 1);
      expect(probe.treeSeek(writeKey(6n, 8))).to.equal(0n);
    });
  });

  it("hashes every length around the rate and the longest transaction as noble does", () => {
    const random = new SeededRandom(SEED);
    const lengths = [
      ...Array.from({ length: 280 }, (_, i) => i),
      407,
      408,
      409,
      1023,
      1024,
      1025,
      1638,
      16_384,
    ];
    for (const length of lengths) {
      const message = random.bytes(length);
      memory.set(message, buffer);
      const out = buffer + 0x8000;
      probe.spongeKeccak256(buffer, length, out);
      expect(memory.slice(out, out + 32), `length ${length}`).to.eql(keccak_256(message));
    }
  });

  it("adds products and divides as BigInt does", () => {
    const random = new SeededRandom(SEED);
    const wide = (bytes: number) => BigInt(`0x${Buffer.from(random.bytes(bytes)).toString("hex")}`);
    const extreme = (bytes: number) => {
      const all = (1n << BigInt(8 * bytes)) - 1n;
      return random.pick([0n, 1n, all, all - 1n, wide(bytes), wide(bytes)]);
    };
    const [sum, value] = [buffer, buffer + 64];
    for (let i = 0; i < 2000; i++) {
      // The sum stays below 320 bits: (2^256 − 1)·(2^63 − 1) + 2^319 − 1 < 2^320.
      const [before, v, factor] = [extreme(40) >> 1n, extreme(32), extreme(8) >> 1n];
      writeLimbs(sum, before, 40);
      writeLimbs(value, v, 32);
      probe.addProduct(sum, value, factor);
      expect(readLimbs(sum, 40)).to.equal(before + v * factor);
      const divisor = Number(extreme(4)) || 1;
      probe.divideSum(sum, divisor);
      expect(readLimbs(sum, 40)).to.equal((before + v * factor) / BigInt(divisor));
    }
  });

  it("reads big-endian integers of every length", () => {
    const random = new SeededRandom(SEED);
    for (let length = 0; length <= 32; length++) {
      const bytes = random.bytes(length);
      memory.set(bytes, buffer + 64);
      probe.readBigEndian(buffer, buffer + 64, length);
      const expected = BigInt(`0x0${Buffer.from(bytes).toString("hex")}`);
      expect(readLimbs(buffer, 32)).to.equal(expected);
    }
  });
});
