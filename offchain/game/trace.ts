/** What a player knows of a computation: the only way in which the game sees a machine. */
import type { CountersOpening, PcOpening } from "./moves.ts";
import type { StateHash } from "./scalars.ts";

/**
 * The states of one block's trace, named by their `eic`, which for every method is at least `start`
 * and at most `end`. A player asks in ascending order wherever it can. A liar has one as well: another.
 */
export interface Trace {
  /** eic of the state before the block. */
  readonly start: bigint;
  /** eic of the state after the block. */
  readonly end: bigint;
  hashAt(eic: bigint): StateHash | Promise<StateHash>;
  openCounters(eic: bigint): CountersOpening | Promise<CountersOpening>;
  openPc(eic: bigint): PcOpening | Promise<PcOpening>;
  /**
   * The proof (docs/VM.md 7) of the step that follows a state; undefined if it needs a part of the block
   * that this player does not have.
   */
  proveStep(eic: bigint): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** The proof (docs/VM.md 7.6) that the step reads input; undefined if it does not. */
  proveInput(eic: bigint): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** From now on only states within these bounds are asked for: others may be forgotten. */
  focus(lo: bigint, hi: bigint): void;
}
