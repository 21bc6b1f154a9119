/**
 * Measures the interpreter, beside V8 on the untouched modules and a plain JavaScript interpreter.
 *
 *   npm run bench [-- --json] [--rounds N] [--program NAME]... [--ledger small|full]
 *
 * Run it on a machine that does nothing else. Exits 1 if engines disagree, never for a timing.
 */
import { parseArgs } from "node:util";

import { measure } from "./measure.ts";
import { benchPrograms } from "./programs.ts";
import type { BenchProgram } from "./programs.ts";
import { reportOf, table } from "./report.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    program: { type: "string", multiple: true },
    ledger: { type: "string", default: "full" },
  },
});

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function chosen(): BenchProgram[] {
  const { ledger, program: wanted } = values;
  if (ledger !== "small" && ledger !== "full") fail("--ledger is small or full");
  const programs = benchPrograms(ledger);
  const names = programs.map(({ name }) => name);
  const unknown = wanted?.find((name) => !names.includes(name));
  if (unknown !== undefined) fail(`no program is named ${unknown}: choose of ${names.join(", ")}`);
  return wanted === undefined ? programs : programs.filter(({ name }) => wanted.includes(name));
}

const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) fail("--rounds is a whole number from 1 on");
try {
  const measurements = chosen().map((program) => {
    if (!values.json) console.error(`${program.name} …`);
    return measure(program, rounds);
  });
  const report = reportOf(measurements, rounds);
  console.log(values.json ? JSON.stringify(report, null, 2) : table(report));
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
