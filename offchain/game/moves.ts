/** The moves of a game (contracts/interfaces/IGame.sol). */
import type { StateHash } from "./scalars.ts";

/** `eic` and `tf` of a state, shown by the path of the node above both leaves (docs/VM.md 7.6). */
export interface CountersOpening {
  readonly eic: bigint;
  readonly tf: bigint;
  /** Three of 32 bytes, from the bottom up. */
  readonly siblings: readonly Uint8Array[];
}

/** `pc` of a state, shown by the path of leaf 1. */
export interface PcOpening {
  /** 2^64 − 1 stands for −1. */
  readonly pc: bigint;
  /** Four of 32 bytes, from the bottom up. */
  readonly siblings: readonly Uint8Array[];
}

export type Move =
  | { readonly kind: "openEnd"; readonly end: CountersOpening }
  | { readonly kind: "stateCommon"; readonly state: StateHash }
  | { readonly kind: "proveHalting"; readonly pc: PcOpening }
  | { readonly kind: "postList"; readonly list: readonly StateHash[] }
  | {
      readonly kind: "answerList";
      /** The first piece, from 0, whose end is disputed. */
      readonly piece: number;
      /** The mover's state there; `NO_STATE` for the last piece. */
      readonly own: StateHash;
      /** The mover's list for that piece; empty for a single step. */
      readonly next: readonly StateHash[];
    }
  | { readonly kind: "showInput"; readonly proof: Uint8Array }
  | { readonly kind: "proveStep"; readonly proof: Uint8Array };

export type MoveKind = Move["kind"];
