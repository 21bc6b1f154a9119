/**
 * Fuzzes the machine: interpreter, proofs and stepper against each other, and against V8.
 *
 *   npm run fuzz -- [--seed S] [--count N]            valid modules, V8 as the witness of results
 *   npm run fuzz -- --hostile [--seed S] [--count N]  programs that no validator would accept
 *
 *   --seed S         first seed; the others follow. Case S alone: --seed S --count 1
 *   --count N        cases (200)
 *   --seconds T      ends after T seconds
 *   --damage P       damaged proofs for each hundred steps (10)
 *   --floats         lets modules compute with floats
 *   --replay FILE    runs a hostile case from a file, as test/fuzz/regressions holds them
 *   --coverage       lists how often each instruction was met and how it ended
 *
 * A failure is made smaller and printed with its seed. Exit code 1 if there is one. Needs the build:
 * `npm run build`.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { readEngine } from "../offchain/adapters/engines.ts";
import { UNDEFINED_FAMILIES } from "../offchain/program/tables.ts";
import { fromCaseJson } from "../test/fuzz/support/case-file.ts";
import {
  hostileStep,
  hostileText,
  moduleStep,
  moduleText,
} from "../test/fuzz/support/failure-text.ts";
import type { FuzzReport, Kind } from "../test/fuzz/support/session.ts";
import {
  failureOf,
  fuzz,
  hostileKind,
  moduleKind,
  shrinkCase,
} from "../test/fuzz/support/session.ts";
import type { HostileCase } from "../test/fuzz/support/hostile-case.ts";
import type { Failure } from "../test/fuzz/support/steps.ts";
import type { DeployedStepper } from "../test/step/support/stepper.ts";
import { deployStepper } from "../test/step/support/stepper.ts";

const { values } = parseArgs({
  options: {
    hostile: { type: "boolean", default: false },
    floats: { type: "boolean", default: false },
    coverage: { type: "boolean", default: false },
    seed: { type: "string" },
    count: { type: "string", default: "200" },
    seconds: { type: "string" },
    damage: { type: "string", default: "10" },
    replay: { type: "string" },
  },
});

/** Candidates that the shrinker tries. */
const SHRINK_BUDGET = 600;
const MOST_FAILURES = 5;

/** A whole number, or an end with exit code 2. */
function number(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  console.error(`--${name} takes a whole number, not ${JSON.stringify(text)}.`);
  process.exit(2);
}

/** How a case is shown, and the step at which it failed. */
interface Shown<T> {
  readonly text: (one: T) => string;
  readonly step: (one: T, failure: Failure) => string[];
}

async function run<T>(
  stepper: DeployedStepper,
  kind: Kind<T>,
  { text, step }: Shown<T>,
): Promise<void> {
  const seed = number("seed", values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));
  console.log(`seed ${seed}`);
  let shown = Date.now();
  const report = await fuzz(stepper, kind, {
    seed,
    count: number("count", values.count),
    damagePercent: number("damage", values.damage),
    mostFailures: MOST_FAILURES,
    ...(values.seconds === undefined ? {} : { seconds: number("seconds", values.seconds) }),
    progress: (cases, steps) => {
      if (Date.now() - shown < 10_000) return;
      shown = Date.now();
      console.log(`  ${cases} cases, ${steps} steps`);
    },
  });
  print(report);
  for (const { seed: own, failure } of report.failures) {
    const mode = `${values.hostile ? "--hostile " : ""}${values.floats ? "--floats " : ""}`;
    console.log(`\n${failure.kind}: ${failure.what} at eic ${failure.eic}\n${failure.detail}`);
    console.log(`replay: npm run fuzz -- ${mode}--seed ${own} --count 1`);
    // What was made of a damaged proof hangs on the damage, which the case does not hold.
    if (failure.kind === "forged") continue;
    const small = await shrinkCase(stepper, kind, kind.make(own), failure, SHRINK_BUDGET);
    const now = (await failureOf(stepper, kind, small)) ?? failure;
    console.log(`made smaller: ${now.detail}\n${text(small)}${step(small, now).join("\n")}`);
  }
  if (report.failures.length > 0) process.exitCode = 1;
}

function print(report: FuzzReport): void {
  const list = (counts: ReadonlyMap<string, number>): string =>
    [...counts].map(([name, count]) => `${name} ${count}`).join(", ") || "none";
  const { cases, steps, instructions, damaged, coverage } = report;
  console.log(`${cases} cases, ${instructions} instructions, ${steps} steps on chain`);
  console.log(`${coverage.counts.size} instructions, ${coverage.pairs} with each of their endings`);
  console.log(`${damaged} damaged proofs: ${list(report.refusals)}`);
  if (report.harmless.size > 0) console.log(`of no effect: ${list(report.harmless)}`);
  console.log(`${report.failures.length} failures`);
  if (!values.coverage) return;
  for (const [what, seen] of [...coverage.counts].sort()) console.log(`  ${what}: ${list(seen)}`);
}

/** Runs one committed case. */
async function replay(
  stepper: DeployedStepper,
  kind: Kind<HostileCase>,
  path: string,
): Promise<void> {
  const failure = await failureOf(stepper, kind, fromCaseJson(readFileSync(path, "utf8")));
  if (failure === undefined) console.log("passes");
  else console.log(`${failure.kind}: ${failure.what} at eic ${failure.eic}\n${failure.detail}`);
  if (failure !== undefined) process.exitCode = 1;
}

if (values.floats && UNDEFINED_FAMILIES.has("float")) {
  console.error("This version of the machine computes with no floats: leave out --floats.");
  process.exit(2);
}
const engines = { checked: readEngine("checked"), unchecked: readEngine("unchecked") };
const stepper = await deployStepper();
if (values.replay !== undefined) {
  await replay(stepper, hostileKind(engines), values.replay);
} else if (values.hostile) {
  await run(stepper, hostileKind(engines), {
    text: hostileText,
    step: (one, failure) => hostileStep(engines.checked, one, failure),
  });
} else {
  await run(stepper, moduleKind(engines, values.floats), {
    text: moduleText,
    step: (one, failure) => moduleStep(engines.checked, one, failure),
  });
}
