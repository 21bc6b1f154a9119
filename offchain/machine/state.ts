/**
 * What the rest of the system may see of a machine's state, whatever engine holds it. A proof of a
 * step (offchain/proof) is made from this view alone. Encodings: docs/VM.md 3.
 */
import type { MerkleNodes } from "../merkle/tree.ts";

/**
 * A Merkle tree of the state with every node at hand. In memory's tree, level 7 holds the chunks'
 * nodes (stamp included), not their roots.
 */
export type TreeView = MerkleNodes;

/** A word array: locals, globals, tables, dropped (docs/VM.md 1). */
export interface WordArrayView extends TreeView {
  /** Number of values. */
  readonly count: number;
}

export interface MemoryView extends TreeView {
  /** Size in pages of 64 KiB. */
  readonly pages: number;
  /** Call index at which the 4 KiB chunk was last made dirty; 0 if never. */
  stamp(chunk: number): bigint;
}

/** The frame on top of the frames chain, as `return` needs it. */
export interface FrameView {
  /** Frames chain under this frame (32 bytes). */
  readonly below: Uint8Array;
  /** 2^64 − 1 stands for −1. */
  readonly returnPc: bigint;
  readonly slotsBefore: number;
  /** The caller's locals leaf (32 bytes). */
  readonly localsLeaf: Uint8Array;
  readonly operandDepth: number;
  /** The caller's operands chain (32 bytes). */
  readonly operandsChain: Uint8Array;
}

export interface BlockInput {
  readonly txCount: number;
  readonly height: bigint;
  /** 32 bytes. */
  readonly dataHash: Uint8Array;
}

export interface StateView {
  readonly status: number;
  /** 2^64 − 1 stands for −1. */
  readonly pc: bigint;
  readonly eic: bigint;
  readonly tf: bigint;
  readonly limit: bigint;
  readonly callIndex: bigint;
  /** Operands of the running frame, bottom first, as u64. */
  readonly operands: readonly bigint[];
  readonly framesDepth: number;
  readonly slots: number;
  /** Frames chain (32 bytes). */
  readonly framesChain: Uint8Array;
  /** The topmost frame; undefined when framesDepth is 0. */
  readonly topFrame: FrameView | undefined;
  readonly locals: WordArrayView;
  readonly globals: WordArrayView;
  readonly tables: WordArrayView;
  readonly dropped: WordArrayView;
  readonly memory: MemoryView;
  readonly input: BlockInput;
  /** Leaf `index` (0 to 15) of the state tree, 32 bytes. */
  leaf(index: number): Uint8Array;
  /** H_VM, 32 bytes. */
  hash(): Uint8Array;
}
