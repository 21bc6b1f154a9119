import { expect } from "chai";
import { toHex } from "../../offchain/bytes/hex.ts";
import { hash2, hasherOf, nobleHasher } from "../../offchain/hash/keccak.ts";
import { random, randomBytes, SEED } from "../bytes/random.ts";

describe("keccak", () => {
  it("is Ethereum's keccak-256, not SHA3-256", () => {
    expect(toHex(nobleHasher.hash(new Uint8Array()))).to.equal(
      "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    );
    // The root of a tree of two zero leaves, known from every Merkle tree on Ethereum.
    expect(toHex(hash2(nobleHasher, new Uint8Array(32), new Uint8Array(32)))).to.equal(
      "0xad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5",
    );
  });

  it(`hashes levels of a tree pair by pair (seed ${SEED})`, () => {
    const nodes = randomBytes(random(SEED), 64 * 5);
    const parents = hasherOf(nobleHasher.hash).pairs(nodes);
    expect(parents.length).to.equal(32 * 5);
    for (let i = 0; i < 5; i++) {
      const [left, right] = [
        nodes.slice(64 * i, 64 * i + 32),
        nodes.slice(64 * i + 32, 64 * i + 64),
      ];
      expect(parents.slice(32 * i, 32 * i + 32)).to.deep.equal(hash2(nobleHasher, left, right));
    }
    expect(hasherOf(nobleHasher.hash).pairs(new Uint8Array())).to.deep.equal(new Uint8Array());
  });
});
