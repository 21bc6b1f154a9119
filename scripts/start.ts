/**
 * The main job on embedded parts: a package runs, one of two bonded nodes lies, the Arbiter finds the
 * instruction and slashes the liar. See README.md for the options. Exit code 0 only if the liar, and
 * nobody else, was slashed (with --honest: if the equal claim could not be disputed).
 */
import { parseArgs } from "node:util";

import { orFail, UsageError } from "../offchain/console/failure.ts";
import { toJson } from "../offchain/console/output.ts";
import { LIES } from "../offchain/player/lies.ts";
import type { LieKind } from "../offchain/player/lies.ts";
import type { Side } from "../offchain/game/scalars.ts";
import { runDemonstration } from "./demonstration/run.ts";
import { Reporter } from "./demonstration/report.ts";
import type { DemonstrationOptions } from "./demonstration/options.ts";

const HELP = `npm start -- [options]

  --lie ${LIES.join("|")}
                    what the liar's machine has changed (default: memory)
  --at EIC          after how many instructions of the block (default: the middle)
  --seed N          which byte, operand, local … (default: 1)
  --liar accused|challenger
                    who lies: who signed first, or who disputes (default: accused)
  --honest          nobody lies: an equal claim cannot be disputed
  --small           a block of about 10^6 instructions instead of more than 10^8
  --wasm FILE --block FILE
                    another package and its blocks; the quarrel is about the last one
  --json            one object instead of tables
`;

function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((c) => c === value);
  if (found === undefined) {
    throw new UsageError(`--${name} ${value} is not known: ${choices.join(", ")} are.`);
  }
  return found;
}

function whole(name: string, value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw new UsageError(`--${name} takes a whole number, not ${value}.`);
  }
  return number;
}

function options(): DemonstrationOptions & { json: boolean; help: boolean } {
  const { values } = parseArgs({
    options: {
      lie: { type: "string", default: "memory" },
      at: { type: "string" },
      seed: { type: "string", default: "1" },
      liar: { type: "string", default: "accused" },
      honest: { type: "boolean", default: false },
      small: { type: "boolean", default: false },
      wasm: { type: "string" },
      block: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if ((values.wasm === undefined) !== (values.block === undefined)) {
    throw new UsageError("--wasm and --block belong together: name both.");
  }
  const at = values.at === undefined ? undefined : whole("at", values.at);
  if (at === 0) throw new UsageError("--at counts from 1: the block's first step is `enter`.");
  return {
    lie: choice<LieKind>("lie", values.lie, LIES),
    at: at === undefined ? undefined : BigInt(at),
    seed: whole("seed", values.seed),
    liarSide: choice<Side>("liar", values.liar, ["accused", "challenger"]),
    honest: values.honest,
    size: values.small ? "small" : "full",
    files:
      values.wasm === undefined || values.block === undefined
        ? undefined
        : { wasm: values.wasm, block: values.block },
    json: values.json,
    help: values.help,
  };
}

await orFail(process.argv.includes("--json"), async () => {
  const chosen = options();
  if (chosen.help) {
    console.log(HELP);
    return;
  }
  const report = new Reporter(!chosen.json);
  const result = await runDemonstration(chosen, report);
  if (chosen.json) console.log(toJson(result));
  if (!result.ok) process.exitCode = 1;
});
