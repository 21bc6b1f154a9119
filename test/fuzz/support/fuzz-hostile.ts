/** A run of hostile fuzz: cases by consecutive seeds, every step asked of the stepper. */
import type { DeployedStepper } from "../../step/support/stepper.ts";
import { Dice } from "../generate/dice.ts";
import { hostileCase } from "../generate/hostile.ts";
import { Coverage } from "./coverage.ts";
import { runHostile } from "./hostile-run.ts";
import type { WitnessFailure } from "./witness.ts";
import { Witness } from "./witness.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** Damaged proofs for each hundred steps. */
  readonly damagePercent: number;
  /** Ends the run early when there are so many failures. */
  readonly mostFailures: number;
  readonly progress?: (cases: number, steps: number) => void;
}

export interface FuzzReport {
  readonly cases: number;
  readonly steps: number;
  readonly coverage: Coverage;
  readonly damaged: number;
  readonly refusals: ReadonlyMap<string, number>;
  readonly harmless: ReadonlyMap<string, number>;
  readonly failures: readonly WitnessFailure[];
}

export async function fuzzHostile(
  stepper: DeployedStepper,
  engine: WebAssembly.Module,
  options: FuzzOptions,
): Promise<FuzzReport> {
  const { seed, count, damagePercent, mostFailures, progress } = options;
  const witness = new Witness(stepper, new Dice(seed), damagePercent);
  const coverage = new Coverage();
  const failures: WitnessFailure[] = [];
  let cases = 0;
  while (cases < count && failures.length + witness.failures.length < mostFailures) {
    const own = seed + cases;
    const { records, failure } = runHostile(engine, hostileCase(own), coverage);
    if (failure !== undefined) failures.push({ seed: own, failure });
    await witness.add(own, records);
    cases++;
    progress?.(cases, witness.steps);
  }
  await witness.finish();
  const { steps, damaged, refusals, harmless } = witness;
  failures.push(...witness.failures);
  return { cases, steps, coverage, damaged, refusals, harmless, failures };
}
