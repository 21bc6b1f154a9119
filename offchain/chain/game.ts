/** A game as the Arbiter stores it (contracts/types/Game.sol), and as the players see it. */
import type { Dispute, Outcome, Phase } from "../game/dispute.ts";
import { stateHash } from "../game/scalars.ts";
import type { Side } from "../game/scalars.ts";
import { ChainError } from "./errors.ts";

/** In the order of the Solidity enums. */
const SIDES: readonly Side[] = ["challenger", "accused"];
const PHASES: readonly (Phase | undefined)[] = [
  undefined,
  "opening",
  "common",
  "halting",
  "listing",
  "searching",
  "stepping",
  "ended",
];
const OUTCOMES: readonly (Outcome | undefined)[] = [
  undefined,
  "challenger-lost",
  "accused-lost",
  "both-lost",
  "moot",
];

export interface ClockRecord {
  readonly turn: bigint;
  /** Unix seconds. */
  readonly since: bigint;
  /** Seconds that each had left when its last turn ended. */
  readonly challengerLeft: bigint;
  readonly accusedLeft: bigint;
}

export interface GameRecord {
  readonly clock: ClockRecord;
  readonly challenger: string;
  readonly phase: bigint;
  readonly outcome: bigint;
  readonly longer: bigint;
  readonly rewardShare: bigint;
  readonly accused: string;
  readonly start: bigint;
  readonly lo: bigint;
  readonly hi: bigint;
  readonly agreedHash: string;
  readonly challengerHash: string;
  readonly accusedHash: string;
  readonly listHash: string;
}

function side(value: bigint): Side {
  return SIDES[Number(value)]!;
}

/** The game as the players see it, but for the list, which the Arbiter stores as a hash only. */
export function disputeFrom(record: GameRecord, arity: number): Dispute {
  const phase = PHASES[Number(record.phase)];
  if (phase === undefined) throw new ChainError("no-such-game", "the game has not been opened");
  return {
    phase,
    outcome: OUTCOMES[Number(record.outcome)],
    turn: side(record.clock.turn),
    longer: phase === "common" || phase === "halting" ? side(record.longer) : undefined,
    arity,
    start: record.start,
    lo: record.lo,
    hi: record.hi,
    agreed: stateHash(record.agreedHash),
    stated: {
      challenger: stateHash(record.challengerHash),
      accused: stateHash(record.accusedHash),
    },
    list: [],
  };
}

/** The last second, in Unix time, at which who is on the clock may still move. */
export function deadlineOf(record: GameRecord): bigint {
  const { turn, since, challengerLeft, accusedLeft } = record.clock;
  return since + (side(turn) === "challenger" ? challengerLeft : accusedLeft);
}
