/**
 * Compares the float instructions of the stepper with V8's, on random operands.
 *
 *   npx node scripts/fuzz-floats.ts                        a few thousand cases of each instruction
 *   … --count 1000000 --seed 7 --only f64.add,f64.div      a million cases of two, repeatable
 *   … --json                                               one JSON object instead of the table
 *
 * The same seed and count give an instruction the same operands, whatever others are run with it.
 * Reads the contracts that `hardhat build` wrote. Prints each mismatch; exit code 1 if there is one.
 */
import { parseArgs } from "node:util";

import { network } from "hardhat";

import { random } from "../test/bytes/random.ts";
import {
  BATCH,
  compare,
  deployFloatBatch,
  describeMismatch,
} from "../test/step/floats/support/batch.ts";
import type { Run } from "../test/step/floats/support/batch.ts";
import { randomCase } from "../test/step/floats/support/generator.ts";
import { operation, OPERATIONS } from "../test/step/floats/support/operations.ts";
import type { Operation } from "../test/step/floats/support/operations.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    count: { type: "string", default: "5000" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

interface Row {
  readonly name: string;
  readonly cases: number;
  readonly traps: number;
  /** The most that a case took. */
  readonly gas: number;
  /** Described, the first ten. */
  readonly mismatches: readonly string[];
}

const SHOWN = 10;

/** @throws RangeError unless `text` is a whole number below 2^31. */
function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value < 2 ** 31) return value;
  throw new RangeError(`--${option} ${text}: give a whole number below 2^31`);
}

async function fuzz(run: Run, chosen: Operation, seed: number, count: number): Promise<Row> {
  // Each instruction has a sequence of its own.
  const next = random(seed ^ Math.imul(chosen.code, 0x9e3779b1));
  const mismatches: string[] = [];
  let [cases, traps, gas] = [0, 0, 0];
  while (cases < count && mismatches.length < SHOWN) {
    const size = Math.min(BATCH, count - cases);
    const batch = Array.from({ length: size }, () => randomCase(chosen, next));
    const compared = await compare(run, batch);
    cases += size;
    traps += compared.traps;
    gas = Math.max(gas, compared.gas);
    mismatches.push(...compared.mismatches.map(describeMismatch));
  }
  return { name: chosen.name, cases, traps, gas, mismatches: mismatches.slice(0, SHOWN) };
}

const seed = wholeNumber("seed", values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));
const count = wholeNumber("count", values.count);
const chosen = values.only?.split(",").map(operation) ?? OPERATIONS;
const { ethers } = await network.create();
const run = await deployFloatBatch(ethers);

if (!values.json) console.log(`seed ${seed}, ${count} cases of each instruction`);
const rows: Row[] = [];
for (const one of chosen) {
  const row = await fuzz(run, one, seed, count);
  rows.push(row);
  if (values.json) continue;
  const { name, cases, traps, gas, mismatches } = row;
  console.log(`${name.padEnd(20)} ${cases} cases, ${traps} traps, at most ${gas} gas`);
  mismatches.forEach((mismatch) => console.log(`  ${mismatch}`));
}

const failed = rows.filter(({ mismatches }) => mismatches.length > 0).length;
if (values.json) console.log(JSON.stringify({ seed, count, failed, instructions: rows }, null, 2));
else console.log(`${failed} of ${rows.length} instructions differ from V8`);
if (failed > 0) process.exitCode = 1;
