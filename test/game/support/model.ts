/**
 * Traces that are written down, for games between players without machine or chain. A state is named
 * by its hash alone; what the Arbiter would find out by proofs, the referee knows from the right trace.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";

import type { Dispute } from "../../../offchain/game/dispute.ts";
import type { CountersOpening, PcOpening } from "../../../offchain/game/moves.ts";
import type { Referee } from "../../../offchain/game/rules.ts";
import { NO_STATE, stateHash } from "../../../offchain/game/scalars.ts";
import type { StateHash } from "../../../offchain/game/scalars.ts";
import type { Trace } from "../../../offchain/game/trace.ts";

export const START = 100n;
const HALTED = 2n ** 64n - 1n;

const named = new Map<string, StateHash>();

/** The state at `eic` of version `version` of the trace; version 0 is the right one. */
export function modelState(eic: bigint, version: number): StateHash {
  const name = `${eic.toString()}/${version}`;
  const known = named.get(name);
  if (known !== undefined) return known;
  const made = stateHash(keccak_256(new TextEncoder().encode(name)));
  named.set(name, made);
  return made;
}

export interface ModelOptions {
  /** Steps. */
  readonly n: number;
  /** Steps after which the states are no longer the right ones; n or more for the right trace. */
  readonly divergence: number;
  /** Tells wrong traces apart. */
  readonly version?: number;
  /** Steps after which the block has halted, in the right trace; n where left out. */
  readonly right?: number;
  /** Whether the player lacks the block. */
  readonly blind?: boolean;
}

/** What a proof says here: of which state it is. */
function proofOf(eic: bigint): Uint8Array {
  return new TextEncoder().encode(eic.toString());
}

export class ModelTrace implements Trace {
  readonly start = START;
  readonly end: bigint;
  readonly #options: ModelOptions;
  /** Bounds set by the last `focus`. */
  #bounds: readonly [bigint, bigint];

  constructor(options: ModelOptions) {
    this.#options = options;
    this.end = START + BigInt(options.n);
    this.#bounds = [this.start, this.end];
  }

  hashAt(eic: bigint): StateHash {
    if (eic < this.#bounds[0] || eic > this.#bounds[1])
      throw new RangeError(`${eic} is out of focus`);
    const wrong = eic - START > BigInt(this.#options.divergence);
    return modelState(eic, wrong ? (this.#options.version ?? 1) : 0);
  }

  openCounters(eic: bigint): CountersOpening {
    return { eic, tf: 0n, siblings: [] };
  }

  openPc(eic: bigint): PcOpening {
    const halted = eic === START + BigInt(this.#options.right ?? this.#options.n);
    return { pc: halted ? HALTED : 1n, siblings: [] };
  }

  proveStep(eic: bigint): Uint8Array | undefined {
    return this.#options.blind === true ? undefined : proofOf(eic);
  }

  proveInput(eic: bigint): Uint8Array {
    return proofOf(eic);
  }

  focus(lo: bigint, hi: bigint): void {
    this.#bounds = [lo, hi];
  }
}

/** Judges by the right trace, of `right` steps: what follows a state that is not of it, is not known. */
export function modelReferee(right: number, stated: () => Dispute): Referee {
  const stateOf = new Map<StateHash, bigint>();
  for (let i = 0; i <= right; i++) stateOf.set(modelState(START + BigInt(i), 0), START + BigInt(i));
  return {
    rootOf: (move) =>
      move.kind === "openEnd" ? stated().stated.accused : stated().stated.challenger,
    step: (pre) => {
      const eic = stateOf.get(pre);
      if (eic === undefined) throw new Error("the players agreed on a state that is of no trace");
      return eic === START + BigInt(right) ? NO_STATE : modelState(eic + 1n, 0);
    },
    readsInput: () => true,
  };
}

/** A game just opened, by the ends of both traces. */
export function opened(challenger: ModelTrace, accused: ModelTrace, arity: number): Dispute {
  return {
    phase: "opening",
    outcome: undefined,
    turn: "accused",
    longer: undefined,
    arity,
    start: START,
    lo: START,
    hi: challenger.end,
    agreed: modelState(START, 0),
    stated: {
      challenger: challenger.hashAt(challenger.end),
      accused: accused.hashAt(accused.end),
    },
    list: [],
  };
}
