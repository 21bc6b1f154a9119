/** The stepper's helpers in assembly answer what plain Solidity answers. */
import { expect } from "chai";
import { network } from "hardhat";

import type { LeafHelperTwins } from "../../build/typechain/index.ts";
import { randomFrom } from "./support/random.ts";

describe("a helper in assembly and its plain twin", () => {
  const random = randomFrom(11);
  const rubbish = (size: number): Uint8Array =>
    Uint8Array.from({ length: size }, () => random.below(256));
  let twins: LeafHelperTwins;
  before(async () => {
    const { ethers } = await network.create();
    twins = (await ethers.deployContract("LeafHelperTwins")) as unknown as LeafHelperTwins;
  });

  it("hash pairs alike", async () => {
    for (let i = 0; i < 20; i++) {
      const [x, y] = [rubbish(32), rubbish(32)];
      const [fast, plain] = await twins.pair(x, y);
      expect(fast).to.equal(plain);
      const [ordered, twin] = await twins.withSibling(x, y, random.below(2 ** 31));
      expect(ordered).to.equal(twin);
    }
  });

  it("hash, copy and read calldata alike at every offset", async () => {
    const data = rubbish(200);
    for (let from = 0; from < 40; from++) {
      const size = random.below(160);
      const [fast, plain] = await twins.hashOf(data, from, size);
      expect(fast).to.equal(plain);
      const [copy, slice] = await twins.copyOf(data, from, size);
      expect(copy).to.equal(slice);
      const [word, low, long, twin] = await twins.words(data, from);
      expect(word).to.equal(twin);
      expect(low).to.equal(BigInt(twin) >> 224n);
      expect(long).to.equal(BigInt(twin) >> 192n);
    }
  });

  it("know where a proof begins and ends", async () => {
    for (const size of [0, 1, 31, 32, 33, 1000]) {
      const [fast, plain] = await twins.bounds(rubbish(size));
      expect(fast).to.equal(plain);
    }
  });

  it("count bits and levels alike", async () => {
    const counts = [0, 1, 2, 3, 4, 5, 7, 8, 9, 2 ** 22, 2 ** 22 + 1, 2 ** 32 - 1].map(BigInt);
    for (const count of [...counts, 2n ** 63n - 1n, 2n ** 63n]) {
      const [fast, plain, bits] = await twins.depth(count);
      expect(fast).to.equal(plain);
      expect(bits).to.equal(count === 0n ? 0n : BigInt(count.toString(2).length));
    }
  });
});
