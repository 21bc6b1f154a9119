/** The stepper alone, from off the chain (contracts/interfaces/IStepper.sol). */
import type { Signer } from "ethers";

import { Stepper__factory } from "../../build/typechain/factories/step/Stepper__factory.ts";
import type { Stepper } from "../../build/typechain/step/Stepper.ts";
import { toHex } from "../bytes/hex.ts";
import { deployStepper } from "./deploy.ts";
import { ChainError, explained } from "./errors.ts";

/** What `enter` reads; a dataHash of zeros where no call begins. */
export interface StepInput {
  readonly height: bigint;
  readonly dataHash: Uint8Array;
  readonly allowance: bigint;
}

export class StepperClient {
  readonly #contract: Stepper;

  private constructor(contract: Stepper) {
    this.#contract = contract;
  }

  /** Deploys a stepper. */
  static async deploy(signer: Signer): Promise<StepperClient> {
    return new StepperClient(Stepper__factory.connect(await deployStepper(signer), signer));
  }

  /**
   * A deployed stepper.
   * @throws ChainError "no-stepper" if there is none of this version at the address on this chain.
   */
  static async at(address: string, signer: Signer, version: number): Promise<StepperClient> {
    const chain = (await signer.provider?.getNetwork())?.chainId;
    const contract = Stepper__factory.connect(address, signer);
    const found = await contract.vmVersion().catch(() => undefined);
    if (found !== BigInt(version)) {
      const what = found === undefined ? "no stepper" : `a stepper of version ${found}`;
      throw new ChainError(
        "no-stepper",
        `On chain ${chain} there is ${what} at ${address}, not one of version ${version}: check --network and --stepper.`,
      );
    }
    return new StepperClient(contract);
  }

  /** The hash of the state after the step, and the gas of a transaction that executes it. */
  async step(
    program: Uint8Array,
    pre: Uint8Array,
    proof: Uint8Array,
    input: StepInput,
  ): Promise<{ readonly post: string; readonly gas: bigint }> {
    const call = [toHex(program), toHex(pre), input, toHex(proof)] as const;
    return await explained(async () => ({
      post: await this.#contract.step(...call),
      gas: await this.#contract.step.estimateGas(...call),
    }));
  }
}
