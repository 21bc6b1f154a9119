/** Runs the interpreter and the stepper side by side and compares H_VM after every instruction. */
import { readFileSync } from "node:fs";

import { expect } from "chai";

import { toHex } from "../../../offchain/bytes/hex.ts";
import { Interpreter } from "../../../offchain/machine/interpreter.ts";
import { dataHashOf } from "../../../offchain/merkle/rfc6962.ts";
import { commitProgram } from "../../../offchain/program/commit.ts";
import type { ProgramCommitment } from "../../../offchain/program/commit.ts";
import { decodeInstruction, rowOf } from "../../../offchain/program/instruction.ts";
import type { Program } from "../../../offchain/program/program.ts";
import { HOST_FUNCTIONS, STATUS } from "../../../offchain/program/tables.ts";
import type { StatusName } from "../../../offchain/program/tables.ts";
import { proveStep } from "../../../offchain/proof/step.ts";
import type { DeployedStepper, StepCall } from "./stepper.ts";

const CHECKED = "build/interpreter-checked.wasm";
const STATUS_NAMES = Object.keys(STATUS) as StatusName[];

export interface CallPlan {
  readonly transactions?: readonly Uint8Array[];
  readonly height?: bigint;
  /** Fuel of the call. */
  readonly allowance?: bigint;
  /** Steps that are run and not compared, before the others. */
  readonly skip?: number;
  /** Compared steps after which the call is left, though it could go on. */
  readonly steps?: number;
}

interface Expected extends StepCall {
  readonly post: string;
  /** For messages. */
  readonly where: string;
}

/** How often an instruction went on or halted, and the traps it ended in. */
export type Coverage = Map<string, Map<StatusName, number>>;

export class Lockstep {
  /** By name of the instruction (`host` by that of its function), `enter`, or `undefined`. */
  readonly coverage: Coverage = new Map();
  steps = 0;
  readonly #stepper: DeployedStepper;
  readonly #module: WebAssembly.Module;
  #waiting: Expected[] = [];

  constructor(stepper: DeployedStepper) {
    this.#stepper = stepper;
    this.#module = new WebAssembly.Module(readFileSync(CHECKED));
  }

  /** Runs calls one after the other; they are compared when `finish` is called, or before. */
  async run(
    name: string,
    program: Program,
    calls: readonly CallPlan[] = [{}],
  ): Promise<Interpreter> {
    const machine = Interpreter.create(this.#module, program);
    const commitment = commitProgram(program);
    for (const call of calls) {
      if (machine.status === STATUS.running) break;
      const transactions = call.transactions ?? [new Uint8Array([1])];
      const allowance = call.allowance ?? 10_000_000n;
      machine.enter({ height: call.height ?? 7n, transactions, allowance });
      const input = {
        height: call.height ?? 7n,
        dataHash: dataHashOf(transactions),
        allowance,
      };
      for (let step = 0; step < (call.skip ?? 0); step++) machine.step();
      for (let step = 0; step < (call.steps ?? 400); step++) {
        const entering = machine.status !== STATUS.running;
        if (entering && !machine.hasPendingBlock) break;
        const what = instructionOf(commitment, machine);
        const pre = machine.hash();
        const proof = proveStep(commitment, machine, { transactions });
        machine.step();
        this.#record(what, machine.status);
        this.#waiting.push({
          program: commitment.programHash,
          pre,
          proof,
          post: toHex(machine.hash()),
          where: `${name}: ${what} at eic ${machine.eic}, then status ${machine.status}`,
          ...(entering ? { input } : {}),
        });
      }
      if (this.#waiting.length > 500) await this.finish();
    }
    return machine;
  }

  /** Compares all that waits. */
  async finish(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const outcomes = await this.#stepper.stepAll(waiting);
    waiting.forEach(({ post, where }, i) => {
      const outcome = outcomes[i]!;
      expect(outcome.post ?? outcome.error, where).to.equal(post);
    });
    this.steps += waiting.length;
  }

  #record(what: string, status: number): void {
    const seen = this.coverage.get(what) ?? new Map<StatusName, number>();
    const name = STATUS_NAMES.find((key) => STATUS[key] === status)!;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    this.coverage.set(what, seen);
  }
}

function instructionOf(program: ProgramCommitment, machine: Interpreter): string {
  if (machine.status !== STATUS.running) return "enter";
  const pc = Number(machine.pc);
  if (pc >= program.codeLength) return "undefined";
  const i = decodeInstruction(program.code.node(0, pc));
  const name = rowOf(i.op)?.name ?? "undefined";
  return name === "host" ? `host ${HOST_FUNCTIONS[i.a]?.name ?? "undefined"}` : name;
}
