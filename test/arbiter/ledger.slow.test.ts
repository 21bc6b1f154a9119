/**
 * The books under random calls by everybody: whatever is called in whatever order,
 * money is conserved, and a deposit shrinks only by its owner's withdrawal or by a verdict.
 *
 *   SEED=7 npm test -- test/arbiter/ledger.slow.test.ts    another order
 */
import { expect } from "chai";

import type { ArbiterClient } from "../../offchain/chain/arbiter.ts";
import { ChainError } from "../../offchain/chain/errors.ts";
import { disputeFrom } from "../../offchain/chain/game.ts";
import { pieceCount, pieceOf } from "../../offchain/game/interval.ts";
import type { Move } from "../../offchain/game/moves.ts";
import { NO_STATE } from "../../offchain/game/scalars.ts";
import { SeededRandom } from "../../offchain/player/random.ts";
import { PARAMETERS, Played, setScene } from "./support/scene.ts";
import type { Scene } from "./support/scene.ts";
import { madeState } from "./support/states.ts";

const SEED = Number(process.env.SEED ?? 20_261_124);
const CALLS = 200;

describe(`ledger (SEED=${SEED})`, () => {
  let scene: Scene;
  const random = new SeededRandom(SEED);
  const games: Played[] = [];
  const ended = new Set<Played>();
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)]!;

  /** Ends of different lengths, some of them empty. */
  const anyEnd = (salt: string) =>
    madeState({ eic: pick([100n, 101n, 102n, 110n, 110n, 110n, 130n]) }, salt);

  async function open(): Promise<void> {
    const name = `${games.length} ${random.below(1_000_000)}`;
    games.push(
      await Played.open(scene, {
        challenger: pick(scene.nodes),
        accused: pick(scene.nodes),
        challengerEnd: anyEnd(`challenger ${name}`),
        accusedEnd: anyEnd(`accused ${name}`),
      }),
    );
  }

  async function move(): Promise<void> {
    const game = pick(games);
    const dispute = await game.dispute();
    const { phase, turn, arity } = dispute;
    const list = (length: number) =>
      Array.from({ length }, () => madeState({ eic: 1n }, `${random.below(1_000_000)}`).hash);
    const m = phase === "ended" ? 1 : pieceCount(dispute, arity);
    const piece = m - 1;
    const states = { accused: game.quarrel.accusedEnd, challenger: game.quarrel.challengerEnd };
    const moves: Partial<Record<typeof phase, () => Move>> = {
      opening: () => ({ kind: "openEnd", end: states.accused.counters }),
      common: () => ({
        kind: "stateCommon",
        state: pick([states.accused.hash, states.challenger.hash]),
      }),
      halting: () => ({ kind: "proveHalting", pc: states.challenger.pc }),
      listing: () => ({ kind: "postList", list: list(m - 1) }),
      searching: () => ({
        kind: "answerList",
        piece,
        own: NO_STATE,
        next: list(pieceCount(pieceOf(dispute, arity, piece), arity) - 1),
      }),
    };
    const made = moves[phase];
    if (made !== undefined) await game.move(turn, made());
  }

  const CALLED: readonly (() => Promise<unknown>)[] = [
    open,
    open,
    open,
    move,
    move,
    move,
    move,
    () => scene.stranger.timeOut(pick(games).id),
    () => scene.stranger.close(pick(games).id),
    () => pick(scene.nodes).deposit(BigInt(random.below(1_000))),
    () => pick(scene.nodes).requestWithdrawal(),
    () => pick(scene.nodes).cancelWithdrawal(),
    () => pick(scene.nodes).withdraw(),
    () => pick(scene.nodes).collect(),
    () => scene.helpers.time.increase(1 + random.below(PARAMETERS.clockAllowance)),
  ];

  async function books() {
    const accounts = await Promise.all(scene.addresses.map((a) => scene.owner.accountOf(a)));
    const owed = await Promise.all(scene.addresses.map((a) => scene.owner.owedTo(a)));
    const live: bigint[] = scene.addresses.map(() => 0n);
    for (const game of games) {
      if (ended.has(game)) continue;
      const record = await scene.owner.record(game.id);
      if (disputeFrom(record, 2).phase === "ended") {
        ended.add(game);
        continue;
      }
      for (const party of [record.challenger, record.accused]) {
        live[scene.addresses.indexOf(party)]! += 1n;
      }
    }
    return { accounts, owed, live, totals: await scene.owner.totals() };
  }

  it(`balances after each of ${CALLS} random calls`, async () => {
    scene = await setScene();
    const [challenger, accused] = scene.nodes as [ArbiterClient, ArbiterClient];
    const challengerEnd = madeState({ eic: 110n }, "challenger");
    const accusedEnd = madeState({ eic: 110n }, "accused");
    games.push(await Played.open(scene, { challenger, accused, challengerEnd, accusedEnd }));
    let allowed = 0;
    let before = await books();
    for (let call = 0; call < CALLS; call++) {
      let withdrew = false;
      try {
        const called = pick(CALLED);
        await called();
        allowed++;
        withdrew = called === CALLED[12];
      } catch (error) {
        if (!(error instanceof ChainError)) throw error;
      }
      const after = await books();
      const what = `seed ${SEED}, call ${call}`;
      const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);
      const { deposits, owed, burned } = after.totals;
      expect(sum(after.accounts.map(({ deposit }) => deposit)), what).to.equal(deposits);
      expect(sum(after.owed), what).to.equal(owed);
      const balance = await scene.ethers.provider.getBalance(scene.deployment.arbiter);
      expect(deposits + owed + burned, what).to.equal(balance);
      expect(burned >= before.totals.burned, what).to.equal(true);
      after.accounts.forEach((account, i) => {
        expect(account.openGames, what).to.equal(after.live[i]);
        const earlier = before.accounts[i]!;
        const condemned = account.convicted && !earlier.convicted;
        if (account.deposit >= earlier.deposit) return;
        expect(account.deposit, what).to.equal(0n);
        expect(condemned || (withdrew && earlier.openGames === 0n), what).to.equal(true);
      });
      before = after;
    }
    expect(allowed, "too few calls did anything").to.be.above(CALLS / 4);
    expect(before.totals.burned, "nobody was ever convicted").to.be.above(0n);
  });
});
