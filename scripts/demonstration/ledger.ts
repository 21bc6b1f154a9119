/** The ledger's answers beside those of a separate computation in plain TypeScript. */
import type { Command } from "../../examples/ethereum-ledger/commands.ts";
import { LedgerOracle } from "../../examples/ethereum-ledger/oracle.ts";
import {
  formatTable,
  readAnswers,
  RESULT_POINTER,
} from "../../examples/ethereum-ledger/results.ts";
import type { Answer } from "../../examples/ethereum-ledger/results.ts";
import type { WorkBlock } from "../../examples/ethereum-ledger/workload.ts";
import { toJson } from "../../offchain/console/output.ts";

export interface Confirmation {
  readonly answers: number;
  /** How many of them the separate computation confirms. */
  readonly confirmed: number;
  /** One query of the block, and its answer as a table. */
  readonly example: { readonly question: string; readonly lines: readonly string[] };
}

export interface Asked {
  readonly height: bigint;
  readonly commands: readonly Command[];
  /** Commands of the blocks before it that did not trap. */
  readonly before: readonly Command[];
}

/** The last block's commands, and what came before. */
export function commandsOf(blocks: readonly WorkBlock[]): Asked {
  const last = blocks.at(-1);
  if (last === undefined) throw new RangeError("a workload has blocks");
  const before = blocks.slice(0, -1).flatMap((b) => (b.traps ? [] : b.commands));
  return { height: last.height, commands: last.commands, before };
}

/** @param memory The bytes from RESULT_POINTER on. */
export function confirm(memory: Uint8Array, { height, commands, before }: Asked): Confirmation {
  const image = new Uint8Array(RESULT_POINTER + memory.length);
  image.set(memory, RESULT_POINTER);
  const answers = readAnswers(image, height, commands);
  const oracle = new LedgerOracle();
  for (const command of before) oracle.execute(command);
  const expected = commands.map((command) => oracle.execute(command));
  return {
    answers: answers.length,
    confirmed: answers.filter((answer, i) => toJson(answer) === toJson(expected[i])).length,
    example: exampleOf(commands, answers),
  };
}

/** The query with the longest answer that still fits a screen. */
function exampleOf(
  commands: readonly Command[],
  answers: readonly Answer[],
): Confirmation["example"] {
  let best: Confirmation["example"] = { question: "no query was answered", lines: [] };
  commands.forEach((command, i) => {
    const answer = answers[i];
    if (command.kind !== "query" || answer?.kind !== "averages") return;
    if (answer.days.length <= best.lines.length - 1 || answer.days.length > 8) return;
    best = {
      question: `average transaction cost per date for contracts named ${command.name}`,
      lines: formatTable(answer.days),
    };
  });
  return best;
}
