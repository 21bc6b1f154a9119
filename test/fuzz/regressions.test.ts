/**
 * Cases that are kept, whatever becomes of the generator: all that ever failed, and some that reach far
 * corners. The name of a file says what it is about.
 */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import { expect } from "chai";

import { readEngine } from "../../offchain/adapters/engines.ts";
import type { DeployedStepper } from "../step/support/stepper.ts";
import { deployStepper } from "../step/support/stepper.ts";
import { fromCaseJson } from "./support/case-file.ts";
import { failureOf, hostileKind } from "./support/session.ts";

const FOLDER = resolve(import.meta.dirname, "regressions");

describe("fuzz regressions", () => {
  const engines = { checked: readEngine("checked"), unchecked: readEngine("unchecked") };
  let stepper: DeployedStepper;

  before(async () => {
    stepper = await deployStepper();
  });

  for (const file of globSync("*.json", { cwd: FOLDER }).sort()) {
    it(file, async () => {
      const one = fromCaseJson(readFileSync(resolve(FOLDER, file), "utf8"));
      expect(await failureOf(stepper, hostileKind(engines), one)).to.equal(undefined);
    });
  }
});
