/** A run of the fuzzer: cases by consecutive seeds, their steps asked of the stepper. */
import type { DeployedStepper } from "../../step/support/stepper.ts";
import { Dice } from "../generate/dice.ts";
import { hostileCase } from "../generate/hostile.ts";
import type { ModuleCase } from "../generate/modules.ts";
import { moduleCase } from "../generate/modules.ts";
import { Coverage } from "./coverage.ts";
import type { HostileCase } from "./hostile-case.ts";
import type { Run } from "./hostile-run.ts";
import { runHostile } from "./hostile-run.ts";
import type { Engines } from "./module-run.ts";
import { runModule } from "./module-run.ts";
import { shrink } from "./shrink.ts";
import { simplerHostile } from "./shrink-hostile.ts";
import { simplerModule } from "./shrink-module.ts";
import type { Failure } from "./steps.ts";
import { compareSteps } from "./steps.ts";
import type { WitnessFailure } from "./witness.ts";
import { Witness } from "./witness.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** Damaged proofs for each hundred steps. */
  readonly damagePercent: number;
  /** Ends the run early when there are so many failures. */
  readonly mostFailures: number;
  /** Ends the run early after so many seconds. */
  readonly seconds?: number;
  readonly progress?: (cases: number, steps: number) => void;
}

export interface FuzzReport {
  readonly cases: number;
  /** Steps that the stepper executed too. */
  readonly steps: number;
  /** Instructions that the interpreter executed in compared runs, where they are counted. */
  readonly instructions: bigint;
  readonly coverage: Coverage;
  readonly damaged: number;
  readonly refusals: ReadonlyMap<string, number>;
  readonly harmless: ReadonlyMap<string, number>;
  readonly failures: readonly WitnessFailure[];
}

/** A kind of case: how it is made from a seed, run, and made simpler. */
export interface Kind<T> {
  readonly make: (seed: number) => T;
  readonly run: (one: T, coverage: Coverage) => Run;
  readonly simpler: (one: T) => Iterable<T>;
}

export function hostileKind(engines: Engines): Kind<HostileCase> {
  return {
    make: hostileCase,
    run: (one, coverage) => runHostile(engines.checked, one, coverage),
    simpler: simplerHostile,
  };
}

export function moduleKind(engines: Engines, floats = false): Kind<ModuleCase> {
  return {
    make: (seed) => moduleCase(seed, floats),
    run: (one, coverage) => runModule(engines, one, coverage),
    simpler: simplerModule,
  };
}

export async function fuzz<T>(
  stepper: DeployedStepper,
  kind: Kind<T>,
  { seed, count, damagePercent, mostFailures, seconds = Infinity, progress }: FuzzOptions,
): Promise<FuzzReport> {
  const witness = new Witness(stepper, new Dice(seed), damagePercent);
  const coverage = new Coverage();
  const failures: WitnessFailure[] = [];
  const deadline = Date.now() + 1_000 * seconds;
  let cases = 0;
  let instructions = 0n;
  while (cases < count && Date.now() < deadline) {
    if (failures.length + witness.failures.length >= mostFailures) break;
    const own = seed + cases;
    const run = kind.run(kind.make(own), coverage);
    instructions += run.instructions ?? BigInt(run.records.length);
    if (run.failure !== undefined) failures.push({ seed: own, failure: run.failure });
    await witness.add(own, run.records);
    cases++;
    progress?.(cases, witness.steps);
  }
  await witness.finish();
  const { steps, damaged, refusals, harmless } = witness;
  failures.push(...witness.failures);
  return { cases, steps, instructions, coverage, damaged, refusals, harmless, failures };
}

/** Runs one case by itself. */
export async function failureOf<T>(
  stepper: DeployedStepper,
  kind: Kind<T>,
  one: T,
): Promise<Failure | undefined> {
  const { records, failure } = kind.run(one, new Coverage());
  return (await compareSteps(stepper, records)) ?? failure;
}

/** A smaller case that fails in the same way: the same two witnesses, at the same instruction. */
export async function shrinkCase<T>(
  stepper: DeployedStepper,
  kind: Kind<T>,
  one: T,
  failure: Failure,
  budget: number,
): Promise<T> {
  const stillFails = async (candidate: T): Promise<boolean> => {
    try {
      const found = await failureOf(stepper, kind, candidate);
      if (found?.kind !== failure.kind) return false;
      return failure.eic === undefined || found.what === failure.what;
    } catch {
      // Not a case at all, for instance a program that is not well-formed.
      return false;
    }
  };
  return shrink(one, kind.simpler, stillFails, budget);
}
