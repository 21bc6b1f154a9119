/** The proof of `enter` (docs/VM.md 7.3). */
import type { StateView } from "../machine/state.ts";
import { countProof, leafContents } from "../merkle/rfc6962.ts";
import { stateNode } from "./nodes.ts";
import type { ProgramView } from "./program-view.ts";
import type { BlockTransactions } from "./step.ts";
import type { ProofWriter } from "./writer.ts";

export function writeEnter(
  writer: ProofWriter,
  program: ProgramView,
  state: StateView,
  block: BlockTransactions,
): void {
  writer.u64(state.eic).u64(state.tf).u64(state.limit);
  writer.u32(program.codeLength).bytes(program.code.node(program.code.depth, 0));
  writer.bytes(program.facts).u64(state.callIndex);
  writer.bytes(state.leaf(8)).bytes(stateNode(state, 1, 5)).bytes(state.leaf(12));
  writer.bytes(state.leaf(13)).bytes(countProof(leafContents(block.transactions)));
}
