/**
 * Runs the official WebAssembly core test suite (docs/CONFORMANCE.md).
 *
 *   npm run conformance                       the interpreter, with V8 as witness
 *   npm run conformance -- --onchain          each step on the deployed stepper too
 *   npm run conformance -- --json i32 linking only these scripts, as JSON
 *
 * Options: --suite DIR (or WASM_TESTSUITE; ../shared/wasm-testsuite beside the repository if left
 * out), --seed N for the sample of long runs. Exit code 1 if anything is not as it should be.
 */
import { parseArgs } from "node:util";

import { SUITE_FOLDER, SuiteError, readScript, scriptNames } from "../test/conformance/script.ts";
import { Skips } from "../test/conformance/skips.ts";
import { runScript } from "../test/conformance/run.ts";
import type { ScriptReport } from "../test/conformance/run.ts";
import { distinctSteps, table, totalsOf, wholeSuiteFaults } from "../test/conformance/report.ts";
import type { ChainWitness } from "../test/conformance/chain.ts";

const DEFAULT_SEED = "1";

async function chainWitness(seed: number): Promise<ChainWitness> {
  // Hardhat is loaded only where it is wanted.
  const { StepBatch } = await import("../test/conformance/batch.ts");
  const { ChainWitness: Witness } = await import("../test/conformance/chain.ts");
  const { randomFrom } = await import("../test/step/support/random.ts");
  const { deployStepper } = await import("../test/step/support/stepper.ts");
  return new Witness(await StepBatch.deploy(await deployStepper()), randomFrom(seed));
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      onchain: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      suite: { type: "string", default: SUITE_FOLDER },
      seed: { type: "string", default: DEFAULT_SEED },
    },
  });
  const all = scriptNames(values.suite);
  const names = positionals.length > 0 ? positionals : all;
  const skips = Skips.read();
  const seed = Number(values.seed);
  const chain = values.onchain ? await chainWitness(seed) : undefined;
  const reports: ScriptReport[] = [];
  for (const name of names) {
    reports.push(await runScript(readScript(name, values.suite), skips, chain));
    if (!values.json && chain !== undefined) console.error(`${name}: ${chain.totals.steps} steps`);
  }
  const totals = totalsOf(reports);
  const whole = positionals.length === 0;
  const failures = [
    ...reports.flatMap((report) => report.failures),
    ...(whole ? wholeSuiteFaults(totals, skips, all, chain?.totals) : []),
  ];
  if (values.json) {
    const onChain = chain && {
      seed,
      steps: chain.totals.steps,
      stepsNotExecuted: Number(chain.totals.left),
      distinctOpcodes: distinctSteps(chain.totals),
      opcodes: Object.fromEntries(chain.totals.coverage),
    };
    console.log(JSON.stringify({ scripts: reports, totals, onChain, failures }, undefined, 2));
  } else {
    console.log(table(reports, totals));
    const { returnsAndTraps, skippedReturnsAndTraps } = totals;
    console.log(`\n${skippedReturnsAndTraps} of ${returnsAndTraps} returns and traps are skipped`);
    if (chain !== undefined) {
      const { normal, trap } = distinctSteps(chain.totals);
      const { steps, left } = chain.totals;
      console.log(
        `${steps} steps executed on chain, ${left} of long runs not (seed ${seed}); ` +
          `${normal} distinct opcodes went on, ${trap} trapped`,
      );
    }
    for (const failure of failures) console.error(`✘ ${failure}`);
  }
  return failures.length === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof SuiteError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
