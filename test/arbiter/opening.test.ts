/**
 * Opening a game (paper 4.1, dispute initiation).
 *
 *   open      ── package unknown ───────────────────────────► UnknownPackage
 *             ── data hash of no transactions, or zero ─────► NoTransactions
 *             ── both ends the same ────────────────────────► SameEnd
 *             ── own claim ─────────────────────────────────► OwnClaim
 *             ── start not VM_0 ── evidence not two claims ─► WrongEvidence
 *             │                 ── not an earlier end ──────► NotAnEarlierEnd
 *             │                 ── signed by another ───────► WrongSigner
 *             ── own end not signed by the sender ──────────► WrongSigner
 *             ── challenger without the least deposit ──────► NotBonded, DepositTooSmall
 *             ── accused without deposit, or convicted ─────► NotBonded, NodeConvicted
 *             ── played before ─────────────────────────────► GameExists
 *             ── counters of another state ─────────────────► WrongOpening
 *             ── own end not later than the start ──────────► EmptyTrace
 *             ── else ──────────────────────────────────────► Opening, the accused on the clock
 *   openEnd   ── not the accused ───────────────────────────► NotOnTurn
 *             ── counters of another state ─────────────────► WrongOpening
 *             ── end not later than the start ──────────────► the accused loses
 *             ── as long as the challenger's, one step ─────► Stepping
 *             ── as long, more steps ───────────────────────► Listing
 *             ── else ──────────────────────────────────────► Common
 */
import { expect } from "chai";

import { claimDomain, signClaim } from "../../offchain/chain/claim.ts";
import type { Challenge } from "../../offchain/chain/claim.ts";
import {
  challengeOf,
  claimOf,
  earlierClaim,
  EMPTY_DATA_HASH,
  ETHER,
  expectConservation,
  HEIGHT,
  PARAMETERS,
  Played,
  refusal,
  setScene,
  START,
} from "./support/scene.ts";
import type { Quarrel, Scene } from "./support/scene.ts";
import { madeState } from "./support/states.ts";

describe("opening a game", () => {
  let scene: Scene;
  let quarrel: Quarrel;
  let good: Challenge;

  beforeEach(async () => {
    scene = await setScene();
    quarrel = {
      challenger: scene.nodes[0]!,
      accused: scene.nodes[1]!,
      challengerEnd: madeState({ eic: 120n }, "challenger"),
      accusedEnd: madeState({ eic: 120n }, "accused"),
    };
    good = await challengeOf(scene, quarrel);
  });

  afterEach(async () => {
    await expectConservation(scene);
  });

  const opening = (changes: Partial<Challenge>) =>
    refusal(quarrel.challenger.open({ ...good, ...changes }));

  /** A challenge that would be in order, but for the changes in what both claim. */
  const openingOf = async (changes: Partial<Quarrel>) =>
    refusal(quarrel.challenger.open(await challengeOf(scene, { ...quarrel, ...changes })));

  it("holds both deposits, puts the accused on the clock, and is told by an event", async () => {
    const { game, receipt } = await quarrel.challenger.open(good);
    const claim = good.accused.claim;
    expect(game).to.equal(
      await scene.owner.contract.gameIdOf(scene.addresses[0]!, scene.addresses[1]!, claim),
    );
    const dispute = await scene.owner.disputeOf(game);
    expect(dispute).to.deep.equal({
      phase: "opening",
      outcome: undefined,
      turn: "accused",
      longer: undefined,
      arity: 4,
      start: 100n,
      lo: 100n,
      hi: 120n,
      agreed: START.hash,
      stated: { challenger: quarrel.challengerEnd.hash, accused: quarrel.accusedEnd.hash },
      list: [],
    });
    for (const address of scene.addresses.slice(0, 2)) {
      expect((await scene.owner.accountOf(address)).openGames).to.equal(1n);
    }
    const event = scene.owner.contract.interface.parseLog(receipt.logs[0]!)!;
    expect(event.name).to.equal("GameOpened");
    expect([event.args.startEic, event.args.startTf]).to.deep.equal([100n, 700n]);
    expect([event.args.endEic, event.args.endTf]).to.deep.equal([120n, 840n]);
  });

  it("refuses claims that nobody should make", async () => {
    const unknown = { package: `0x${"00".repeat(32)}` };
    expect(await openingOf({ claim: unknown })).to.equal("UnknownPackage");
    expect(await openingOf({ claim: { dataHash: EMPTY_DATA_HASH } })).to.equal("NoTransactions");
    const zero = `0x${"00".repeat(32)}`;
    expect(await openingOf({ claim: { dataHash: zero } })).to.equal("NoTransactions");
    expect(await openingOf({ challengerEnd: quarrel.accusedEnd })).to.equal("SameEnd");
    expect(await openingOf({ accused: quarrel.challenger })).to.equal("OwnClaim");
  });

  it("refuses another's signature, and one for another arbiter, chain or claim", async () => {
    const { accused, challenger } = quarrel;
    const own = { ...good.accused.claim, end: good.end };
    const { signature } = await accused.signClaim(own);
    expect(await opening({ signature })).to.equal("WrongSigner");
    // A claim changed after it was signed is one of nobody who has a deposit.
    const changed = { ...good.accused.claim, height: HEIGHT + 1n };
    const forged = { claim: changed, signature: good.accused.signature };
    const signed = await challenger.signClaim({ ...changed, end: good.end });
    expect(await opening({ accused: forged, signature: signed.signature, agreed: [] })).to.equal(
      "WrongEvidence",
    );
    const signer = (await scene.ethers.getSigners())[3]!;
    const { arbiter, stepper } = scene.deployment;
    for (const domain of [claimDomain(1n, arbiter), claimDomain(31_337n, stepper)]) {
      const elsewhere = await signClaim(signer, domain, good.accused.claim);
      expect(await opening({ accused: elsewhere })).to.equal("WrongSigner");
    }
    const here = await signClaim(signer, claimDomain(31_337n, arbiter), good.accused.claim);
    expect(here).to.deep.equal(good.accused);
    expect(await opening({ signature: `${good.signature}00` })).to.equal(
      "ECDSAInvalidSignatureLength",
    );
  });

  it("takes a start only by an earlier claim of each party that ends there", async () => {
    const { accused, challenger } = quarrel;
    const [first, second] = good.agreed as [Challenge["accused"], Challenge["accused"]];
    expect(await opening({ agreed: [] })).to.equal("WrongEvidence");
    expect(await opening({ agreed: [first] })).to.equal("WrongEvidence");
    expect(await opening({ agreed: [second, first] })).to.equal("WrongSigner");
    expect(await opening({ agreed: [first, first] })).to.equal("WrongSigner");
    const later = earlierClaim(scene, { height: HEIGHT });
    const elsewhere = earlierClaim(scene, { end: quarrel.accusedEnd.hash });
    const foreign = earlierClaim(scene, { package: `0x${"77".repeat(32)}` });
    for (const claim of [later, elsewhere, foreign]) {
      const byAccused = await accused.signClaim(claim);
      const byChallenger = await challenger.signClaim(claim);
      expect(await opening({ agreed: [byAccused, second] })).to.equal("NotAnEarlierEnd");
      expect(await opening({ agreed: [first, byChallenger] })).to.equal("NotAnEarlierEnd");
    }
    // The two may be different claims, as long as they end alike.
    const before = madeState({ eic: 80n }, "another");
    const different = earlierClaim(scene, { height: 1n, start: before.hash });
    const agreed = [first, await challenger.signClaim(different)];
    expect(await opening({ agreed })).to.equal("allowed");
  });

  it("takes VM_0 without evidence, and with none only", async () => {
    const { vm0 } = await scene.owner.packageOf(scene.package);
    const claim = { start: vm0 };
    const challenge = await challengeOf(scene, { ...quarrel, claim });
    expect(await refusal(quarrel.challenger.open(challenge))).to.equal("WrongEvidence");
    // The counters shown are those of another state than VM_0.
    expect(await refusal(quarrel.challenger.open({ ...challenge, agreed: [] }))).to.equal(
      "WrongOpening",
    );
  });

  it("refuses parties without enough at stake", async () => {
    const { stranger } = scene;
    expect(await openingOf({ accused: stranger })).to.equal("NotBonded");
    const byStranger = await challengeOf(scene, { ...quarrel, challenger: stranger });
    expect(await refusal(stranger.open(byStranger))).to.equal("NotBonded");
    await scene.owner.contract.setParameters({ ...PARAMETERS, minDeposit: 2n * ETHER });
    expect(await opening({})).to.equal("DepositTooSmall");
    // The accused is liable with whatever it has.
    await quarrel.challenger.deposit(ETHER);
    expect(await opening({})).to.equal("allowed");
  });

  it("plays each game once, and others about the same claim beside it", async () => {
    const game = await Played.open(scene, quarrel);
    expect(await opening({})).to.equal("GameExists");
    expect(await openingOf({ challengerEnd: madeState({ eic: 130n }, "other") })).to.equal(
      "GameExists",
    );
    const third = await challengeOf(scene, { ...quarrel, challenger: scene.nodes[2]! });
    expect(await refusal(scene.nodes[2]!.open(third))).to.equal("allowed");
    await game.timeOut();
    expect(await opening({})).to.equal("NodeConvicted");
  });

  it("refuses openings of another state, bit for bit", async () => {
    const { startCounters, endCounters } = good;
    expect(await opening({ startCounters: endCounters })).to.equal("WrongOpening");
    expect(await opening({ endCounters: startCounters })).to.equal("WrongOpening");
    const eic = { ...endCounters, eic: 121n };
    const tf = { ...endCounters, tf: endCounters.tf + 1n };
    expect(await opening({ endCounters: eic })).to.equal("WrongOpening");
    expect(await opening({ endCounters: tf })).to.equal("WrongOpening");
    for (let i = 0; i < 3; i++) {
      const siblings = endCounters.siblings.map((sibling) => sibling.slice());
      siblings[i]![31]! ^= 1;
      expect(await opening({ endCounters: { ...endCounters, siblings } })).to.equal("WrongOpening");
    }
  });

  it("refuses a challenger whose own trace is empty", async () => {
    for (const eic of [0n, 99n, 100n]) {
      const challengerEnd = madeState({ eic }, "challenger");
      expect(await openingOf({ challengerEnd })).to.equal("EmptyTrace");
    }
  });

  describe("the accused's answer", () => {
    const opened = (accusedEic: bigint, challengerEic = 120n) =>
      Played.open(scene, {
        ...quarrel,
        challengerEnd: madeState({ eic: challengerEic }, "challenger"),
        accusedEnd: madeState({ eic: accusedEic }, "accused"),
      });

    it("is the accused's to give, with its own end", async () => {
      const game = await opened(120n);
      const { counters } = game.quarrel.accusedEnd;
      const move = { kind: "openEnd", end: counters } as const;
      expect(await refusal(game.move("challenger", move))).to.equal("NotOnTurn");
      expect(await refusal(game.move(scene.stranger, move))).to.equal("NotOnTurn");
      const other = { kind: "openEnd", end: game.quarrel.challengerEnd.counters } as const;
      expect(await refusal(game.move("accused", other))).to.equal("WrongOpening");
      await game.openEnd();
      expect(await refusal(game.openEnd())).to.equal("WrongPhase");
    });

    it("loses at once with an end that is not later than the start", async () => {
      for (const eic of [0n, 99n, 100n]) {
        scene = await setScene();
        quarrel = { ...quarrel, challenger: scene.nodes[0]!, accused: scene.nodes[1]! };
        const game = await opened(eic);
        await game.openEnd();
        expect((await game.dispute()).outcome).to.equal("accused-lost");
        expect((await scene.owner.accountOf(scene.addresses[1]!)).convicted).to.equal(true);
        expect((await scene.owner.accountOf(scene.addresses[0]!)).openGames).to.equal(0n);
      }
    });

    for (const [steps, phase] of [
      [1n, "stepping"],
      [2n, "listing"],
      [3n, "listing"],
      [4n, "listing"],
      [5n, "listing"],
      [2n ** 64n - 101n, "listing"],
    ] as const) {
      it(`leads from ${steps} steps on both sides to ${phase}, the challenger on turn`, async () => {
        const game = await opened(100n + steps, 100n + steps);
        await game.openEnd();
        const { phase: actual, turn, lo, hi } = await game.dispute();
        expect([actual, turn, lo, hi]).to.deep.equal([phase, "challenger", 100n, 100n + steps]);
      });
    }

    it("leads from different lengths to the longer side's statement", async () => {
      const shorter = await opened(110n);
      await shorter.openEnd();
      const first = await shorter.dispute();
      expect([first.phase, first.turn, first.longer, first.hi]).to.deep.equal([
        "common",
        "challenger",
        "challenger",
        110n,
      ]);
      const longer = await opened(130n);
      await longer.openEnd();
      const second = await longer.dispute();
      expect([second.phase, second.turn, second.longer, second.hi]).to.deep.equal([
        "common",
        "accused",
        "accused",
        120n,
      ]);
    });
  });

  it("computes claim digests as wallets do", async () => {
    const claim = claimOf(scene, quarrel.accusedEnd);
    const { signature } = await quarrel.accused.signClaim(claim);
    const digest = await scene.owner.contract.claimDigest(claim);
    expect(scene.ethers.recoverAddress(digest, signature)).to.equal(scene.addresses[1]);
  });
});
