/** Openings of single leaves, and the proof that a step reads input (docs/VM.md 7.6). */
import { STATUS } from "../program/tables.ts";
import type { ProgramView } from "./program-view.ts";
import type { StateView } from "../machine/state.ts";
import { stateNode } from "./nodes.ts";
import { provePath } from "../merkle/path.ts";
import { writeLeaf } from "./paths.ts";
import { ByteWriter, word } from "../bytes/writer.ts";

/** The four siblings of leaf `index` of the state tree, from the bottom up, 32 bytes each. */
export function leafSiblings(state: StateView, index: number): Uint8Array[] {
  return provePath({ depth: 4, node: (level, i) => stateNode(state, level, i) }, index);
}

/** A scalar leaf alone (paper 3.2): its value as 32 bytes and its four siblings. */
export function openScalar(
  state: StateView,
  name: "status" | "pc" | "eic" | "tf" | "limit" | "callIndex",
): { readonly value: bigint; readonly leaf: Uint8Array; readonly siblings: Uint8Array[] } {
  const index = { status: 0, pc: 1, eic: 2, tf: 3, limit: 4, callIndex: 9 }[name];
  const value = BigInt(state[name]);
  return { value, leaf: word(value), siblings: leafSiblings(state, index) };
}

/**
 * The proof that settles whether the step after `state` reads input.
 * @throws RangeError if pc lies outside the code: then nothing is read.
 */
export function proveReadsInput(program: ProgramView, state: StateView): Uint8Array {
  const writer = new ByteWriter().u8(state.status).all(leafSiblings(state, 0));
  if (state.status !== STATUS.running) return writer.finish();
  const pc = Number(state.pc);
  if (pc >= program.codeLength) throw new RangeError(`pc ${pc} lies outside the program`);
  writer.u64(state.pc).all(leafSiblings(state, 1)).u32(program.codeLength);
  writeLeaf(writer, program.code, pc);
  return writer.bytes(program.factsHash).finish();
}
