/** A benchmark's results, for people and for programs. */
import { cpus } from "node:os";

import type { Measurement } from "./measure.ts";
import { geometricMean } from "./statistics.ts";
import type { Spread } from "./statistics.ts";

/** What the project asks of itself; a busy machine may fall short of it. */
export const GOALS = { interpreterOverJs: 2.5, jsRate: 150 } as const;

export interface Report {
  readonly machine: { readonly cpu: string; readonly cores: number };
  readonly node: string;
  readonly v8: string;
  readonly rounds: number;
  readonly programs: readonly Measurement[];
  /** Over the programs, of medians. */
  readonly geometricMeans: {
    readonly interpreterRate: number;
    readonly jsRate: number;
    readonly interpreterOverJs: number;
    readonly v8OverInterpreter: number;
  };
  readonly goals: typeof GOALS;
}

export function reportOf(programs: readonly Measurement[], rounds: number): Report {
  const mean = (of: (m: Measurement) => number): number => geometricMean(programs.map(of));
  return {
    machine: { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length },
    node: process.version,
    v8: process.versions.v8,
    rounds,
    programs,
    geometricMeans: {
      interpreterRate: mean((m) => m.rates.interpreter),
      jsRate: mean((m) => m.rates.js),
      interpreterOverJs: mean((m) => m.interpreterOverJs.median),
      v8OverInterpreter: mean((m) => m.v8OverInterpreter.median),
    },
    goals: GOALS,
  };
}

const HEADER = [
  "program",
  "instructions",
  "V8 ms",
  "interpreter",
  "plain JS",
  "interpreter / plain JS",
  "V8 / interpreter",
];

/** A table; rates are in million instructions a second, ratios as median (least–greatest). */
export function table({ machine, node, rounds, programs, geometricMeans }: Report): string {
  const rows = programs.map((m) => [
    m.name,
    m.instructions.toLocaleString("en"),
    m.milliseconds.v8.median.toFixed(1),
    m.rates.interpreter.toFixed(0),
    m.rates.js.toFixed(0),
    ratio(m.interpreterOverJs),
    ratio(m.v8OverInterpreter),
  ]);
  const means = [
    "geometric mean",
    "",
    "",
    geometricMeans.interpreterRate.toFixed(0),
    geometricMeans.jsRate.toFixed(0),
    geometricMeans.interpreterOverJs.toFixed(2),
    geometricMeans.v8OverInterpreter.toFixed(1),
  ];
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${node}; medians of ${rounds} interleaved rounds`,
    "Minstr/s in columns 4 and 5; ratios of speed, median (least–greatest)",
    "",
    ...align([HEADER, ...rows, means]),
    "",
    goal("interpreter / plain JS", geometricMeans.interpreterOverJs, GOALS.interpreterOverJs),
    goal("plain JS, Minstr/s", geometricMeans.jsRate, GOALS.jsRate),
  ].join("\n");
}

function ratio({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

function goal(what: string, value: number, wanted: number): string {
  return `${what}: ${value.toFixed(2)}, wanted ≥ ${wanted}: ${value >= wanted ? "met" : "not met"}`;
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  "),
  );
}
