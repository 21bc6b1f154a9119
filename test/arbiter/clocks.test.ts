/**
 * Chess clocks and ends of games.
 *
 *   move      ── elapsed > left ────────────────► OutOfTime
 *             ── else ──────────────────────────► the time is booked, the other on the clock
 *   timeOut   ── no live game ──────────────────► NotLive
 *             ── elapsed ≤ left ────────────────► NotOutOfTime
 *             ── a party convicted elsewhere ───► moot
 *             ── else ──────────────────────────► who is on the clock loses
 *   close     ── no live game ──────────────────► NotLive
 *             ── no party convicted ────────────► NotMoot
 *             ── else ──────────────────────────► moot
 */
import { expect } from "chai";

import type { Move } from "../../offchain/game/moves.ts";
import { NO_STATE } from "../../offchain/game/scalars.ts";
import { madeState } from "./support/states.ts";
import {
  ETHER,
  expectConservation,
  PARAMETERS,
  Played,
  refusal,
  setScene,
} from "./support/scene.ts";
import type { Scene } from "./support/scene.ts";

const ALLOWANCE = BigInt(PARAMETERS.clockAllowance);

describe("clocks", () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await setScene();
  });

  afterEach(async () => {
    await expectConservation(scene);
  });

  const between = (challenger: number, accused: number, challengerEic = 140n, accusedEic = 140n) =>
    Played.open(scene, {
      challenger: scene.nodes[challenger]!,
      accused: scene.nodes[accused]!,
      challengerEnd: madeState({ eic: challengerEic }, `challenger ${challenger}`),
      accusedEnd: madeState({ eic: accusedEic }, `accused ${accused}`),
    });

  const states = (length: number, salt: string) =>
    Array.from({ length }, (_, i) => madeState({ eic: BigInt(i) }, salt).hash);

  /** Ways into each phase that waits, with a move that is allowed in it. */
  const PHASES: readonly [string, () => Promise<readonly [Played, Move]>][] = [
    [
      "opening",
      async () => {
        const game = await between(0, 1);
        return [game, { kind: "openEnd", end: game.quarrel.accusedEnd.counters }];
      },
    ],
    [
      "common",
      async () => {
        const game = await between(0, 1, 150n);
        await game.openEnd();
        return [game, { kind: "stateCommon", state: game.quarrel.accusedEnd.hash }];
      },
    ],
    [
      "halting",
      async () => {
        const game = await between(0, 1, 150n);
        await game.openEnd();
        const { hash, pc } = game.quarrel.accusedEnd;
        await game.move("challenger", { kind: "stateCommon", state: hash });
        return [game, { kind: "proveHalting", pc }];
      },
    ],
    [
      "listing",
      async () => {
        const game = await between(0, 1);
        await game.openEnd();
        return [game, { kind: "postList", list: states(3, "list") }];
      },
    ],
    [
      "searching",
      async () => {
        const game = await between(0, 1);
        await game.openEnd();
        await game.move("challenger", { kind: "postList", list: states(3, "list") });
        return [game, { kind: "answerList", piece: 3, own: NO_STATE, next: states(3, "next") }];
      },
    ],
  ];

  for (const [phase, reach] of PHASES) {
    it(`${phase}: at each second exactly one of move and time-out is possible`, async () => {
      for (const late of [-1n, 0n, 1n, 2n]) {
        scene = await setScene();
        const [game, move] = await reach();
        const { turn, phase: actual } = await game.dispute();
        expect(actual).to.equal(phase);
        const at = (await game.deadline()) + late;
        const setTime = () => scene.helpers.time.setNextBlockTimestamp(at);
        await setTime();
        if (late > 0n) {
          expect(await refusal(game.move(turn, move))).to.equal("OutOfTime");
          await setTime();
          await scene.stranger.timeOut(game.id);
          const outcome = turn === "challenger" ? "challenger-lost" : "accused-lost";
          expect((await game.dispute()).outcome).to.equal(outcome);
          expect(await refusal(scene.stranger.timeOut(game.id))).to.equal("NotLive");
        } else {
          expect(await refusal(scene.stranger.timeOut(game.id))).to.equal("NotOutOfTime");
          await setTime();
          expect(await refusal(game.move(turn, move))).to.equal("allowed");
        }
      }
    });
  }

  it("opening: an end that loses at once comes too late as well", async () => {
    const game = await between(0, 1, 140n, 100n);
    await scene.helpers.time.setNextBlockTimestamp((await game.deadline()) + 1n);
    expect(await refusal(game.openEnd())).to.equal("OutOfTime");
  });

  it("stepping: who is on the clock loses, though anyone may prove", async () => {
    const game = await between(0, 1, 101n, 101n);
    await game.openEnd();
    const at = (await game.deadline()) + 1n;
    await scene.helpers.time.setNextBlockTimestamp(at);
    const proof = new Uint8Array(40);
    expect(await refusal(game.move(scene.stranger, { kind: "proveStep", proof }))).to.equal(
      "OutOfTime",
    );
    await scene.helpers.time.setNextBlockTimestamp(at);
    await scene.stranger.timeOut(game.id);
    expect((await game.dispute()).outcome).to.equal("challenger-lost");
  });

  it("books each party's time apart, over all of its turns", async () => {
    const game = await between(0, 1);
    const { time } = scene.helpers;
    const clock = async () => (await scene.owner.record(game.id)).clock;
    const wait = async (seconds: bigint) =>
      time.setNextBlockTimestamp((await clock()).since + seconds);
    await wait(40n);
    await game.openEnd();
    await wait(100n);
    await game.move("challenger", { kind: "postList", list: states(3, "list") });
    await wait(60n);
    const next = states(3, "next");
    await game.move("accused", { kind: "answerList", piece: 3, own: NO_STATE, next });
    const { challengerLeft, accusedLeft, turn } = await clock();
    expect([challengerLeft, accusedLeft, turn]).to.deep.equal([
      ALLOWANCE - 100n,
      ALLOWANCE - 100n,
      0n,
    ]);
    expect(await game.deadline()).to.equal((await clock()).since + ALLOWANCE - 100n);
  });

  it("keeps parameters as they were when a game began", async () => {
    const game = await between(0, 1);
    const deadline = await game.deadline();
    await scene.owner.contract.setParameters({
      ...PARAMETERS,
      clockAllowance: 1,
      rewardShare: 0,
      minDeposit: 50n * ETHER,
    });
    await scene.owner.contract.pause();
    expect(await game.deadline()).to.equal(deadline);
    await scene.helpers.time.setNextBlockTimestamp(deadline);
    await game.openEnd();
    await game.timeOut();
    expect((await game.dispute()).outcome).to.equal("challenger-lost");
    expect(await scene.owner.owedTo(scene.addresses[1]!)).to.equal(ETHER / 4n);
  });

  it("a verdict moves the loser's deposit alone: a quarter to the winner, the rest burned", async () => {
    const [first, second] = [await between(0, 1), await between(2, 3)];
    await first.timeOut();
    const accounts = await Promise.all(scene.addresses.map((a) => scene.owner.accountOf(a)));
    expect(accounts.map(({ deposit }) => deposit)).to.deep.equal([ETHER, 0n, ETHER, ETHER, ETHER]);
    expect(accounts.map(({ convicted }) => convicted)).to.deep.equal([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(accounts.map(({ openGames }) => openGames)).to.deep.equal([0n, 0n, 1n, 1n, 0n]);
    const { deposits, owed, burned } = await scene.owner.totals();
    expect([deposits, owed, burned]).to.deep.equal([4n * ETHER, ETHER / 4n, (3n * ETHER) / 4n]);
    expect((await second.dispute()).phase).to.equal("opening");
  });

  it("takes the deposit of four challengers' opponent once; the other games are moot", async () => {
    const games = [
      await between(0, 4),
      await between(1, 4),
      await between(2, 4),
      await between(3, 4),
    ] as const;
    expect(await refusal(scene.stranger.close(games[0].id))).to.equal("NotMoot");
    await games[1].openEnd();
    await games[2].openEnd();
    await games[3].openEnd();
    // The accused is late in the first; the challengers then stall in the others.
    await games[0].timeOut();
    expect((await games[0].dispute()).outcome).to.equal("accused-lost");
    await scene.stranger.close(games[1].id);
    await games[2].timeOut();
    for (const game of games.slice(1, 3)) {
      expect((await game.dispute()).outcome).to.equal("moot");
    }
    expect(await refusal(scene.stranger.close(games[1].id))).to.equal("NotLive");
    // A convicted opponent may go on, and cannot win by it.
    await games[3].timeOut();
    expect((await games[3].dispute()).outcome).to.equal("moot");

    for (const address of scene.addresses.slice(0, 4)) {
      const { deposit, openGames, convicted } = await scene.owner.accountOf(address);
      expect([deposit, openGames, convicted]).to.deep.equal([ETHER, 0n, false]);
    }
    const { deposits, owed, burned } = await scene.owner.totals();
    expect([deposits, owed, burned]).to.deep.equal([4n * ETHER, ETHER / 4n, (3n * ETHER) / 4n]);
    await scene.nodes[1]!.requestWithdrawal();
    await scene.helpers.time.increase(PARAMETERS.coolingOff);
    await scene.nodes[1]!.withdraw();
  });

  it("a convicted challenger's other games are moot, and convict nobody", async () => {
    const [lost, other] = [await between(0, 1), await between(0, 2)];
    await lost.openEnd();
    await lost.timeOut();
    expect((await lost.dispute()).outcome).to.equal("challenger-lost");
    await other.timeOut();
    expect((await other.dispute()).outcome).to.equal("moot");
    const { deposit, openGames, convicted } = await scene.owner.accountOf(scene.addresses[2]!);
    expect([deposit, openGames, convicted]).to.deep.equal([ETHER, 0n, false]);
  });

  it("clears what a game no longer needs", async () => {
    const game = await between(0, 1);
    await game.timeOut();
    const { phase, outcome, turn, lo, hi, list } = await game.dispute();
    expect([phase, outcome, turn, lo, hi, list]).to.deep.equal([
      "ended",
      "accused-lost",
      "challenger",
      0n,
      0n,
      [],
    ]);
  });
});
