/** A game as both players and the Arbiter see it (contracts/types/Game.sol). */
import type { Interval } from "./interval.ts";
import type { Side, StateHash } from "./scalars.ts";

/**
 * What a game waits for:
 * - `opening`: the accused opens the counters of the end that it signed;
 * - `common`: the longer side states its state where the shorter trace ends;
 * - `halting`: it is to be proven whether that state has halted;
 * - `listing`: the challenger posts the first list;
 * - `searching`: the last list is to be answered;
 * - `stepping`: one step is left, to be proven;
 * - `ended`: nothing any more.
 */
export type Phase =
  "opening" | "common" | "halting" | "listing" | "searching" | "stepping" | "ended";

/** How a game ended. `moot`: a party had been convicted elsewhere before. */
export type Outcome = "challenger-lost" | "accused-lost" | "both-lost" | "moot";

export interface Dispute extends Interval {
  readonly phase: Phase;
  /** Undefined until it has ended. */
  readonly outcome: Outcome | undefined;
  /** Who is on the clock. */
  readonly turn: Side;
  /** Whose trace is longer, where the lengths differ. */
  readonly longer: Side | undefined;
  /** k of the paper (4.1.1). */
  readonly arity: number;
  /** eic at which the block starts. */
  readonly start: bigint;
  /** State at `lo`. */
  readonly agreed: StateHash;
  /** Each side's state at `hi`. */
  readonly stated: Readonly<Record<Side, StateHash>>;
  /** The list that waits for its answer; empty in every phase but `searching`. */
  readonly list: readonly StateHash[];
}
