/**
 * The search and trace lengths on chain (paper 4.1.1, 4.1.2).
 *
 *   stateCommon   ── not the longer side ──────────────► NotOnTurn
 *                 ── the shorter side's end ───────────► Halting, the challenger on turn
 *                 ── another, one step ────────────────► Stepping
 *                 ── another, more steps ──────────────► Listing
 *   proveHalting  ── pc of another state ──────────────► WrongOpening
 *                 ── pc = −1 ──────────────────────────► the longer side loses
 *                 ── else ─────────────────────────────► the shorter side loses
 *   postList      ── not the challenger ───────────────► NotOnTurn
 *                 ── not m − 1 states ─────────────────► WrongListLength
 *                 ── else ─────────────────────────────► Searching, the accused on turn
 *   answerList    ── not on turn ──────────────────────► NotOnTurn
 *                 ── another list ─────────────────────► NotTheLastList
 *                 ── no such piece ────────────────────► NoSuchPiece
 *                 ── a state for the last piece ───────► UnexpectedState
 *                 ── the list's own state ─────────────► NothingDisputed
 *                 ── next list of wrong length ────────► WrongListLength
 *                 ── one step is left ─────────────────► Stepping, the challenger on turn
 *                 ── else ─────────────────────────────► Searching, the other on turn
 *   proveStep     ── another claim ────────────────────► NotTheClaim
 *   (any)         ── in another phase ─────────────────► WrongPhase
 */
import { expect } from "chai";

import type { ChainError } from "../../offchain/chain/errors.ts";
import type { Dispute } from "../../offchain/game/dispute.ts";
import { pieceCount, pieceOf } from "../../offchain/game/interval.ts";
import type { Move } from "../../offchain/game/moves.ts";
import { afterMove } from "../../offchain/game/rules.ts";
import type { Referee } from "../../offchain/game/rules.ts";
import { NO_STATE, otherSide, stateHash } from "../../offchain/game/scalars.ts";
import type { Side, StateHash } from "../../offchain/game/scalars.ts";
import { SeededRandom } from "../../offchain/player/random.ts";
import { expectConservation, Played, refusal, setScene } from "./support/scene.ts";
import type { Scene } from "./support/scene.ts";
import { madeState } from "./support/states.ts";
import type { MadeState } from "./support/states.ts";

/** A hash that is no state's. */
function anyHash(random: SeededRandom): StateHash {
  const bytes = Uint8Array.from({ length: 32 }, () => random.below(256));
  return stateHash(bytes);
}

function anyList(random: SeededRandom, length: number): StateHash[] {
  return Array.from({ length }, () => anyHash(random));
}

describe("moves", () => {
  let scene: Scene;
  const random = new SeededRandom(7);

  beforeEach(async () => {
    scene = await setScene();
  });

  afterEach(async () => {
    await expectConservation(scene);
  });

  const opened = (challengerEnd: MadeState, accusedEnd: MadeState) =>
    Played.open(scene, {
      challenger: scene.nodes[0]!,
      accused: scene.nodes[1]!,
      challengerEnd,
      accusedEnd,
    });

  const sameLength = async (eic: bigint) => {
    const game = await opened(madeState({ eic }, "challenger"), madeState({ eic }, "accused"));
    await game.openEnd();
    return game;
  };

  describe("the search", () => {
    it("refuses every malformed list and answer, and changes nothing", async () => {
      const game = await sameLength(110n);
      const list = anyList(random, 3);
      const postList: Move = { kind: "postList", list };
      expect(await refusal(game.move("accused", postList))).to.equal("NotOnTurn");
      for (const length of [0, 2, 4]) {
        const wrong: Move = { kind: "postList", list: anyList(random, length) };
        expect(await refusal(game.move("challenger", wrong))).to.equal("WrongListLength");
      }
      await game.move("challenger", postList);
      expect(await refusal(game.move("challenger", postList))).to.equal("WrongPhase");

      const before = await game.dispute();
      expect(before.list).to.deep.equal(list);
      // Ten steps in four pieces: 3, 2, 3, 2 steps.
      const next = anyList(random, 2);
      const answer = { kind: "answerList", piece: 0, own: anyHash(random), next } as const;
      expect(await refusal(game.move("challenger", answer))).to.equal("NotOnTurn");
      expect(await refusal(game.move(scene.stranger, answer))).to.equal("NotOnTurn");
      for (const [changes, reason] of [
        [{ piece: 4 }, "NoSuchPiece"],
        [{ piece: 3, next: anyList(random, 1) }, "UnexpectedState"],
        [{ own: list[0]! }, "NothingDisputed"],
        [{ piece: 1 }, "WrongListLength"],
        [{ next: [] }, "WrongListLength"],
        [{ next: anyList(random, 3) }, "WrongListLength"],
      ] as const) {
        expect(await refusal(game.move("accused", { ...answer, ...changes }))).to.equal(reason);
      }
      const { accused } = game.quarrel;
      for (const other of [list.slice(1), [...list, list[0]!], anyList(random, 3), []]) {
        const moved = accused.play(game.id, game.claim, { ...before, list: other }, answer);
        expect(await refusal(moved)).to.equal("NotTheLastList");
      }
      expect(await game.dispute()).to.deep.equal(before);
      await game.move("accused", answer);
      expect(await refusal(game.move("challenger", postList))).to.equal("WrongPhase");
    });

    it("asks for an empty list where one step is left, and then for the step", async () => {
      const game = await sameLength(102n);
      await game.move("challenger", { kind: "postList", list: anyList(random, 1) });
      const answer = { kind: "answerList", piece: 1, own: NO_STATE, next: [] } as const;
      const long = { ...answer, next: anyList(random, 1) };
      expect(await refusal(game.move("accused", long))).to.equal("WrongListLength");
      await game.move("accused", answer);
      const { phase, turn, lo, hi } = await game.dispute();
      expect([phase, turn, lo, hi]).to.deep.equal(["stepping", "challenger", 101n, 102n]);

      const proof = new Uint8Array(40);
      const { challenger } = game.quarrel;
      const dispute = await game.dispute();
      for (const kind of ["proveStep", "showInput"] as const) {
        const other = { ...game.claim, height: 99n };
        expect(await refusal(challenger.play(game.id, other, dispute, { kind, proof }))).to.equal(
          "NotTheClaim",
        );
        expect(await refusal(game.move(scene.stranger, { kind, proof }))).to.not.equal("allowed");
      }
      expect(await game.dispute()).to.deep.equal(dispute);
    });

    it("does what its twin does, in ten games of random moves, and keeps its invariants", async () => {
      const seed = 11;
      const own = new SeededRandom(seed);
      for (let round = 0; round < 10; round++) {
        const length = 1 + own.below(round % 2 === 0 ? 30 : 2 ** 31);
        const eic = 100n + BigInt(length) ** BigInt(1 + own.below(2));
        const game = await opened(
          madeState({ eic }, `challenger ${round}`),
          madeState({ eic }, `accused ${round}`),
        );
        let twin = await game.dispute();
        const referee: Referee = {
          rootOf: () => game.quarrel.accusedEnd.hash,
          step: () => NO_STATE,
          readsInput: () => false,
        };
        const open: Move = { kind: "openEnd", end: game.quarrel.accusedEnd.counters };
        for (let move: Move | undefined = open; move !== undefined; move = anyMove(twin, own)) {
          const mover: Side = twin.turn;
          await game.move(mover, move);
          const before = twin;
          twin = afterMove(twin, mover, move, referee);
          expect(await game.dispute(), `seed ${seed}, round ${round}`).to.deep.equal(twin);
          if (before.phase !== "searching") continue;
          expect(twin.hi - twin.lo < before.hi - before.lo).to.equal(true);
          expect(twin.stated.challenger).to.not.equal(twin.stated.accused);
        }
        expect(twin.phase).to.equal("stepping");
      }
    });
  });

  describe("trace lengths", () => {
    for (const longer of ["challenger", "accused"] as const) {
      const shorter = otherSide(longer);
      const lost = { challenger: "challenger-lost", accused: "accused-lost" } as const;

      /** The shorter trace ends at 110 with this pc, the longer at 120. */
      const differing = async (pc?: bigint, shortEic = 110n) => {
        const short = madeState(pc === undefined ? { eic: shortEic } : { eic: shortEic, pc }, "s");
        const long = madeState({ eic: 120n }, "l");
        const game = await (longer === "challenger" ? opened(long, short) : opened(short, long));
        await game.openEnd();
        return { game, short };
      };

      describe(`the ${longer} claims more steps`, () => {
        it("it alone states its state where the other ends", async () => {
          const { game, short } = await differing();
          const move: Move = { kind: "stateCommon", state: short.hash };
          expect(await refusal(game.move(shorter, move))).to.equal("NotOnTurn");
          expect(await refusal(game.move(scene.stranger, move))).to.equal("NotOnTurn");
          await game.move(longer, move);
          expect(await refusal(game.move(longer, move))).to.equal("WrongPhase");
        });

        it("the same state, halted: it loses, whoever proves it", async () => {
          const { game, short } = await differing();
          await game.move(longer, { kind: "stateCommon", state: short.hash });
          const { phase, turn } = await game.dispute();
          expect([phase, turn]).to.deep.equal(["halting", "challenger"]);
          const wrong = { pc: 5n, siblings: short.pc.siblings };
          const lie: Move = { kind: "proveHalting", pc: wrong };
          expect(await refusal(game.move(shorter, lie))).to.equal("WrongOpening");
          await game.move(scene.stranger, { kind: "proveHalting", pc: short.pc });
          expect((await game.dispute()).outcome).to.equal(lost[longer]);
        });

        it("the same state, running: the other loses", async () => {
          const { game, short } = await differing(17n);
          await game.move(longer, { kind: "stateCommon", state: short.hash });
          await game.move(longer, { kind: "proveHalting", pc: short.pc });
          expect((await game.dispute()).outcome).to.equal(lost[shorter]);
        });

        it("another state: the search begins, over what both have", async () => {
          const { game, short } = await differing();
          const state = anyHash(random);
          await game.move(longer, { kind: "stateCommon", state });
          const { phase, turn, lo, hi, stated } = await game.dispute();
          expect([phase, turn, lo, hi]).to.deep.equal(["listing", "challenger", 100n, 110n]);
          expect(stated[longer]).to.equal(state);
          expect(stated[shorter]).to.equal(short.hash);
        });

        it("another state after the first step: straight to the step", async () => {
          const { game } = await differing(undefined, 101n);
          await game.move(longer, { kind: "stateCommon", state: anyHash(random) });
          const { phase, turn, lo, hi } = await game.dispute();
          expect([phase, turn, lo, hi]).to.deep.equal(["stepping", "challenger", 100n, 101n]);
        });
      });
    }
  });

  it("knows no game that was not opened", async () => {
    const id = `0x${"12".repeat(32)}`;
    const { stranger } = scene;
    expect(await refusal(stranger.timeOut(id))).to.equal("NotLive");
    expect(await refusal(stranger.close(id))).to.equal("NotLive");
    const unknown = await stranger.disputeOf(id).catch((error: unknown) => error);
    expect((unknown as ChainError).code).to.equal("no-such-game");
  });
});

/** A well-formed move of whoever is on turn; undefined when a step is to be proven. */
function anyMove(dispute: Dispute, random: SeededRandom): Move | undefined {
  const m = pieceCount(dispute, dispute.arity);
  if (dispute.phase === "listing") return { kind: "postList", list: anyList(random, m - 1) };
  if (dispute.phase !== "searching") return undefined;
  const piece = random.below(m);
  const next = pieceCount(pieceOf(dispute, dispute.arity, piece), dispute.arity) - 1;
  const own = piece === m - 1 ? NO_STATE : anyHash(random);
  return { kind: "answerList", piece, own, next: anyList(random, next) };
}
