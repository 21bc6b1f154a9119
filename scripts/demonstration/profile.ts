/** How many of a block's instructions each part of a package took. */
import type { Engines } from "../../offchain/player/arena.ts";
import type { NodeBlock } from "../../offchain/player/node.ts";
import { Interpreter } from "../../offchain/machine/interpreter.ts";
import type { Package } from "../../offchain/program/build.ts";

/** The largest parts that are listed by themselves. */
const LISTED = 6;

export interface Share {
  readonly purpose: string;
  readonly instructions: number;
}

/**
 * Runs all blocks once more and counts the last one's instructions by purpose of their function.
 * @param allowance Fuel of each call.
 */
export function profile(
  engines: Engines,
  pack: Package,
  blocks: readonly NodeBlock[],
  allowance: bigint,
  purposeOf: (functionName: string) => string,
): Share[] {
  const machine = Interpreter.create(engines.unchecked, pack.program);
  blocks.forEach((block, i) => {
    machine.enter({ ...block, allowance });
    if (i === blocks.length - 1) machine.countExecutions();
    machine.runToEnd();
  });
  const sums = new Map<string, number>();
  machine.executions().forEach((count, pc) => {
    if (count === 0) return;
    const purpose = purposeOf(pack.debug.origin(pc).functionName);
    sums.set(purpose, (sums.get(purpose) ?? 0) + count);
  });
  const shares = [...sums]
    .map(([purpose, instructions]) => ({ purpose, instructions }))
    .sort((x, y) => y.instructions - x.instructions);
  if (shares.length <= LISTED) return shares;
  const rest = shares.slice(LISTED - 1).reduce((sum, s) => sum + s.instructions, 0);
  return [...shares.slice(0, LISTED - 1), { purpose: "(others)", instructions: rest }];
}
