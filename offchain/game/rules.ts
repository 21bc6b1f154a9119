/**
 * The rules of the game (paper 4.1) without clocks, the twin of contracts/game/Dispute.sol: what a move
 * makes of a dispute. It lets players be tried against each other without a chain.
 */
import type { Dispute, Outcome } from "./dispute.ts";
import { isStep, pieceCount, pieceOf } from "./interval.ts";
import type { Interval } from "./interval.ts";
import type { Move } from "./moves.ts";
import { NO_STATE, otherSide } from "./scalars.ts";
import type { Side, StateHash } from "./scalars.ts";

/** Why a move is refused; the twin of the errors of contracts/game. */
export type RuleErrorCode =
  | "wrong-phase"
  | "not-on-turn"
  | "wrong-opening"
  | "wrong-list-length"
  | "no-such-piece"
  | "nothing-disputed"
  | "unexpected-state"
  | "input-already-shown"
  | "step-reads-no-input";

export class RuleError extends Error {
  override readonly name = "RuleError";
  readonly code: RuleErrorCode;

  constructor(code: RuleErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the Arbiter finds out by itself from what a move shows. */
export interface Referee {
  /** The state whose counters or pc these are. */
  rootOf(move: Extract<Move, { kind: "openEnd" | "proveHalting" }>): StateHash;
  /**
   * The state after the step that follows `pre`; `NO_STATE` where none is possible.
   * @param first Whether the step is the first of the block, which alone may enter the call.
   */
  step(pre: StateHash, first: boolean, proof: Uint8Array): StateHash;
  readsInput(pre: StateHash, proof: Uint8Array): boolean;
}

const HALTED = 2n ** 64n - 1n;

/** The phase in which a move is made. */
const PHASES = {
  openEnd: "opening",
  stateCommon: "common",
  proveHalting: "halting",
  postList: "listing",
  answerList: "searching",
  showInput: "stepping",
  proveStep: "stepping",
} as const;

/** The moves that anyone may make, on the time of who is on the clock. */
const ANYONES: ReadonlySet<Move["kind"]> = new Set(["proveHalting", "showInput", "proveStep"]);

/**
 * What `move`, made by `side`, makes of `dispute`.
 * @throws RuleError if the move is malformed; nothing is changed by it.
 */
export function afterMove(dispute: Dispute, side: Side, move: Move, referee: Referee): Dispute {
  if (dispute.phase !== PHASES[move.kind]) {
    throw new RuleError("wrong-phase", `the game waits for ${dispute.phase}, not for ${move.kind}`);
  }
  if (!ANYONES.has(move.kind) && dispute.turn !== side) {
    throw new RuleError("not-on-turn", `it is the turn of the ${dispute.turn}`);
  }
  switch (move.kind) {
    case "openEnd":
      requireSame(referee.rootOf(move), dispute.stated.accused);
      return afterOpening(dispute, move.end.eic);
    case "stateCommon":
      return afterCommon(dispute, side, move.state);
    case "proveHalting":
      requireSame(referee.rootOf(move), dispute.stated.challenger);
      return ended(dispute, ofLength(move.pc.pc === HALTED, dispute.longer));
    case "postList":
      return posted(dispute, side, move.list);
    case "answerList":
      return afterAnswer(dispute, side, move);
    case "showInput":
      return afterInput(dispute, referee.readsInput(dispute.agreed, move.proof));
    case "proveStep": {
      const post = referee.step(dispute.agreed, dispute.lo === dispute.start, move.proof);
      return ended(dispute, ofStep(post, dispute.stated));
    }
  }
}

/** What remains when who is on the clock has not moved in time. */
export function afterTimeOut(dispute: Dispute): Dispute {
  return ended(dispute, against(dispute.turn));
}

function requireSame(shown: StateHash, expected: StateHash): void {
  if (shown !== expected) {
    throw new RuleError("wrong-opening", `what is shown belongs to ${shown}, not to ${expected}`);
  }
}

function afterOpening(dispute: Dispute, end: bigint): Dispute {
  if (end <= dispute.start) return ended(dispute, "accused-lost");
  if (end === dispute.hi) return searching(dispute);
  const longer = end > dispute.hi ? "accused" : "challenger";
  const hi = end < dispute.hi ? end : dispute.hi;
  return { ...dispute, phase: "common", turn: longer, longer, hi };
}

function afterCommon(dispute: Dispute, side: Side, state: StateHash): Dispute {
  const stated = { ...dispute.stated, [side]: state };
  const next = { ...dispute, stated };
  if (stated.challenger !== stated.accused) return searching(next);
  return { ...next, phase: "halting", turn: "challenger" };
}

/** Begins the search, or goes straight to the step. */
function searching(dispute: Dispute): Dispute {
  return { ...dispute, phase: isStep(dispute) ? "stepping" : "listing", turn: "challenger" };
}

function posted(dispute: Dispute, side: Side, list: readonly StateHash[]): Dispute {
  requireLength(list, pieceCount(dispute, dispute.arity) - 1);
  return { ...dispute, phase: "searching", turn: otherSide(side), list };
}

function requireLength(list: readonly StateHash[], expected: number): void {
  if (list.length !== expected) {
    throw new RuleError("wrong-list-length", `${list.length} states instead of ${expected}`);
  }
}

function afterAnswer(
  dispute: Dispute,
  side: Side,
  { piece, own, next }: Extract<Move, { kind: "answerList" }>,
): Dispute {
  const narrowed = afterNaming(dispute, side, piece, own);
  if (!isStep(narrowed)) return posted(narrowed, side, next);
  requireLength(next, 0);
  return { ...narrowed, phase: "stepping", turn: "challenger", list: [] };
}

/** What lies before `piece` is agreed on with it; its end is not (4.3). */
function afterNaming(dispute: Dispute, side: Side, piece: number, own: StateHash): Dispute {
  const { arity, list } = dispute;
  const m = pieceCount(dispute, arity);
  if (!Number.isInteger(piece) || piece < 0 || piece >= m) {
    throw new RuleError("no-such-piece", `there are ${m} pieces, and no piece ${piece}`);
  }
  const interval: Interval = pieceOf(dispute, arity, piece);
  const agreed = piece === 0 ? dispute.agreed : list[piece - 1]!;
  if (piece === m - 1) {
    if (own !== NO_STATE) {
      throw new RuleError("unexpected-state", "the end of the last piece is in dispute already");
    }
    return { ...dispute, ...interval, agreed };
  }
  const theirs = list[piece]!;
  if (own === theirs) {
    throw new RuleError("nothing-disputed", `the list has the same state for piece ${piece}`);
  }
  const stated = { ...dispute.stated, [side]: own, [otherSide(side)]: theirs };
  return { ...dispute, ...interval, agreed, stated };
}

function afterInput(dispute: Dispute, reads: boolean): Dispute {
  if (dispute.turn === "accused") {
    throw new RuleError("input-already-shown", "the accused is on the clock already");
  }
  if (!reads) throw new RuleError("step-reads-no-input", "the step in dispute reads no input");
  return { ...dispute, turn: "accused" };
}

/** The state after the step decides, not who proved it. */
function ofStep(post: StateHash, stated: Readonly<Record<Side, StateHash>>): Outcome {
  if (post !== NO_STATE && post === stated.challenger) return "accused-lost";
  if (post !== NO_STATE && post === stated.accused) return "challenger-lost";
  return "both-lost";
}

function ofLength(halted: boolean, longer: Side | undefined): Outcome {
  const isChallenger = longer === "challenger";
  return against(isChallenger === halted ? "challenger" : "accused");
}

function against(side: Side): Outcome {
  return side === "challenger" ? "challenger-lost" : "accused-lost";
}

function ended(dispute: Dispute, outcome: Outcome): Dispute {
  return { ...dispute, phase: "ended", outcome, list: [] };
}
