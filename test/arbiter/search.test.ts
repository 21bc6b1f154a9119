/** contracts/game/Search.sol by the vectors that drive its twin (test/game/interval.test.ts). */
import { expect } from "chai";
import { network } from "hardhat";

import { SEARCH_VECTORS } from "../game/support/vectors.ts";
import type { SearchProbe } from "../../build/typechain/mocks/SearchProbe.ts";

describe("Search", () => {
  it("cuts as the vectors say, from lo to hi", async () => {
    const { ethers } = await network.create();
    const probe = (await ethers.deployContract("SearchProbe")) as unknown as SearchProbe;
    for (const { interval, arity, positions } of SEARCH_VECTORS) {
      const { lo, hi } = interval;
      expect([...(await probe.listPositions(lo, hi, arity))]).to.deep.equal(positions);
      expect([...(await probe.bounds(lo, hi, arity))]).to.deep.equal([lo, hi]);
    }
  });
});
