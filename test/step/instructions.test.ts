/** Single steps of every family against states after that are written out by hand (docs/VM.md 6). */
import { CONTROL_SCENES } from "./support/control-scenes.ts";
import { DATA_SCENES } from "./support/data-scenes.ts";
import { play } from "./support/scene.ts";
import { deployStepper } from "./support/stepper.ts";
import type { DeployedStepper } from "./support/stepper.ts";

describe("a step of the stepper", () => {
  let stepper: DeployedStepper;
  before(async () => {
    stepper = await deployStepper();
  });

  for (const [name, scene] of Object.entries({ ...CONTROL_SCENES, ...DATA_SCENES })) {
    it(name, () => play(stepper, scene));
  }
});
