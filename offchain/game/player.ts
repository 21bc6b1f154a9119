/**
 * The player (paper 4.1): from a dispute and a trace to the next move. It trusts its trace and nothing
 * that the opponent says, so with the right trace it wins, and with a wrong one it loses.
 */
import type { Dispute } from "./dispute.ts";
import { isStep, listPositions, pieceCount, pieceOf, boundary } from "./interval.ts";
import type { Interval } from "./interval.ts";
import type { Move } from "./moves.ts";
import { NO_STATE } from "./scalars.ts";
import type { Side, StateHash } from "./scalars.ts";
import type { Trace } from "./trace.ts";

/** pc of a state that is not running. */
const HALTED = 2n ** 64n - 1n;

/**
 * The move that `side` makes now, or undefined where it has none: it is not its turn, or nothing that it
 * could show would help. Where anyone may prove, it does not wait for its turn to win.
 */
export async function nextMove(
  dispute: Dispute,
  side: Side,
  trace: Trace,
): Promise<Move | undefined> {
  const { phase, turn, lo, hi } = dispute;
  if (phase === "halting") return await proveHalting(dispute, side, trace);
  if (phase === "stepping") return await proveStep(dispute, side, trace);
  if (phase === "ended" || turn !== side) return undefined;

  if (phase === "opening") return { kind: "openEnd", end: await trace.openCounters(trace.end) };
  if (phase === "common") return { kind: "stateCommon", state: await trace.hashAt(hi) };
  trace.focus(lo, hi);
  if (phase === "listing") {
    return { kind: "postList", list: await makeList(trace, dispute, dispute.arity) };
  }
  return await answerList(dispute, trace);
}

/** Our states at the ends of all pieces but the last (4.2). */
async function makeList(trace: Trace, interval: Interval, arity: number): Promise<StateHash[]> {
  const list: StateHash[] = [];
  for (const eic of listPositions(interval, arity)) list.push(await trace.hashAt(eic));
  return list;
}

/** Finds the first piece whose end we dispute (4.3), and lists our states within it. */
async function answerList(dispute: Dispute, trace: Trace): Promise<Move> {
  const { arity, list } = dispute;
  const last = pieceCount(dispute, arity) - 1;
  let piece = 0;
  let own = NO_STATE;
  for (; piece < last; piece++) {
    const ours = await trace.hashAt(boundary(dispute, arity, piece + 1));
    if (ours !== list[piece]) {
      own = ours;
      break;
    }
  }
  const disputed = pieceOf(dispute, arity, piece);
  // No focus on it yet: the move may have to be made again, if its transaction is lost.
  const next = isStep(disputed) ? [] : await makeList(trace, disputed, arity);
  return { kind: "answerList", piece, own, next };
}

/** Shows pc where the shorter trace ends (4.1.2), if that convicts the opponent. */
async function proveHalting(dispute: Dispute, side: Side, trace: Trace): Promise<Move | undefined> {
  const pc = await trace.openPc(dispute.hi);
  const loser = pc.pc === HALTED ? dispute.longer : otherThan(dispute.longer);
  return loser === side ? undefined : { kind: "proveHalting", pc };
}

function otherThan(side: Side | undefined): Side {
  return side === "challenger" ? "accused" : "challenger";
}

/**
 * Proves the step. A challenger who lacks a part of the block shows that the step reads it, which
 * leaves the proof to the accused, who signed for it.
 */
async function proveStep(dispute: Dispute, side: Side, trace: Trace): Promise<Move | undefined> {
  trace.focus(dispute.lo, dispute.hi);
  const proof = await trace.proveStep(dispute.lo);
  if (proof !== undefined) return { kind: "proveStep", proof };
  if (side === "accused" || dispute.turn === "accused") return undefined;
  const input = await trace.proveInput(dispute.lo);
  return input === undefined ? undefined : { kind: "showInput", proof: input };
}
