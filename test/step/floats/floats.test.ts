/** Floats on chain against V8, and against results that are written out. */
import { expect } from "chai";
import { network } from "hardhat";

import { STATUS } from "../../../offchain/program/tables.ts";
import { random, SEED } from "../../bytes/random.ts";
import { BATCH, compare, deployFloatBatch, describeMismatch, execute } from "./support/batch.ts";
import type { Run } from "./support/batch.ts";
import { randomCase } from "./support/generator.ts";
import { HARD_CASES } from "./support/hard-cases.ts";
import { operation, OPERATIONS } from "./support/operations.ts";
import { witness } from "./support/witness.ts";

/** Gas of one instruction's arithmetic, at most: a small part of its step. */
const MOST_GAS = 3_200;

describe("floats on chain", () => {
  let run: Run;

  before(async () => {
    const { ethers } = await network.create();
    run = await deployFloatBatch(ethers);
  });

  it("every float instruction is among the operations", () => {
    expect(OPERATIONS).to.have.length(2 * (6 + 14) + 4 * 4 + 2 * 5);
  });

  for (const { operation: name, why, operands, gives } of HARD_CASES) {
    it(`${name}: ${why}`, async () => {
      const one = { operation: operation(name), x: operands[0], y: operands[1] ?? 0n };
      const expected =
        typeof gives === "string"
          ? { status: STATUS[gives], result: 0n }
          : { status: STATUS.running, result: gives };
      expect(witness(one.operation, one.x, one.y)).to.deep.equal(expected);
      expect((await execute(run, [one]))[0]).to.deep.include(expected);
    });
  }

  for (const [i, chosen] of OPERATIONS.entries()) {
    it(`${chosen.name} as in V8, seed ${SEED}`, async () => {
      const next = random(SEED + i);
      const cases = Array.from({ length: BATCH }, () => randomCase(chosen, next));
      const { mismatches, gas } = await compare(run, cases);
      expect(mismatches.map(describeMismatch)).to.deep.equal([]);
      expect(gas).to.be.below(MOST_GAS);
    });
  }

  it("refuses every other opcode", async () => {
    const floats = new Set(OPERATIONS.map(({ code }) => code));
    for (let code = 0; code < 256; code++) {
      if (floats.has(code)) continue;
      const one = { operation: { ...operation("f32.add"), code }, x: 1n, y: 1n };
      const refusal = await execute(run, [one]).then(() => "none", String);
      expect(refusal).to.contain(`NotAFloatOpcode(${code})`);
    }
  });
});
