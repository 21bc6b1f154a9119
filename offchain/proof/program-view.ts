import type { TreeView } from "../machine/state.ts";

/** What proofs need of a program (docs/VM.md 2.4). */
export interface ProgramView {
  readonly codeLength: number;
  readonly code: TreeView;
  /** 148 bytes. */
  readonly facts: Uint8Array;
  /** H(facts), 32 bytes. */
  readonly factsHash: Uint8Array;
  /** Number of functions, imports included. */
  readonly functionCount: number;
  readonly functions: TreeView;
  readonly dataLeaves: number;
  readonly data: TreeView;
  /** Number of values in the elements array. */
  readonly elementCount: number;
  readonly elements: TreeView;
}
