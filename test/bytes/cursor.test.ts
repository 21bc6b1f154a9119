import { expect } from "chai";
import { Cursor, CursorError } from "../../offchain/bytes/cursor.ts";
import { random, SEED } from "./random.ts";

/** LEB128 of `value`, padded to `length` bytes where that is longer. */
function leb(value: bigint, signed: boolean, length = 0): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const last = signed
      ? (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)
      : rest === 0n;
    if (last && bytes.length + 1 >= length) {
      bytes.push(low);
      return Uint8Array.from(bytes);
    }
    bytes.push(low | 0x80);
  }
}

const READERS = [
  { name: "varU32", width: 32, signed: false, read: (c: Cursor) => BigInt(c.varU32()) },
  { name: "varS32", width: 32, signed: true, read: (c: Cursor) => BigInt(c.varS32()) },
  { name: "varS33", width: 33, signed: true, read: (c: Cursor) => BigInt(c.varS33()) },
  { name: "varS64", width: 64, signed: true, read: (c: Cursor) => c.varS64() },
] as const;

function codeOf(bytes: Uint8Array | readonly number[], read: (c: Cursor) => unknown): unknown {
  try {
    return read(new Cursor(Uint8Array.from(bytes)));
  } catch (error) {
    if (error instanceof CursorError) return [error.code, error.offset];
    throw error;
  }
}

describe("Cursor", () => {
  for (const { name, width, signed, read } of READERS) {
    const most = Math.ceil(width / 7);
    const bits = BigInt(width);

    it(`${name} reads what was written, at every length (seed ${SEED})`, () => {
      const next = random(SEED);
      const edges = [0n, 1n, 63n, 64n, 127n, 128n];
      for (let i = 0n; i < bits; i++) edges.push(1n << i, (1n << i) - 1n, -(1n << i));
      for (let i = 0; i < 200; i++) edges.push(BigInt(next(2 ** 32)) << BigInt(next(32)));
      for (const edge of edges) {
        const value = signed ? BigInt.asIntN(width, edge) : BigInt.asUintN(width, edge);
        for (let length = 1; length <= most; length++) {
          const bytes = leb(value, signed, length);
          const cursor = new Cursor(bytes);
          expect(read(cursor), `${value} in ${length} bytes`).to.equal(value);
          expect(cursor.done).to.equal(true);
        }
      }
    });

    it(`${name} refuses a byte too many, unused bits and a missing end`, () => {
      const ones = Array.from({ length: most }, () => 0x80);
      expect(codeOf([...ones, 0], read)).to.deep.equal(["integer-too-long", 0]);
      const used = width - 7 * (most - 1);
      for (let bit = used; bit < 7; bit++) {
        const bytes = [...ones.slice(1), 1 << bit];
        expect(codeOf(bytes, read)).to.deep.equal(["integer-too-large", 0]);
      }
      expect(codeOf([0x80], read)).to.deep.equal(["unexpected-end", 1]);
      expect(codeOf([], read)).to.deep.equal(["unexpected-end", 0]);
    });
  }

  it("reads little-endian numbers and views within its bounds", () => {
    const bytes = Uint8Array.from([1, 2, 3, 0x84, 5, 6, 7, 8, 9]);
    const cursor = new Cursor(bytes, 0, 8);
    expect(new Cursor(bytes).u32()).to.equal(0x84030201);
    expect(cursor.u64()).to.equal(0x0807060584030201n);
    expect(cursor.done).to.equal(true);
    expect(cursor.peek()).to.equal(undefined);
    expect(() => cursor.u8()).to.throw(CursorError);
    expect(() => new Cursor(bytes).take(10)).to.throw(CursorError);
    const fork = new Cursor(bytes, 2).fork(3);
    expect([...fork.take(3)]).to.deep.equal([3, 0x84, 5]);
    expect(() => fork.u8()).to.throw(CursorError);
  });
});
