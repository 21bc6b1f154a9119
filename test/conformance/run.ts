/** Runs scripts on all witnesses and judges what came of it. */
import type { ChainWitness } from "./chain.ts";
import { interpret } from "./interpret.ts";
import { isReturnOrTrap } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { isText } from "./script.ts";
import type { Script } from "./script.ts";
import type { Skips } from "./skips.ts";
import { witness } from "./v8.ts";

export interface Skipped {
  readonly line: number;
  readonly reason: string;
}

export interface ScriptReport {
  readonly name: string;
  /** Commands that can pass: all but registrations, and those about text. */
  readonly commands: number;
  /** Commands about modules in text form, which no machine ever sees. */
  readonly text: number;
  readonly passed: {
    readonly interpreter: number;
    /** Of those, the ones whose every step had the same result on chain; of none, if it was not asked. */
    readonly chain: number;
    readonly v8: number;
  };
  readonly awaitingFloats: number;
  readonly skipped: readonly Skipped[];
  /** Of the skipped, those that assert a return or a trap. */
  readonly skippedReturnsAndTraps: number;
  readonly returnsAndTraps: number;
  /** Steps executed on chain. */
  readonly steps: number;
  readonly failures: readonly string[];
}

/** Scripts that hold nothing but text. */
const ONLY_TEXT = ["token", "utf8-invalid-encoding"];

export async function runScript(
  script: Script,
  skips: Skips,
  chain?: ChainWitness,
): Promise<ScriptReport> {
  const { name, commands } = script;
  const stepsBefore = chain?.totals.steps ?? 0;
  const outcomes = await interpret(script, chain);
  await chain?.finish();
  const byV8 = witness(script);
  const listed = skips.of(name);
  const skipped = outcomes.filter((o) => o.verdict !== "passed" && listed.has(o.command.line));
  const passed = outcomes.filter((o) => o.verdict === "passed");
  const awaiting = outcomes.filter(
    (o) => o.verdict === "awaiting floats" && !listed.has(o.command.line),
  );
  const failures = [
    ...faultsOf(outcomes, listed),
    ...staleSkips(outcomes, listed),
    ...byV8.filter((o) => o.verdict !== "passed").map((o) => `${at(o)} on V8: ${o.detail}`),
  ];
  if (passed.length + awaiting.length === 0 && !ONLY_TEXT.includes(name)) {
    failures.push("no assertion was run");
  }
  return {
    name,
    commands: outcomes.length,
    text: commands.filter(isText).length,
    passed: {
      interpreter: passed.length,
      chain: chain === undefined ? 0 : passed.filter((o) => o.mismatches.length === 0).length,
      v8: byV8.filter((o) => o.verdict === "passed").length,
    },
    awaitingFloats: awaiting.length,
    skipped: skipped.map(({ command: { line } }) => ({ line, reason: listed.get(line)! })),
    skippedReturnsAndTraps: skipped.filter((o) => isReturnOrTrap(o.command)).length,
    returnsAndTraps: commands.filter(isReturnOrTrap).length,
    steps: (chain?.totals.steps ?? 0) - stepsBefore,
    failures: failures.map((failure) => `${name}:${failure}`),
  };
}

function faultsOf(outcomes: readonly Outcome[], listed: ReadonlyMap<number, string>): string[] {
  return outcomes.flatMap((outcome) => {
    const faults = outcome.mismatches
      .slice(0, 1)
      .map((fault) => `${at(outcome)} on chain: ${fault}`);
    const unlisted = outcome.verdict === "failed" && !listed.has(outcome.command.line);
    return unlisted ? [...faults, `${at(outcome)}: ${outcome.detail}`] : faults;
  });
}

/** Listed lines on which nothing fails. */
function staleSkips(outcomes: readonly Outcome[], listed: ReadonlyMap<number, string>): string[] {
  const failing = outcomes.filter((o) => o.verdict !== "passed").map((o) => o.command.line);
  return [...listed.keys()]
    .filter((line) => !failing.includes(line))
    .map((line) => `${line} is listed in skips.json, but passes: take it out`);
}

function at({ command: { line, type } }: Outcome): string {
  return `${line} ${type}`;
}
