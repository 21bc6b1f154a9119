/** Host functions on the stepper, with libraries for hashes and curves as oracles (docs/VM.md 6.12). */
import { expect } from "chai";

import { dataHashOf } from "../../offchain/merkle/rfc6962.ts";
import { HOST_SCENES } from "./support/host-scenes.ts";
import { array } from "./support/model.ts";
import { op } from "./support/program.ts";
import { play } from "./support/scene.ts";
import { deployStepper } from "./support/stepper.ts";
import type { DeployedStepper } from "./support/stepper.ts";

describe("a host function on the stepper", () => {
  let stepper: DeployedStepper;
  before(async () => {
    stepper = await deployStepper();
  });

  for (const [name, scene] of Object.entries(HOST_SCENES)) {
    it(name, () => play(stepper, scene));
  }

  it("shows every transaction of blocks of 1 to 20", async () => {
    for (let count = 1; count <= 20; count++) {
      const transactions = Array.from({ length: count }, (_, i) => new Uint8Array(i).fill(i));
      for (let i = 0; i < count; i++) {
        await play(stepper, {
          instruction: op("host", { a: 2 }),
          block: { transactions },
          given: (s) => {
            s.input = { txCount: count, height: 1n, dataHash: dataHashOf(transactions) };
            s.locals = array(1, [[0, BigInt(i)]]);
          },
          pushed: [BigInt(i)],
        });
      }
    }
  });

  it("shows no transaction above the limit", async () => {
    const transactions = [new Uint8Array(16_385)];
    let refused = false;
    try {
      await play(stepper, {
        instruction: op("host", { a: 2 }),
        block: { transactions },
        given: (s) => {
          s.input = { txCount: 1, height: 1n, dataHash: dataHashOf(transactions) };
          s.locals = array(1);
        },
        pushed: [16_385n],
      });
    } catch (error) {
      refused = String(error).includes("TransactionTooLong");
    }
    expect(refused).to.equal(true);
  });
});
