import { readBlockFile } from "../../offchain/adapters/block-file.ts";
import { readEngine } from "../../offchain/adapters/engines.ts";
import { readPackage } from "../../offchain/adapters/package-file.ts";
import { toHex } from "../../offchain/bytes/hex.ts";
import { orFail, UsageError } from "../../offchain/console/failure.ts";
import { pairs, toJson } from "../../offchain/console/output.ts";
import { statusName } from "../../offchain/explain/explain.ts";
import { Timeline } from "../../offchain/player/timeline.ts";
import { runExport } from "../../offchain/player/run-export.ts";
import type { Interpreter } from "../../offchain/machine/interpreter.ts";

export interface RunArguments {
  readonly file: string;
  readonly block: string;
  readonly export: string;
  readonly args: string;
  readonly gateway: string;
  readonly allowance: bigint;
  readonly json: boolean;
}

/** `vm:run`: where a machine ends, and how fast it got there. */
export async function run(options: RunArguments): Promise<void> {
  await orFail(options.json, () => {
    if ((options.block === "") === (options.export === "")) {
      throw new UsageError("Say what to run: --block FILE, or --export NAME with --args.");
    }
    const result = options.block === "" ? runOne(options) : runBlocks(options);
    console.log(options.json ? toJson(result) : pairs(Object.entries(result)));
    return Promise.resolve();
  });
}

function runBlocks({ file, block, gateway, allowance }: RunArguments): object {
  const pack = readPackage(file, { gateway });
  const timeline = new Timeline(readEngine("unchecked"), pack, readBlockFile(block), allowance);
  const started = performance.now();
  let blocks = 0;
  while (timeline.runBlock()) blocks++;
  return { blocks, ...endOf(timeline.machine, performance.now() - started) };
}

function runOne({ file, export: name, args, allowance }: RunArguments): object {
  const pack = readPackage(file, { gateway: null });
  const values = args === "" ? [] : args.split(",");
  const started = performance.now();
  const { machine, results } = runExport(readEngine("unchecked"), pack, name, values, allowance);
  return { results, ...endOf(machine, performance.now() - started) };
}

function endOf(machine: Interpreter, milliseconds: number): object {
  return {
    status: statusName(machine.status),
    eic: machine.eic,
    fuel: machine.tf,
    hash: toHex(machine.hash()),
    millionInstructionsPerSecond: Number((Number(machine.eic) / milliseconds / 1000).toFixed(1)),
  };
}
