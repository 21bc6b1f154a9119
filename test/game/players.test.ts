/**
 * Players against each other by the rules alone (offchain/game/rules.ts): whoever has the right trace
 * wins, for every k, length and divergence, against players who lie by plan and by chance.
 */
import { expect } from "chai";

import type { Dispute } from "../../offchain/game/dispute.ts";
import { isStep, pieceCount } from "../../offchain/game/interval.ts";
import type { Move } from "../../offchain/game/moves.ts";
import { nextMove } from "../../offchain/game/player.ts";
import { afterMove, afterTimeOut, RuleError } from "../../offchain/game/rules.ts";
import type { Side } from "../../offchain/game/scalars.ts";
import { NO_STATE, otherSide } from "../../offchain/game/scalars.ts";
import { SeededRandom } from "../../offchain/player/random.ts";
import { modelReferee, modelState, ModelTrace, opened } from "./support/model.ts";
import { ARITIES } from "./support/vectors.ts";

type Strategy = (dispute: Dispute, side: Side) => Promise<Move | undefined>;

/** Plays to the end; who has no move loses by the clock. `watch` sees each move. */
async function play(
  game: Dispute,
  players: Record<Side, Strategy>,
  right: number,
  watch: (before: Dispute, after: Dispute) => void = () => undefined,
): Promise<Dispute> {
  let dispute = game;
  const referee = modelReferee(right, () => dispute);
  for (let moves = 0; dispute.phase !== "ended"; moves++) {
    expect(moves, "the game has no end").to.be.below(200);
    let by = dispute.turn;
    let move = await players[by](dispute, by);
    if (move === undefined) {
      by = otherSide(by);
      move = await players[by](dispute, by);
    }
    const before = dispute;
    dispute = move === undefined ? afterTimeOut(dispute) : afterMove(dispute, by, move, referee);
    watch(before, dispute);
  }
  return dispute;
}

function by(trace: ModelTrace): Strategy {
  return (dispute, side) => nextMove(dispute, side, trace);
}

const LOST = { challenger: "challenger-lost", accused: "accused-lost" } as const;

describe("players", () => {
  for (const arity of ARITIES) {
    it(`k = ${arity}: the liar loses on either side, for every n ≤ 40 and every divergence`, async () => {
      for (let n = 1; n <= 40; n++) {
        for (let divergence = 0; divergence < n; divergence++) {
          for (const liar of ["challenger", "accused"] as const) {
            const honest = new ModelTrace({ n, divergence: n });
            const lying = new ModelTrace({ n, divergence });
            const traces = { [liar]: lying, [otherSide(liar)]: honest } as Record<Side, ModelTrace>;
            const players = { challenger: by(traces.challenger), accused: by(traces.accused) };
            let last: Dispute | undefined;
            const end = await play(
              opened(traces.challenger, traces.accused, arity),
              players,
              n,
              (before) => (last = before),
            );
            expect(end.outcome, `n ${n}, divergence ${divergence}, liar ${liar}`).to.equal(
              LOST[liar],
            );
            expect(last?.lo).to.equal(100n + BigInt(divergence));
          }
        }
      }
    });
  }

  it("every search move keeps lo agreed and hi different, and shrinks the interval k-fold", async () => {
    for (const arity of ARITIES) {
      for (let divergence = 0; divergence < 40; divergence += 3) {
        const accused = new ModelTrace({ n: 40, divergence });
        const challenger = new ModelTrace({ n: 40, divergence: 40 });
        await play(
          opened(challenger, accused, arity),
          { challenger: by(challenger), accused: by(accused) },
          40,
          (before, after) => {
            if (before.phase !== "searching") return;
            const longest = -(-(before.hi - before.lo) / BigInt(pieceCount(before, arity)));
            expect(after.agreed).to.equal(modelState(after.lo, 0));
            expect(after.stated.challenger).to.not.equal(after.stated.accused);
            expect(after.hi - after.lo <= longest + 1n).to.equal(true);
            expect(after.hi - after.lo < before.hi - before.lo).to.equal(true);
            expect(isStep(after)).to.equal(after.phase === "stepping");
          },
        );
      }
    }
  });

  it("settles lengths: the liar stops early or late, with right or wrong states before", async () => {
    const right = 12;
    for (const arity of ARITIES) {
      for (const n of [1, 2, 3, 11, 13, 14, 30]) {
        for (const divergence of [0, 1, 5, 11, 12, 30]) {
          // States after the right end are wrong in any case.
          if (n > right && divergence > right) continue;
          for (const liar of ["challenger", "accused"] as const) {
            const honest = new ModelTrace({ n: right, divergence: right });
            const lying = new ModelTrace({ n, divergence, right });
            const traces = { [liar]: lying, [otherSide(liar)]: honest } as Record<Side, ModelTrace>;
            const end = await play(
              opened(traces.challenger, traces.accused, arity),
              { challenger: by(traces.challenger), accused: by(traces.accused) },
              right,
            );
            expect(
              end.outcome,
              `k ${arity}, n ${n}, divergence ${divergence}, liar ${liar}`,
            ).to.equal(LOST[liar]);
          }
        }
      }
    }
  });

  it("an end that is not later than the start loses at once", async () => {
    const challenger = new ModelTrace({ n: 5, divergence: 5 });
    const accused = new ModelTrace({ n: 0, divergence: 0 });
    const end = await play(
      opened(challenger, accused, 4),
      { challenger: by(challenger), accused: by(accused) },
      5,
    );
    expect(end.outcome).to.equal("accused-lost");
  });

  it("two liars who differ at the same step both lose", async () => {
    const challenger = new ModelTrace({ n: 20, divergence: 7, version: 1 });
    const accused = new ModelTrace({ n: 20, divergence: 7, version: 2 });
    const end = await play(
      opened(challenger, accused, 4),
      { challenger: by(challenger), accused: by(accused) },
      20,
    );
    expect(end.outcome).to.equal("both-lost");
  });

  it("a challenger without the block passes the step on to the accused, who proves or loses", async () => {
    for (const [blind, loser] of [
      [false, "accused-lost"],
      [true, "accused-lost"],
    ] as const) {
      const challenger = new ModelTrace({ n: 9, divergence: 9, blind: true });
      const accused = new ModelTrace({ n: 9, divergence: 4, blind });
      const end = await play(
        opened(challenger, accused, 3),
        { challenger: by(challenger), accused: by(accused) },
        9,
      );
      expect(end.outcome).to.equal(loser);
    }
  });

  it("the honest side beats 2,000 opponents who copy, choose and stall at random", async () => {
    const seed = 20_260_101;
    const random = new SeededRandom(seed);
    for (let round = 0; round < 2_000; round++) {
      const arity = ARITIES[random.below(ARITIES.length)]!;
      const n = 1 + random.below(40);
      const liar = random.below(2) === 0 ? "challenger" : "accused";
      const honest = new ModelTrace({ n, divergence: n });
      const lying = new ModelTrace({ n, divergence: random.below(n) });
      const traces = { [liar]: lying, [otherSide(liar)]: honest } as Record<Side, ModelTrace>;
      const strategies = {
        [liar]: erratic(lying, random),
        [otherSide(liar)]: by(honest),
      } as Record<Side, Strategy>;
      const game = opened(traces.challenger, traces.accused, arity);
      const end = await play(game, strategies, n);
      expect(end.outcome, `seed ${seed}, round ${round}`).to.equal(LOST[liar]);
    }
  });

  it("refuses malformed moves", async () => {
    const challenger = new ModelTrace({ n: 9, divergence: 9 });
    const accused = new ModelTrace({ n: 9, divergence: 4 });
    let dispute = opened(challenger, accused, 3);
    const referee = modelReferee(9, () => dispute);
    const refused = (side: Side, move: Move): string => {
      try {
        afterMove(dispute, side, move, referee);
      } catch (error) {
        if (error instanceof RuleError) return error.code;
      }
      return "allowed";
    };
    const next = async (side: Side, trace: ModelTrace): Promise<void> => {
      dispute = afterMove(dispute, side, (await nextMove(dispute, side, trace))!, referee);
    };
    expect(refused("challenger", { kind: "postList", list: [] })).to.equal("wrong-phase");
    const end = accused.openCounters(accused.end);
    expect(refused("challenger", { kind: "openEnd", end })).to.equal("not-on-turn");
    await next("accused", accused);
    expect(refused("challenger", { kind: "postList", list: [] })).to.equal("wrong-list-length");
    await next("challenger", challenger);
    const answer = { kind: "answerList", piece: 0, own: modelState(1n, 9), next: [] } as const;
    const list = [modelState(2n, 9), modelState(3n, 9)];
    expect(refused("accused", answer)).to.equal("wrong-list-length");
    expect(refused("accused", { ...answer, piece: 3 })).to.equal("no-such-piece");
    expect(refused("accused", { ...answer, own: dispute.list[0]! })).to.equal("nothing-disputed");
    expect(refused("accused", { ...answer, piece: 2, next: list })).to.equal("unexpected-state");
    expect(refused("accused", { ...answer, piece: 2, own: NO_STATE, next: list })).to.equal(
      "allowed",
    );
    expect(refused("accused", { ...answer, next: list })).to.equal("allowed");
  });
});

/** Plays by its trace, but disputes any piece, copies or makes up states, and sometimes stalls. */
function erratic(trace: ModelTrace, random: SeededRandom): Strategy {
  return async (dispute, side) => {
    const whim = random.below(8);
    if (dispute.turn !== side || whim === 0) return undefined;
    if (dispute.phase === "searching" && whim < 5) return answerAnything(dispute, random);
    if (dispute.phase === "listing" && whim < 3) {
      return { kind: "postList", list: anyList(pieceCount(dispute, dispute.arity) - 1, random) };
    }
    try {
      return await nextMove(dispute, side, trace);
    } catch (error) {
      // It has been led out of its own focus by its whims.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
}

function anyList(length: number, random: SeededRandom) {
  return Array.from({ length }, () => modelState(BigInt(random.below(100)), random.below(3)));
}

function answerAnything(dispute: Dispute, random: SeededRandom): Move {
  const m = pieceCount(dispute, dispute.arity);
  const piece = random.below(m);
  const own = piece === m - 1 ? NO_STATE : modelState(BigInt(random.below(100)), 2);
  const lengthOf = (move: Move) => {
    const referee = modelReferee(1, () => dispute);
    for (let length = 0; length < dispute.arity; length++) {
      try {
        const list = anyList(length, random);
        afterMove(dispute, dispute.turn, { ...move, next: list } as Move, referee);
        return list;
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
      }
    }
    throw new Error("no length fits");
  };
  const move: Move = { kind: "answerList", piece, own, next: [] };
  return { ...move, next: lengthOf(move) };
}
