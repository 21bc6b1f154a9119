/** Steps that the interpreter made, ready to be asked of the stepper. */
import { toHex } from "../../../offchain/bytes/hex.ts";
import type { CallInput } from "../../../offchain/machine/interpreter/block.ts";
import type { Interpreter } from "../../../offchain/machine/interpreter.ts";
import { dataHashOf } from "../../../offchain/merkle/rfc6962.ts";
import type { ProgramCommitment } from "../../../offchain/program/commit.ts";
import { STATUS } from "../../../offchain/program/tables.ts";
import { proveStep } from "../../../offchain/proof/step.ts";
import type { DeployedStepper, StepCall, StepOutcome } from "../../step/support/stepper.ts";
import type { Coverage } from "./coverage.ts";
import { nextInstruction } from "./coverage.ts";

export interface StepRecord extends StepCall {
  /** The interpreter's answer. */
  readonly post: string;
  /** Instruction, or `enter`. */
  readonly what: string;
  readonly statusAfter: number;
  /** Of the state before. */
  readonly eic: bigint;
  readonly pc: bigint;
}

/** A step on which two witnesses differ. */
export interface Failure {
  /**
   * `differs`: the stepper's hash is another. `reverts`: it refuses the proof. `throws`: the interpreter
   * or the maker of proofs breaks down. `engines`: two ways to run the interpreter differ.
   * `oracle`: V8 has other results. `forged`: a damaged proof was believed.
   */
  readonly kind: "differs" | "reverts" | "throws" | "engines" | "oracle" | "forged";
  /** Instruction at fault, or what was compared. */
  readonly what: string;
  /** eic of the state before, where there is one. */
  readonly eic?: bigint;
  readonly detail: string;
}

/** Something broke while a step was made: not found by comparing. */
export class StepError extends Error {
  readonly code = "step-failed";
  readonly failure: Failure;

  constructor(failure: Failure, cause: unknown) {
    super(`${failure.what} at eic ${failure.eic}: ${failure.detail}`, { cause });
    this.failure = failure;
  }
}

/**
 * Proves the next step, then makes it. The machine must have one.
 * @throws StepError if the interpreter or the proof fails.
 */
export function makeStep(
  machine: Interpreter,
  program: ProgramCommitment,
  call: CallInput,
  coverage: Coverage,
): StepRecord {
  const { eic, pc } = machine;
  const entering = machine.status !== STATUS.running;
  const what = nextInstruction(program, machine);
  try {
    const pre = machine.hash();
    const proof = proveStep(program, machine, call);
    machine.step();
    coverage.record(what, machine.status);
    const made = { program: program.programHash, pre, proof, what, eic, pc };
    const after = { post: toHex(machine.hash()), statusAfter: machine.status };
    return entering ? { ...made, ...after, input: inputOf(call) } : { ...made, ...after };
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new StepError({ kind: "throws", what, eic, detail }, error);
  }
}

function inputOf({ height, transactions, allowance }: CallInput): NonNullable<StepCall["input"]> {
  return { height, dataHash: dataHashOf(transactions), allowance };
}

/** Asks the stepper about every step; the first on which it differs. */
export async function compareSteps(
  stepper: DeployedStepper,
  records: readonly StepRecord[],
): Promise<Failure | undefined> {
  const outcomes = await stepper.stepAll(records);
  return firstFailure(records, outcomes);
}

export function firstFailure(
  records: readonly StepRecord[],
  outcomes: readonly StepOutcome[],
): Failure | undefined {
  const at = records.findIndex((record, i) => outcomes[i]?.post !== record.post);
  const record = records[at];
  if (record === undefined) return undefined;
  const { what, eic, pc, statusAfter, post } = record;
  const outcome = outcomes[at];
  const where = `pc ${pc}; the interpreter goes to status ${statusAfter}, H_VM ${post}`;
  return outcome?.post === undefined
    ? { kind: "reverts", what, eic, detail: `${where}; the stepper reverts: ${outcome?.error}` }
    : { kind: "differs", what, eic, detail: `${where}; the stepper to ${outcome.post}` };
}
