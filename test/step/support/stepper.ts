/** The stepper, deployed on the embedded chain. */
import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { network } from "hardhat";

import type { CallBatch, GasMeter, Stepper } from "../../../build/typechain/index.ts";
import type { ProgramView } from "../../../offchain/proof/program-view.ts";
import { programHash } from "./program.ts";

/** In the order of `StepFamilies`. */
export const FAMILIES = [
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

/** One call of `step`. */
export interface StepCall {
  /** H_Ψ. */
  readonly program: Uint8Array;
  readonly pre: Uint8Array;
  readonly proof: Uint8Array;
  readonly input?: CallContext;
}

/** Its outcome: the hash of the state after, or the name of the custom error. */
export type StepOutcome =
  | { readonly post: string; readonly error?: undefined }
  | { readonly post?: undefined; readonly error: string };

export interface DeployedStepper {
  readonly ethers: HardhatEthers;
  readonly contract: Stepper;
  readonly meter: GasMeter;
  /** Address by contract name. */
  readonly families: Readonly<Record<string, string>>;
  /** `step`, as a call; the hash of the state after. */
  step(
    program: ProgramView,
    pre: Uint8Array,
    proof: Uint8Array,
    input?: CallContext,
  ): Promise<string>;
  /** Many calls of `step`, in the order given. */
  stepAll(calls: readonly StepCall[]): Promise<StepOutcome[]>;
}

/** Calls that fit into one transaction's gas. */
const BATCH = 100;

/** Errors of the stepper and of its families, which it passes on. */
async function errorsOf(ethers: HardhatEthers): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const name of ["Stepper", ...FAMILIES]) {
    const { interface: abi } = await ethers.getContractFactory(name);
    abi.forEachError((error) => names.set(error.selector, error.name));
  }
  return names;
}

/** Deploys the families and the stepper before them. */
export async function deployStepper(): Promise<DeployedStepper> {
  const { ethers } = await network.create();
  const families: Record<string, string> = {};
  for (const name of FAMILIES) {
    families[name] = await (await ethers.deployContract(name)).getAddress();
  }
  const addresses = Object.values(families);
  const contract = (await ethers.deployContract("Stepper", [addresses])) as unknown as Stepper;
  const meter = (await ethers.deployContract("GasMeter")) as unknown as GasMeter;
  const batch = (await ethers.deployContract("CallBatch")) as unknown as CallBatch;
  const address = await contract.getAddress();
  const errors = await errorsOf(ethers);
  const stepAll = async (calls: readonly StepCall[]): Promise<StepOutcome[]> => {
    const outcomes: StepOutcome[] = [];
    for (let from = 0; from < calls.length; from += BATCH) {
      const encoded = calls
        .slice(from, from + BATCH)
        .map(({ program, pre, input = NO_INPUT, proof }) =>
          contract.interface.encodeFunctionData("step", [program, pre, input, proof]),
        );
      const [succeeded, results] = await batch.run(address, encoded);
      for (const [i, result] of results.entries()) {
        if (succeeded[i] === true) outcomes.push({ post: result });
        else outcomes.push({ error: errors.get(result.slice(0, 10)) ?? result });
      }
    }
    return outcomes;
  };
  return {
    ethers,
    contract,
    meter,
    families,
    stepAll,
    step: (program, pre, proof, input = NO_INPUT) =>
      contract.step(programHash(program), pre, input, proof),
  };
}
