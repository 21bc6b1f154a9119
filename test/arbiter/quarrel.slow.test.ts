/**
 * Games to their verdict, with machine, proofs and stepper as they are: who is slashed, and the money.
 *
 *   proveStep   ── the challenger's state is the result ────────► the accused loses
 *               ── the accused's is ───────────────────────────► the challenger loses
 *               ── neither is, or no step is possible ─────────► both lose
 *   showInput   ── the step reads no input ────────────────────► StepReadsNoInput
 *               ── shown before ───────────────────────────────► InputAlreadyShown
 *               ── else ───────────────────────────────────────► the accused on the clock
 */
import { expect } from "chai";

import type { Outcome } from "../../offchain/game/dispute.ts";
import { NO_STATE } from "../../offchain/game/scalars.ts";
import { LIES } from "../../offchain/player/lies.ts";
import type { LieOptions } from "../../offchain/player/lies.ts";
import type { Ran } from "../../offchain/player/node.ts";
import { SeededRandom } from "../../offchain/player/random.ts";
import { accuse, altered, blockOf, callCourt, judge, litigant } from "./support/court.ts";
import type { Court, Judged, Litigant } from "./support/court.ts";
import { ETHER, expectConservation, refusal } from "./support/scene.ts";
import { madeState } from "./support/states.ts";

const FIRST = blockOf(1n, "a transaction", "another one");
const SECOND = blockOf(7n, "x", "the quarrel is about this one", "and that");

describe("quarrels", () => {
  let court: Court;

  beforeEach(async () => {
    court = await callCourt();
  });

  afterEach(async () => {
    await expectConservation(court);
  });

  /** Deposits of challenger, accused and bystander, and what they are owed, after this outcome. */
  async function expectVerdict(judged: Judged, outcome: Outcome): Promise<void> {
    expect(judged.outcome).to.equal(outcome);
    const lost = [
      outcome === "challenger-lost" || outcome === "both-lost",
      outcome === "accused-lost" || outcome === "both-lost",
      false,
    ];
    const reward = ETHER / 4n;
    const owed = [
      outcome === "accused-lost" ? reward : 0n,
      outcome === "challenger-lost" ? reward : 0n,
      0n,
    ];
    for (const [i, { address }] of court.nodes.entries()) {
      const { deposit, convicted, openGames } = await court.owner.accountOf(address);
      expect(deposit).to.equal(lost[i] === true ? 0n : ETHER);
      expect(convicted).to.equal(lost[i]);
      expect(openGames).to.equal(0n);
      expect(await court.owner.owedTo(address)).to.equal(owed[i]);
    }
    const losers = BigInt(lost.filter(Boolean).length);
    const { burned } = await court.owner.totals();
    expect(burned).to.equal(losers * ETHER - (outcome === "both-lost" ? 0n : reward));
  }

  /** Both run the first block honestly; answers their claims, the accused's first. */
  async function agreeOnFirst() {
    const [challenger, accused] = court.nodes;
    const mine = await challenger.run(FIRST);
    const theirs = await accused.run(FIRST);
    return [theirs.claim, mine.claim] as const;
  }

  async function runLying(node: 0 | 1, lie: LieOptions): Promise<Ran> {
    const liar = court.nodes[node];
    // The third node shows what is right.
    const honest = await court.nodes[2].run(SECOND);
    return await liar.runLying(SECOND, lie, honest.end);
  }

  for (const liar of ["challenger", "accused"] as const) {
    for (const kind of LIES) {
      it(`${kind}: the ${liar} lies and loses, about a block after one that both signed`, async () => {
        const seed = 40 + LIES.indexOf(kind);
        const agreed = await agreeOnFirst();
        await court.nodes[2].run(FIRST);
        const at = 1n + BigInt(new SeededRandom(seed).below(500));
        const lying = await runLying(liar === "challenger" ? 0 : 1, { kind, at, seed });
        const honest = await court.nodes[liar === "challenger" ? 1 : 0].run(SECOND);
        const sides = { honest, lying };
        const [mine, theirs] =
          liar === "challenger" ? [sides.lying, sides.honest] : [sides.honest, sides.lying];
        const judged = await judge(
          court,
          litigant(court.nodes[0], mine),
          litigant(court.nodes[1], theirs),
          agreed,
        );
        await expectVerdict(judged, `${liar}-lost`);
      });
    }
  }

  it("the first step of all, from VM_0: `enter` is judged by the block that was signed for", async () => {
    const honest = await court.nodes[0].run(FIRST);
    const lying = await court.nodes[1].runLying(
      FIRST,
      { kind: "fuel", at: 1n, seed: 3 },
      honest.end,
    );
    const judged = await judge(
      court,
      litigant(court.nodes[0], honest),
      litigant(court.nodes[1], lying),
    );
    await expectVerdict(judged, "accused-lost");
    const last = judged.moves.at(-1)!;
    expect([last.kind, last.dispute.lo]).to.deep.equal(["proveStep", 0n]);
  });

  it("two liars: both are slashed, and nobody is paid", async () => {
    const at = 100n;
    const honest = await court.nodes[2].run(FIRST);
    const [one, two] = [court.nodes[0], court.nodes[1]];
    const mine = await one.runLying(FIRST, { kind: "fuel", at, seed: 1 }, honest.end);
    const theirs = await two.runLying(FIRST, { kind: "fuel", at, seed: 2 }, honest.end);
    const judged = await judge(court, litigant(one, mine), litigant(two, theirs));
    await expectVerdict(judged, "both-lost");
  });

  describe("lengths", () => {
    let honest: Ran;
    let end: bigint;

    /** Both sides honest, by their machines. */
    async function bothHonest(): Promise<{ challenger: Litigant; accused: Litigant }> {
      honest = await court.nodes[0].run(FIRST);
      end = honest.endCounters.eic;
      const theirs = await court.nodes[1].run(FIRST);
      return {
        challenger: litigant(court.nodes[0], honest),
        accused: litigant(court.nodes[1], theirs),
      };
    }

    for (const liar of ["challenger", "accused"] as const) {
      it(`the ${liar} stops one step early, and loses`, async () => {
        const sides = await bothHonest();
        sides[liar] = await altered(sides[liar], { end: end - 1n });
        const judged = await judge(court, sides.challenger, sides.accused);
        await expectVerdict(judged, `${liar}-lost`);
        expect(judged.moves.at(-1)?.kind).to.equal("proveHalting");
      });

      it(`the ${liar} goes on after the end, and loses`, async () => {
        const sides = await bothHonest();
        const made = [madeState({ eic: end + 1n }, "made up")];
        sides[liar] = await altered(sides[liar], { end: end + 1n, made });
        const judged = await judge(court, sides.challenger, sides.accused);
        await expectVerdict(judged, `${liar}-lost`);
        expect(judged.moves.at(-1)?.kind).to.equal("proveHalting");
      });

      it(`the ${liar} goes on after the end from another state there, and loses`, async () => {
        const sides = await bothHonest();
        const made = [end, end + 1n].map((eic) => madeState({ eic }, "made up"));
        sides[liar] = await altered(sides[liar], { end: end + 1n, made });
        const judged = await judge(court, sides.challenger, sides.accused);
        await expectVerdict(judged, `${liar}-lost`);
        expect(judged.moves.at(-1)?.kind).to.equal("proveStep");
      });
    }

    it("two who go on after the end, to different states, both lose", async () => {
      const { challenger, accused } = await bothHonest();
      const on = async (side: Litigant, salt: string) =>
        await altered(side, { end: end + 1n, made: [madeState({ eic: end + 1n }, salt)] });
      const judged = await judge(court, await on(challenger, "one"), await on(accused, "two"));
      await expectVerdict(judged, "both-lost");
      expect(judged.moves.at(-1)?.dispute.lo).to.equal(end);
    });

    it("zero, the stepper's answer where no step is possible, is nobody's right state", async () => {
      const { challenger, accused } = await bothHonest();
      const last = (salt: string) => madeState({ eic: end + 2n }, salt);
      const zero = { ...madeState({ eic: end + 1n }), hash: NO_STATE };
      const other = madeState({ eic: end + 1n }, "other");
      const judged = await judge(
        court,
        await altered(challenger, { end: end + 2n, made: [zero, last("one")] }),
        await altered(accused, { end: end + 2n, made: [other, last("two")] }),
      );
      const { lo, stated } = judged.moves.at(-1)!.dispute;
      expect([lo, stated.challenger]).to.deep.equal([end, NO_STATE]);
      await expectVerdict(judged, "both-lost");
    });
  });

  describe("input", () => {
    it("a challenger without the block shows that it is read; the lying accused loses", async () => {
      const honest = await court.nodes[0].run(FIRST);
      const lie = { kind: "fuel", at: 1n, seed: 3 } as const;
      const lying = await court.nodes[1].runLying(FIRST, lie, honest.end);
      const challenger = await altered(litigant(court.nodes[0], honest), { blind: true });
      const accused = await altered(litigant(court.nodes[1], lying), { blind: true });
      const judged = await judge(court, challenger, accused);
      await expectVerdict(judged, "accused-lost");
      expect(judged.moves.slice(-2).map(({ kind }) => kind)).to.deep.equal([
        "showInput",
        "timeOut",
      ]);
    });

    it("the honest accused proves what it signed for, against a challenger who does not", async () => {
      const honest = await court.nodes[1].run(FIRST);
      const lie = { kind: "fuel", at: 1n, seed: 3 } as const;
      const lying = await court.nodes[0].runLying(FIRST, lie, honest.end);
      const challenger = await altered(litigant(court.nodes[0], lying), { blind: true });
      const judged = await judge(court, challenger, litigant(court.nodes[1], honest));
      await expectVerdict(judged, "challenger-lost");
      expect(judged.moves.slice(-2).map(({ kind }) => kind)).to.deep.equal([
        "showInput",
        "proveStep",
      ]);
    });

    it("who signed for a data hash of no block loses: nobody can prove the step", async () => {
      const honest = await court.nodes[0].run(FIRST);
      const theirs = await court.nodes[1].run(FIRST);
      const end = 1n;
      const dataHash = `0x${"ab".repeat(32)}`;
      const challenger = await altered(litigant(court.nodes[0], honest), {
        end,
        made: [madeState({ eic: end }, "one")],
        dataHash,
        blind: true,
      });
      const accused = await altered(litigant(court.nodes[1], theirs), {
        end,
        made: [madeState({ eic: end }, "two")],
        dataHash,
        blind: true,
      });
      const judged = await judge(court, challenger, accused);
      await expectVerdict(judged, "accused-lost");
    });

    it("is shown once, and only where a step reads it", async () => {
      const honest = await court.nodes[0].run(FIRST);
      const made = (eic: bigint, salt: string) => ({ end: eic, made: [madeState({ eic }, salt)] });
      const theirs = await court.nodes[1].run(FIRST);
      const challenger = await altered(litigant(court.nodes[0], honest), made(1n, "one"));
      const accused = await altered(litigant(court.nodes[1], theirs), made(1n, "two"));
      const id = await accuse(challenger, accused);
      const { claim } = accused.claim;
      const { client } = accused.node;
      const play = async (move: Parameters<typeof client.play>[3]) =>
        await refusal(client.play(id, claim, await client.disputeOf(id), move));
      expect(await play({ kind: "openEnd", end: await accused.trace.openCounters(1n) })).to.equal(
        "allowed",
      );
      const proof = (await accused.trace.proveInput(0n))!;
      for (const wrong of [proof.slice(1), proof.slice(0, -1), Uint8Array.of(...proof, 0)]) {
        expect(await play({ kind: "showInput", proof: wrong })).to.not.equal("allowed");
      }
      expect(await play({ kind: "showInput", proof })).to.equal("allowed");
      expect((await client.disputeOf(id)).turn).to.equal("accused");
      expect(await play({ kind: "showInput", proof })).to.equal("InputAlreadyShown");
      // The result is neither's: anyone may prove it, on the accused's time.
      const step = (await accused.trace.proveStep(0n))!;
      const stranger = court.owner;
      await stranger.play(id, claim, await stranger.disputeOf(id), {
        kind: "proveStep",
        proof: step,
      });
      expect((await stranger.disputeOf(id)).outcome).to.equal("both-lost");
    });
  });
});
