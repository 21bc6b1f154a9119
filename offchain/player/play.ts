/** Plays a game to its end, both sides in one process: for demonstrations and tests. */
import type { ContractTransactionReceipt } from "ethers";

import type { ArbiterClient } from "../chain/arbiter.ts";
import type { Claim } from "../chain/claim.ts";
import type { Dispute, Outcome } from "../game/dispute.ts";
import { nextMove } from "../game/player.ts";
import type { MoveKind } from "../game/moves.ts";
import { otherSide } from "../game/scalars.ts";
import type { Side } from "../game/scalars.ts";
import type { Trace } from "../game/trace.ts";

export interface Party {
  readonly client: ArbiterClient;
  readonly trace: Trace;
}

/** A move as it was made. */
export interface Played {
  readonly side: Side;
  readonly kind: MoveKind | "timeOut";
  /** The dispute before the move. */
  readonly dispute: Dispute;
  readonly receipt: ContractTransactionReceipt;
}

export interface Game {
  readonly id: string;
  /** The claim that the game is about. */
  readonly claim: Claim;
  readonly parties: Readonly<Record<Side, Party>>;
  /** Lets the chain's time pass beyond every clock. */
  readonly passTime: () => Promise<void>;
  readonly onMove: (played: Played) => void;
}

/** Moves for whoever has a move, until the game has ended. Where nobody has one, the clock decides. */
export async function playToEnd(game: Game): Promise<Outcome> {
  for (;;) {
    const dispute = await game.parties.challenger.client.disputeOf(game.id);
    if (dispute.outcome !== undefined) return dispute.outcome;
    if (!(await anyMove(game, dispute))) await timeOut(game, dispute);
  }
}

async function anyMove(game: Game, dispute: Dispute): Promise<boolean> {
  for (const side of [dispute.turn, otherSide(dispute.turn)]) {
    const { client, trace } = game.parties[side];
    const move = await nextMove(dispute, side, trace);
    if (move === undefined) continue;
    const receipt = await client.play(game.id, game.claim, dispute, move);
    game.onMove({ side, kind: move.kind, dispute, receipt });
    return true;
  }
  return false;
}

async function timeOut(game: Game, dispute: Dispute): Promise<void> {
  await game.passTime();
  const side = otherSide(dispute.turn);
  const receipt = await game.parties[side].client.timeOut(game.id);
  game.onMove({ side, kind: "timeOut", dispute, receipt });
}
