import { expect } from "chai";

import { nobleHasher } from "../../offchain/hash/keccak.ts";
import { kernelHasher } from "../../offchain/machine/kernel.ts";
import { random, randomBytes, SEED } from "../bytes/random.ts";
import { BUILDS, engine, hex } from "./support/machines.ts";

describe(`the keccak kernel (seed ${SEED})`, () => {
  const next = random(SEED);
  for (const build of BUILDS) {
    const kernel = kernelHasher(engine(build));

    it(`hashes as noble does, at every length around a block (${build})`, () => {
      for (const length of [0, 1, 31, 32, 63, 64, 65, 135, 136, 137, 271, 272, 273, 1024, 5000]) {
        const data = randomBytes(next, length);
        expect(hex(kernel.hash(data)), `${length} bytes`).to.equal(hex(nobleHasher.hash(data)));
      }
    });

    it(`hashes pairs as noble does (${build})`, () => {
      for (const count of [0, 1, 2, 33]) {
        const nodes = randomBytes(next, 64 * count);
        expect(hex(kernel.pairs(nodes))).to.equal(hex(nobleHasher.pairs(nodes)));
      }
    });

    it(`hashes more pairs than its buffer holds (${build})`, () => {
      const nodes = new Uint8Array(64 * 40_000);
      for (let i = 0; i < 40_000; i++) nodes[64 * i] = i;
      const parents = kernel.pairs(nodes);
      for (const i of [0, 16_383, 16_384, 39_999]) {
        expect(hex(parents.subarray(32 * i, 32 * i + 32))).to.equal(
          hex(nobleHasher.hash(nodes.subarray(64 * i, 64 * i + 64))),
        );
      }
    });
  }
});
