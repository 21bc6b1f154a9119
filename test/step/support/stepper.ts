/** The stepper, deployed on the embedded chain. */
import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { network } from "hardhat";

import type { GasMeter, Stepper } from "../../../build/typechain/index.ts";
import type { ProgramView } from "../../../offchain/proof/program-view.ts";
import { programHash } from "./program.ts";

/** In the order of `StepFamilies`. */
const FAMILIES = [
  "NumericStep",
  "VariableStep",
  "ControlStep",
  "CallStep",
  "MemoryStep",
  "BulkStep",
  "TableStep",
  "HostStep",
] as const;

/** `CallInput` of IStepper. */
export interface CallContext {
  readonly height: bigint;
  readonly dataHash: Uint8Array;
  readonly allowance: bigint;
}

export const NO_INPUT: CallContext = { height: 0n, dataHash: new Uint8Array(32), allowance: 0n };

export interface DeployedStepper {
  readonly ethers: HardhatEthers;
  readonly contract: Stepper;
  readonly meter: GasMeter;
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
    families.push(await (await ethers.deployContract(name)).getAddress());
  }
  const contract = (await ethers.deployContract("Stepper", [families])) as unknown as Stepper;
  const meter = (await ethers.deployContract("GasMeter")) as unknown as GasMeter;
  return {
    ethers,
    contract,
    meter,
    step: (program, pre, proof, input = NO_INPUT) =>
      contract.step(programHash(program), pre, input, proof),
  };
}
