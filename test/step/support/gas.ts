/** What a step costs: bytes of its proof, gas of its execution, gas of a transaction that does only that. */
import type { DeployedStepper, CallContext } from "./stepper.ts";
import { NO_INPUT } from "./stepper.ts";
import { programHash } from "./program.ts";
import type { ProgramView } from "../../../offchain/proof/program-view.ts";

export interface StepCost {
  readonly proofBytes: number;
  /** Execution gas, without the transaction's own cost and that of its bytes. */
  readonly execution: number;
  /** Gas used by a transaction that calls `step` and nothing else. */
  readonly transaction: number;
}

export async function costOf(
  stepper: DeployedStepper,
  program: ProgramView,
  pre: Uint8Array,
  proof: Uint8Array,
  input: CallContext = NO_INPUT,
): Promise<StepCost> {
  const { contract, ethers, meter } = stepper;
  const data = contract.interface.encodeFunctionData("step", [
    programHash(program),
    pre,
    input,
    proof,
  ]);
  const target = await contract.getAddress();
  const [used] = await meter.measure(target, data);
  const [signer] = await ethers.getSigners();
  const sent = await signer!.sendTransaction({ to: target, data, gasLimit: 16_000_000 });
  const receipt = await sent.wait();
  return {
    proofBytes: proof.length,
    execution: Number(used),
    transaction: Number(receipt!.gasUsed),
  };
}
