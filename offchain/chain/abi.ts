/** The Arbiter's interface with every error that reaches its callers, whatever contract throws it. */
import { Interface } from "ethers";
import type { InterfaceAbi } from "ethers";

import { Arbiter__factory } from "../../build/typechain/factories/Arbiter__factory.ts";
import { Dispute__factory } from "../../build/typechain/factories/game/Dispute__factory.ts";
import { Claims__factory } from "../../build/typechain/factories/registry/Claims__factory.ts";
import { Packages__factory } from "../../build/typechain/factories/registry/Packages__factory.ts";
import { Stepper__factory } from "../../build/typechain/factories/step/Stepper__factory.ts";
import { StepFamily__factory } from "../../build/typechain/factories/step/families/StepFamily__factory.ts";

const THROWERS: readonly InterfaceAbi[] = [
  Dispute__factory.abi,
  Claims__factory.abi,
  Packages__factory.abi,
  Stepper__factory.abi,
  StepFamily__factory.abi,
];

function errorsOf(abi: InterfaceAbi): string[] {
  const found: string[] = [];
  new Interface(abi).forEachError((error) => found.push(error.format("full")));
  return found;
}

/** Fragments in ethers' human-readable form, none twice. */
export const ARBITER_ABI: readonly string[] = [
  ...new Set([
    ...new Interface(Arbiter__factory.abi).format(false),
    ...THROWERS.flatMap((abi) => errorsOf(abi)),
  ]),
];

export const ARBITER_INTERFACE = new Interface(ARBITER_ABI);
