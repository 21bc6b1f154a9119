/** What the conformance run prints. */
import { OPCODES, UNDEFINED_FAMILIES } from "../../offchain/program/tables.ts";
import type { ChainTotals } from "./chain.ts";
import type { ScriptReport } from "./run.ts";
import { WHOLE_SUITE } from "./script.ts";
import { MOST_SKIPS } from "./skips.ts";
import type { Skips } from "./skips.ts";

export interface Totals {
  readonly scripts: number;
  readonly commands: number;
  readonly returnsAndTraps: number;
  readonly passed: ScriptReport["passed"];
  readonly awaitingFloats: number;
  readonly skipped: number;
  readonly skippedReturnsAndTraps: number;
  readonly steps: number;
}

export function totalsOf(reports: readonly ScriptReport[]): Totals {
  const sum = (of: (report: ScriptReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    scripts: reports.length,
    commands: sum((r) => r.commands),
    returnsAndTraps: sum((r) => r.returnsAndTraps),
    passed: {
      interpreter: sum((r) => r.passed.interpreter),
      chain: sum((r) => r.passed.chain),
      v8: sum((r) => r.passed.v8),
    },
    awaitingFloats: sum((r) => r.awaitingFloats),
    skipped: sum((r) => r.skipped.length),
    skippedReturnsAndTraps: sum((r) => r.skippedReturnsAndTraps),
    steps: sum((r) => r.steps),
  };
}

/** What is wrong with a run of the whole suite beyond its scripts. */
export function wholeSuiteFaults(
  totals: Totals,
  skips: Skips,
  names: readonly string[],
  chain: ChainTotals | undefined,
): string[] {
  const faults: string[] = [];
  const { scripts, returnsAndTraps } = WHOLE_SUITE;
  if (totals.scripts !== scripts || totals.returnsAndTraps !== returnsAndTraps) {
    faults.push(
      `the suite has ${totals.scripts} scripts with ${totals.returnsAndTraps} returns and traps, not ` +
        `${scripts} with ${returnsAndTraps}: it is truncated or another version; fetch it again`,
    );
  }
  if (totals.skippedReturnsAndTraps > MOST_SKIPS) {
    faults.push(
      `${totals.skippedReturnsAndTraps} returns and traps are skipped, above ${MOST_SKIPS}`,
    );
  }
  for (const script of skips.scripts.filter((name) => !names.includes(name))) {
    faults.push(`skips.json lists lines of ${script}, which is no script of the suite`);
  }
  const missing = chain === undefined ? [] : opcodesNotStepped(chain);
  if (missing.length > 0)
    faults.push(`opcodes that no step on chain executed: ${missing.join(", ")}`);
  return faults;
}

/** Opcodes of this version that no assertion has brought to the chain; the suite knows no host function. */
function opcodesNotStepped({ coverage }: ChainTotals): string[] {
  return OPCODES.filter(
    ({ name, family }) =>
      !UNDEFINED_FAMILIES.has(family) &&
      family !== "entry" &&
      family !== "host" &&
      !coverage.has(name),
  ).map(({ name }) => name);
}

/** Distinct opcodes × {normal, trap} that were stepped. */
export function distinctSteps({ coverage }: ChainTotals): { normal: number; trap: number } {
  const seen = [...coverage.values()];
  return {
    normal: seen.filter(({ normal }) => normal > 0).length,
    trap: seen.filter(({ trap }) => trap > 0).length,
  };
}

const HEADINGS = ["script", "commands", "interpreter", "chain", "V8", "floats", "skips", "steps"];

/** One line per script, and the sums. */
export function table(reports: readonly ScriptReport[], totals: Totals): string {
  const rows = [
    HEADINGS,
    ...reports.map((r) => row(r.name, r, r.skipped.length)),
    row("all", totals, totals.skipped),
  ];
  const widths = HEADINGS.map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join("  "),
    )
    .join("\n");
}

function row(
  name: string,
  r: Pick<ScriptReport, "commands" | "passed" | "awaitingFloats" | "steps">,
  skips: number,
): string[] {
  const { interpreter, chain, v8 } = r.passed;
  return [
    name,
    ...[r.commands, interpreter, chain, v8, r.awaitingFloats, skips, r.steps].map(String),
  ];
}
