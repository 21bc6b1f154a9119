/** One short script of the official test suite, each step on the deployed stepper. */
import { expect } from "chai";

import { randomFrom } from "../step/support/random.ts";
import { deployStepper } from "../step/support/stepper.ts";
import { StepBatch } from "./batch.ts";
import { ChainWitness } from "./chain.ts";
import { runScript } from "./run.ts";
import { readScript, suiteExists } from "./script.ts";
import { Skips } from "./skips.ts";

describe("conformance: on chain", () => {
  it("every step of a script", async function () {
    if (!suiteExists()) {
      console.log("      IS SKIPPED: no suite found; set WASM_TESTSUITE to its folder");
      this.skip();
    }
    const batch = await StepBatch.deploy(await deployStepper());
    const chain = new ChainWitness(batch, randomFrom(1));
    const report = await runScript(readScript("unwind"), Skips.read(), chain);
    expect(report.failures).to.deep.equal([]);
    expect(report.passed.chain).to.equal(report.commands);
    expect(report.steps).to.be.greaterThan(200);
  });

  it("an error by its data", async () => {
    const batch = await StepBatch.deploy(await deployStepper());
    const empty = new Uint8Array(32);
    const call = { program: empty, pre: empty, proof: new Uint8Array(1) };
    const [first, second] = await batch.run([call, call]);
    expect(first?.error).to.match(/^0x[0-9a-f]{8}/);
    expect(second).to.deep.equal(first);
  });
});
