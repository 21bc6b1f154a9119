/** The stepper as a witness: collects steps of many cases, asks for them together. */
import type { DeployedStepper } from "../../step/support/stepper.ts";
import type { Dice } from "../generate/dice.ts";
import type { DamagedStep } from "./mutate.ts";
import { damaged } from "./mutate.ts";
import type { Failure, StepRecord } from "./steps.ts";
import { firstFailure } from "./steps.ts";

/** Steps that are asked for together. */
const TOGETHER = 600;

export interface WitnessFailure {
  readonly seed: number;
  readonly failure: Failure;
}

export class Witness {
  steps = 0;
  /** Damaged proofs that were refused, by the name of the error. */
  readonly refusals = new Map<string, number>();
  /** Damaged proofs that led to the right hash, by the kind of damage. */
  readonly harmless = new Map<string, number>();
  readonly failures: WitnessFailure[] = [];
  readonly #stepper: DeployedStepper;
  readonly #damagePercent: number;
  readonly #dice: Dice;
  #waiting: { readonly seed: number; readonly records: readonly StepRecord[] }[] = [];
  #count = 0;
  /** The answer that is still out. */
  #asked: Promise<void> = Promise.resolve();

  /** @param damagePercent Damaged proofs for each hundred steps. */
  constructor(stepper: DeployedStepper, dice: Dice, damagePercent: number) {
    this.#stepper = stepper;
    this.#dice = dice;
    this.#damagePercent = damagePercent;
  }

  get damaged(): number {
    const sum = (counts: Map<string, number>): number =>
      [...counts.values()].reduce((total, count) => total + count, 0);
    return sum(this.refusals) + sum(this.harmless);
  }

  /** Takes the steps of a case; asks the stepper when there are many, while others are made. */
  async add(seed: number, records: readonly StepRecord[]): Promise<void> {
    this.#waiting.push({ seed, records });
    this.#count += records.length;
    if (this.#count >= TOGETHER) await this.#ask();
  }

  /** Waits for all answers. */
  async finish(): Promise<void> {
    await this.#ask();
    await this.#asked;
  }

  async #ask(): Promise<void> {
    await this.#asked;
    const cases = this.#waiting;
    this.#waiting = [];
    this.#count = 0;
    this.#asked = this.#compare(cases);
  }

  async #compare(
    cases: readonly { readonly seed: number; readonly records: readonly StepRecord[] }[],
  ): Promise<void> {
    const records = cases.flatMap((one) => one.records);
    const outcomes = await this.#stepper.stepAll(records);
    this.steps += records.length;
    let from = 0;
    for (const { seed, records: own } of cases) {
      const failure = firstFailure(own, outcomes.slice(from, from + own.length));
      if (failure !== undefined) this.failures.push({ seed, failure });
      from += own.length;
    }
    for (const { seed, records: own } of cases) await this.#askDamaged(seed, own);
  }

  async #askDamaged(seed: number, records: readonly StepRecord[]): Promise<void> {
    const steps = records.flatMap((record) => {
      if (!this.#dice.chance(this.#damagePercent)) return [];
      const step = damaged(this.#dice, record, this.#dice.pick(records));
      return step === undefined ? [] : [step];
    });
    const outcomes = await this.#stepper.stepAll(steps);
    steps.forEach((step, i) => {
      const outcome = outcomes[i]!;
      if (outcome.post === undefined) count(this.refusals, outcome.error);
      else if (outcome.post === step.post) count(this.harmless, step.damage);
      else this.failures.push({ seed, failure: forged(step, outcome.post) });
    });
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function forged({ what, eic, damage, post, proof }: DamagedStep, answer: string): Failure {
  const hex = Buffer.from(proof).toString("hex");
  const detail = `${damage}: the stepper answers ${answer} instead of ${post} or an error; proof ${hex}`;
  return { kind: "forged", what, eic, detail };
}
