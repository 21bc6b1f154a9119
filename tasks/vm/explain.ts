import { readBlockFile } from "../../offchain/adapters/block-file.ts";
import { readEngine } from "../../offchain/adapters/engines.ts";
import { readPackage } from "../../offchain/adapters/package-file.ts";
import { orFail, UsageError } from "../../offchain/console/failure.ts";
import { pairs, toJson } from "../../offchain/console/output.ts";
import { beforeStep, explainStep, explanationRows } from "../../offchain/explain/explain.ts";
import { Timeline } from "../../offchain/player/timeline.ts";

export interface ExplainArguments {
  readonly file: string;
  readonly block: string;
  readonly eic: bigint;
  readonly gateway: string;
  readonly allowance: bigint;
  readonly json: boolean;
}

/** `vm:explain`: one step in words. */
export async function run(options: ExplainArguments): Promise<void> {
  const { file, block, eic, gateway, allowance, json } = options;
  await orFail(json, () => {
    if (block === "") throw new UsageError("Name the blocks that the package runs: --block FILE.");
    const pack = readPackage(file, { gateway });
    const timeline = new Timeline(readEngine("unchecked"), pack, readBlockFile(block), allowance);
    timeline.runTo(eic);
    const { codeLength, code } = pack.commitment;
    const before = beforeStep({ codeLength, code, origin: pack.debug.origin }, timeline.machine);
    timeline.machine.step();
    const explanation = explainStep(before, timeline.machine);
    console.log(json ? toJson(explanation) : pairs(explanationRows(explanation)));
    return Promise.resolve();
  });
}
