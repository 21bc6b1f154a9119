/**
 * A ledger of Ethereum transactions: the backend of the paper's section 2.2.
 *
 * The gateway is called once for each block. It executes the block's transactions as commands, in
 * order, and leaves an answer to each at `result_ptr`. A block that holds a command of an unknown
 * version was meant for another package: it is refused whole, by a trap, before anything is done.
 */
import { ANSWERS } from "./arena";
import { MAX_COMMANDS, beginAnswers, endAnswers } from "./answers";
import { execute, hasKnownVersion } from "./commands";
import { height, txCount } from "./host";
import { beginBlock, endBlock } from "./tables";

/** Where the answers lie (answers.ts). */
export const result_ptr: usize = ANSWERS;

export function gateway(): void {
  const count = <u32>txCount();
  if (count > MAX_COMMANDS) unreachable();
  for (let i: u32 = 0; i < count; i++) {
    if (!hasKnownVersion(i)) unreachable();
  }
  beginBlock();
  beginAnswers(height());
  for (let i: u32 = 0; i < count; i++) execute(i);
  endAnswers(count);
  endBlock();
}
