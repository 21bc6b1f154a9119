/** The stepper, deployed on the embedded chain. */
import { network } from "hardhat";

import type { ProgramView } from "../../../offchain/proof/program-view.ts";
import type { Stepper } from "../../../build/typechain/index.ts";
import { programHash } from "./program.ts";

const FAMILIES = ["Numeric", "Variable", "Control", "Call", "Memory", "Bulk", "Table", "Host"] as const;

export interface CallContext {
  readonly height: bigint;
  readonly dataHash: Uint8Array;
  readonly allowance: bigint;
}

export const NO_INPUT: CallContext = { height: 0n, dataHash: new Uint8Array(32), allowance: 0n };

export interface DeployedStepper {
  readonly contract: Stepper;
  /** `step`, as a call; the hash of the state after. */
  step(
    program: ProgramView,
    pre: Uint8Array,
    proof: Uint8Array,
    input?: CallContext,
  ): Promise<string>;
}

/** Deploys the families and the stepper before them. */
export async function deployStepper(): Promise<DeployedStepper> {
  const { ethers } = await network.create();
  const families: string[] = [];
  for (const name of FAMILIES) {
    families.push(await (await ethers.deployContract(`${name}Step`)).getAddress());
  }
  const contract = (await ethers.deployContract("Stepper", [families])) as unknown as Stepper;
  return {
    contract,
    step: (program, pre, proof, input = NO_INPUT) =>
      contract.step(programHash(program), pre, input, proof),
  };
}
