import { expect } from "chai";
import { concat, equalBytes } from "../../offchain/bytes/concat.ts";
import { fromHex, toHex } from "../../offchain/bytes/hex.ts";
import { ByteWriter, word } from "../../offchain/bytes/writer.ts";
import { random, randomBytes, SEED } from "./random.ts";

describe("bytes", () => {
  it("become hexadecimal digits and come back", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(toHex(Uint8Array.of(0, 1, 255))).to.equal("0x0001ff");
    expect(fromHex(toHex(all))).to.deep.equal(all);
    expect(fromHex("0xAbCd")).to.deep.equal(Uint8Array.of(0xab, 0xcd));
    expect(fromHex("")).to.deep.equal(new Uint8Array());
    for (const bad of ["0x1", "0xgg", "x", "0x12 34"]) {
      expect(() => fromHex(bad), bad).to.throw(RangeError);
    }
  });

  it("are joined and compared", () => {
    const joined = concat(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3));
    expect(joined).to.deep.equal(Uint8Array.of(1, 2, 3));
    expect(equalBytes(joined, Uint8Array.of(1, 2, 3))).to.equal(true);
    expect(equalBytes(joined, Uint8Array.of(1, 2))).to.equal(false);
    expect(equalBytes(joined, Uint8Array.of(1, 2, 4))).to.equal(false);
  });

  it(`are written big-endian, however many (seed ${SEED})`, () => {
    const next = random(SEED);
    const noise = randomBytes(next, 1000);
    const writer = new ByteWriter(1).u8(1).u16(0x0203).u32(0x04050607).u64(0x08090a0b0c0d0e0fn);
    writer.bytes(noise);
    expect(writer.length).to.equal(1015);
    const head = Uint8Array.from({ length: 15 }, (_, i) => i + 1);
    expect(writer.finish()).to.deep.equal(concat(head, noise));
  });

  it("hold no number that is too large, negative or broken", () => {
    const writer = new ByteWriter();
    expect(() => writer.u8(256)).to.throw(RangeError);
    expect(() => writer.u16(-1)).to.throw(RangeError);
    expect(() => writer.u32(2 ** 32)).to.throw(RangeError);
    expect(() => writer.u32(1.5)).to.throw(RangeError);
    expect(() => writer.u64(1n << 64n)).to.throw(RangeError);
    expect(() => writer.u64(-1n)).to.throw(RangeError);
    expect(() => word(1n << 256n)).to.throw(RangeError);
    expect(() => word(-1)).to.throw(RangeError);
  });

  it("are words of 32", () => {
    expect(toHex(word(0x0102n))).to.equal(`0x${"00".repeat(30)}0102`);
    expect(word((1n << 256n) - 1n)).to.deep.equal(new Uint8Array(32).fill(255));
    expect(word(7)[31]).to.equal(7);
  });
});
