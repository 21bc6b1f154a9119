/**
 * Executes the steps of runs on the deployed stepper, by calls, and compares H_VM after each.
 */
import { toHex } from "../../offchain/bytes/hex.ts";
import type { Interpreter } from "../../offchain/machine/interpreter.ts";
import { dataHashOf } from "../../offchain/merkle/rfc6962.ts";
import { commitProgram } from "../../offchain/program/commit.ts";
import type { ProgramCommitment } from "../../offchain/program/commit.ts";
import { decodeInstruction, rowOf } from "../../offchain/program/instruction.ts";
import type { Program } from "../../offchain/program/program.ts";
import { STATUS } from "../../offchain/program/tables.ts";
import { proveStep } from "../../offchain/proof/step.ts";
import type { Random } from "../step/support/random.ts";
import type { StepCall } from "../step/support/stepper.ts";
import { BATCH } from "./batch.ts";
import type { StepBatch } from "./batch.ts";
import { BLOCK } from "./machine.ts";
import type { Witness } from "./machine.ts";

/** A run of more steps than this is sampled. */
const MOST_STEPS = 20_000n;
/** Steps at either end of a long run, and how many between them are drawn. */
const ENDS = 5_000n;
const DRAWN = 2_000;
/** Batches that may be under way. */
const IN_FLIGHT = 4;

interface Expected extends StepCall {
  readonly post: string;
  readonly where: string;
  readonly mismatches: string[];
}

export interface ChainTotals {
  steps: number;
  /** Steps of runs too long to execute them all. */
  left: bigint;
  /** By opcode name: how often it went on, and how often it trapped. */
  readonly coverage: Map<string, { normal: number; trap: number }>;
}

export class ChainWitness implements Witness {
  readonly totals: ChainTotals = { steps: 0, left: 0n, coverage: new Map() };
  readonly #stepper: Pick<StepBatch, "run">;
  readonly #random: Random;
  #waiting: Expected[] = [];
  readonly #sent: Promise<void>[] = [];
  #mismatches: string[] = [];
  #program: Program | undefined;
  #commitment: ProgramCommitment | undefined;

  constructor(stepper: Pick<StepBatch, "run">, random: Random) {
    this.#stepper = stepper;
    this.#random = random;
  }

  collect(): string[] {
    this.#mismatches = [];
    return this.#mismatches;
  }

  async rerun(
    machine: Interpreter,
    program: Program,
    start: () => void,
    end: bigint,
  ): Promise<void> {
    const commitment = this.#commit(program);
    const final = toHex(machine.hash());
    start();
    const first = machine.eic;
    for (const [from, to] of this.#ranges(first, end)) {
      machine.run(from);
      while (machine.eic < to) await this.#step(commitment, machine);
    }
    if (toHex(machine.hash()) !== final) {
      this.#mismatches.push("stepping and running end in different states");
    }
  }

  /** Waits until all steps have been compared. */
  async finish(): Promise<void> {
    this.#send();
    await Promise.all(this.#sent.splice(0));
  }

  /** The steps to be executed, as ranges of eic in ascending order. */
  #ranges(first: bigint, end: bigint): (readonly [from: bigint, to: bigint])[] {
    const count = end - first;
    if (count <= MOST_STEPS) return [[first, end]];
    const between = Number(count - 2n * ENDS);
    const drawn = new Set(Array.from({ length: DRAWN }, () => this.#random.below(between)));
    this.totals.left += BigInt(between - drawn.size);
    const middle = [...drawn]
      .sort((a, b) => a - b)
      .map((offset) => first + ENDS + BigInt(offset))
      .map((eic) => [eic, eic + 1n] as const);
    return [[first, first + ENDS], ...middle, [end - ENDS, end]];
  }

  async #step(commitment: ProgramCommitment, machine: Interpreter): Promise<void> {
    const entering = machine.status !== STATUS.running;
    const what = entering ? "enter" : nameAt(commitment, Number(machine.pc));
    const { height, allowance, transactions } = BLOCK;
    const pre = machine.hash();
    const proof = proveStep(commitment, machine, { transactions });
    machine.step();
    this.#record(what, machine.status > STATUS.running);
    this.#waiting.push({
      program: commitment.programHash,
      pre,
      proof,
      post: toHex(machine.hash()),
      where: `${what} at eic ${machine.eic}`,
      mismatches: this.#mismatches,
      ...(entering ? { input: { height, allowance, dataHash: DATA_HASH } } : {}),
    });
    if (this.#waiting.length < BATCH) return;
    this.#send();
    if (this.#sent.length >= IN_FLIGHT) await this.#sent.shift();
  }

  /** Sends what waits, while the next steps are made. */
  #send(): void {
    if (this.#waiting.length > 0) this.#sent.push(this.#compare(this.#waiting));
    this.#waiting = [];
  }

  async #compare(batch: readonly Expected[]): Promise<void> {
    const outcomes = await this.#stepper.run(batch);
    batch.forEach(({ post, where, mismatches }, i) => {
      const outcome = outcomes[i]!;
      const found = outcome.post ?? outcome.error;
      if (found !== post) mismatches.push(`${where}: ${found} on chain, not ${post}`);
    });
    this.totals.steps += batch.length;
  }

  #record(what: string, trapped: boolean): void {
    const seen = this.totals.coverage.get(what) ?? { normal: 0, trap: 0 };
    seen[trapped ? "trap" : "normal"]++;
    this.totals.coverage.set(what, seen);
  }

  #commit(program: Program): ProgramCommitment {
    if (this.#program !== program) this.#commitment = commitProgram(program);
    this.#program = program;
    return this.#commitment!;
  }
}

const DATA_HASH = dataHashOf(BLOCK.transactions);

function nameAt(commitment: ProgramCommitment, pc: number): string {
  return rowOf(decodeInstruction(commitment.code.node(0, pc)).op)!.name;
}
