import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { readBlockFile } from "../../offchain/adapters/block-file.ts";
import { readEngine } from "../../offchain/adapters/engines.ts";
import { readPackage } from "../../offchain/adapters/package-file.ts";
import { toHex } from "../../offchain/bytes/hex.ts";
import { StepperClient } from "../../offchain/chain/stepper.ts";
import { orFail, UsageError } from "../../offchain/console/failure.ts";
import { pairs, toJson } from "../../offchain/console/output.ts";
import { Timeline } from "../../offchain/player/timeline.ts";
import { dataHashOf } from "../../offchain/merkle/rfc6962.ts";
import { STATUS } from "../../offchain/program/tables.ts";
import { proveStep } from "../../offchain/proof/step.ts";

export interface StepArguments {
  readonly file: string;
  readonly block: string;
  readonly eic: bigint;
  readonly stepper: string;
  readonly gateway: string;
  readonly allowance: bigint;
  readonly json: boolean;
}

/** `vm:step`: one step in the interpreter and on the stepper. Fails if they differ. */
export async function run(options: StepArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const { file, block, eic, stepper, gateway, allowance, json } = options;
  await orFail(json, async () => {
    if (block === "") throw new UsageError("Name the blocks that the package runs: --block FILE.");
    const pack = readPackage(file, { gateway });
    const { commitment, program } = pack;
    const timeline = new Timeline(readEngine("unchecked"), pack, readBlockFile(block), allowance);
    timeline.runTo(eic);
    const { machine } = timeline;
    const current = timeline.block;
    if (current === undefined) throw new UsageError("There is no block to run.");

    const pre = machine.hash().slice();
    const enters = machine.status !== STATUS.running;
    const proof = proveStep(commitment, machine, current);
    machine.step();
    const { ethers } = await hre.network.create();
    const [signer] = await ethers.getSigners();
    if (signer === undefined) throw new UsageError("This network has no accounts to send from.");
    const client =
      stepper === ""
        ? await StepperClient.deploy(signer)
        : await StepperClient.at(stepper, signer, program.version);
    const onChain = await client.step(commitment.programHash, pre, proof, {
      height: current.height,
      dataHash: enters ? dataHashOf(current.transactions) : new Uint8Array(32),
      allowance,
    });
    const offChain = toHex(machine.hash());
    const result = {
      eic,
      before: toHex(pre),
      interpreter: offChain,
      stepper: onChain.post,
      agree: onChain.post === offChain,
      proofBytes: proof.length,
      gas: onChain.gas,
    };
    if (!result.agree) process.exitCode = 1;
    console.log(json ? toJson(result) : pairs(Object.entries(result)));
  });
}
