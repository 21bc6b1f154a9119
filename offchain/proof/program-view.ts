import type { MerkleNodes } from "../merkle/tree.ts";

/** What proofs need of a program's commitment (docs/VM.md 2.4): a `ProgramCommitment` has it all. */
export interface ProgramView {
  readonly codeLength: number;
  readonly code: MerkleNodes;
  /** 148 bytes. */
  readonly facts: Uint8Array;
  /** H(facts), 32 bytes. */
  readonly factsHash: Uint8Array;
  /** Number of functions, imports included. */
  readonly functionCount: number;
  readonly functions: MerkleNodes;
  readonly dataLeaves: number;
  readonly data: MerkleNodes;
  /** Number of values in the elements array. */
  readonly elementCount: number;
  readonly elements: MerkleNodes;
}
