import type { ProgramView } from "./program-view.ts";
import type { StateView } from "../machine/state.ts";
import { countProof, leafContents } from "../merkle/rfc6962.ts";
import { stateNode } from "./nodes.ts";
import type { BlockTransactions } from "./block.ts";
import type { ByteWriter } from "../bytes/writer.ts";

/**
 * The body of the proof of `enter` (docs/VM.md 7.3).
 * @param block Undefined where the judge offers no input: then it is shown that nothing follows.
 */
export function writeEnter(
  writer: ByteWriter,
  program: ProgramView,
  state: StateView,
  block: BlockTransactions | undefined,
): void {
  writer.u64(state.eic).u64(state.tf).u64(state.limit);
  writer.u32(program.codeLength).bytes(program.code.node(program.code.depth, 0));
  writer.bytes(program.facts).u64(state.callIndex);
  writer
    .bytes(state.leaf(8))
    .bytes(stateNode(state, 1, 5))
    .bytes(state.leaf(12));
  writer.bytes(state.leaf(13));
  if (block !== undefined) writer.bytes(countProof(leafContents(block.transactions)));
}
