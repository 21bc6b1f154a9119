/** Runs a hostile case in the checked interpreter, proving every step. */
import { equalBytes } from "../../../offchain/bytes/concat.ts";
import { MachineError } from "../../../offchain/machine/errors.ts";
import { Interpreter } from "../../../offchain/machine/interpreter.ts";
import { commitProgram } from "../../../offchain/program/commit.ts";
import type { ProgramCommitment } from "../../../offchain/program/commit.ts";
import { STATUS } from "../../../offchain/program/tables.ts";
import { proveStep } from "../../../offchain/proof/step.ts";
import { programOf } from "../../step/support/program.ts";
import type { Coverage } from "./coverage.ts";
import type { HostileCall, HostileCase, Registers } from "./hostile-case.ts";
import type { Failure, StepRecord } from "./steps.ts";
import { makeStep, StepError } from "./steps.ts";

const U64_MAX = 2n ** 64n - 1n;
const NO_STATE = `0x${"00".repeat(32)}`;

export interface Run {
  readonly records: readonly StepRecord[];
  /** Instructions executed, where not each of them has a record. */
  readonly instructions?: bigint;
  /** What went wrong without the stepper's help. */
  readonly failure?: Failure;
}

/** Runs all calls, or as far as the machine gets. */
export function runHostile(
  engine: WebAssembly.Module,
  { parts, calls }: HostileCase,
  coverage: Coverage,
): Run {
  const records: StepRecord[] = [];
  try {
    const program = programOf(parts);
    const machine = Interpreter.create(engine, program);
    const commitment = commitProgram(program);
    for (const call of calls) {
      if (call.registers !== undefined) setRegisters(machine, call.registers);
      machine.enter(call);
      const failure = runCall(machine, commitment, call, coverage, records);
      if (failure !== undefined) return { records, failure };
      if (machine.status === STATUS.running) break;
      records.push(noStep(machine, commitment));
    }
    return { records };
  } catch (error) {
    if (error instanceof StepError) return { records, failure: error.failure };
    throw error;
  }
}

/** Runs one call step by step, and once more from a snapshot in one go. */
function runCall(
  machine: Interpreter,
  program: ProgramCommitment,
  call: HostileCall,
  coverage: Coverage,
  records: StepRecord[],
): Failure | undefined {
  const start = machine.snapshot();
  const startHash = machine.hash();
  let tampered = false;
  for (let step = 0; step < call.steps; step++) {
    if (machine.status !== STATUS.running && !machine.hasPendingBlock) break;
    tampered = interfere(machine, call, step) || tampered;
    records.push(makeStep(machine, program, call, coverage));
  }
  const end = machine.snapshot();
  // A saturated eic tells no two states apart.
  if (tampered || end.eic === U64_MAX) return undefined;
  const endHash = machine.hash();
  machine.restore(start);
  if (!equalBytes(machine.hash(), startHash)) return engines("a snapshot restored", machine);
  machine.run(end.eic);
  if (!equalBytes(machine.hash(), endHash)) return engines("a run in one go", machine);
  machine.restore(end);
  return equalBytes(machine.hash(), endHash) ? undefined : engines("a later snapshot", machine);
}

function engines(what: string, { eic, pc, status }: Interpreter): Failure {
  return { kind: "engines", what, eic, detail: `another H_VM; status ${status}, pc ${pc}` };
}

/** Makes the changes that are due; whether there were any. */
function interfere(machine: Interpreter, call: HostileCall, step: number): boolean {
  const due = call.interferences.filter((one) => one.step === step);
  for (const { change } of due) {
    try {
      machine.tamper(change);
    } catch (error) {
      // This state has no such place.
      if (!(error instanceof MachineError)) throw error;
    }
  }
  return due.length > 0;
}

/** Steps of a halted machine without a block: there is no state after (docs/VM.md 4.1). */
function noStep(machine: Interpreter, program: ProgramCommitment): StepRecord {
  const { eic, pc, status } = machine;
  const call = { program: program.programHash, pre: machine.hash() };
  const proof = proveStep(program, machine);
  return { ...call, proof, post: NO_STATE, what: "no step", statusAfter: status, eic, pc };
}

function setRegisters(machine: Interpreter, registers: Registers): void {
  const before = machine.snapshot();
  const eic = registers.eic ?? before.eic;
  machine.restore({ ...before, eic, registers: { ...before.registers, ...registers } });
}
