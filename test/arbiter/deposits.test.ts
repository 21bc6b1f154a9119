/**
 * Deposits and withdrawals.
 *
 *   deposit             ── below the least ─────────────► DepositTooSmall
 *                       ── leaving ─────────────────────► NodeLeaving
 *                       ── convicted ───────────────────► NodeConvicted
 *                       ── paused ──────────────────────► EnforcedPause
 *                       ── else ────────────────────────► bonded
 *   requestWithdrawal   ── no deposit ──────────────────► NotBonded
 *                       ── leaving ─────────────────────► NodeLeaving
 *                       ── else ────────────────────────► leaving: no longer bonded, still liable
 *   cancelWithdrawal    ── not leaving ─────────────────► NodeNotLeaving
 *                       ── else ────────────────────────► bonded
 *   withdraw            ── not leaving ─────────────────► NodeNotLeaving
 *                       ── cooling-off not elapsed ─────► CoolingOff
 *                       ── a game open ─────────────────► GamesOpen
 *                       ── else ────────────────────────► the deposit, to whom the node says
 *   collect             ── nothing owed ────────────────► NothingOwed
 *                       ── else ────────────────────────► what is owed
 */
import { expect } from "chai";

import {
  ETHER,
  expectConservation,
  PARAMETERS,
  Played,
  refusal,
  setScene,
} from "./support/scene.ts";
import type { Scene } from "./support/scene.ts";
import { madeState } from "./support/states.ts";

describe("deposits", () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await setScene();
  });

  afterEach(async () => {
    await expectConservation(scene);
  });

  const account = (index: number) => scene.owner.accountOf(scene.addresses[index]!);

  it("counts what comes in, and refuses less than the least", async () => {
    const [node] = scene.nodes;
    expect(await refusal(scene.stranger.deposit(ETHER - 1n))).to.equal("DepositTooSmall");
    await node!.deposit(5n);
    expect((await account(0)).deposit).to.equal(ETHER + 5n);
    expect(await scene.owner.contract.isBonded(scene.addresses[0]!)).to.equal(true);
    const { deposits, owed, burned } = await scene.owner.totals();
    expect([deposits, owed, burned]).to.deep.equal([5n * ETHER + 5n, 0n, 0n]);
  });

  it("takes no money but by deposit", async () => {
    const [signer] = await scene.ethers.getSigners();
    const sent = signer!.sendTransaction({ to: scene.deployment.arbiter, value: 1n });
    await sent.then(
      () => expect.fail("the Arbiter took money that is nobody's"),
      () => undefined,
    );
  });

  it("a pause stops new deposits and packages, and no withdrawal", async () => {
    const [node] = scene.nodes;
    await scene.owner.contract.pause();
    expect(await refusal(node!.deposit(ETHER))).to.equal("EnforcedPause");
    expect(
      await refusal(
        scene.owner.registerPackage({
          codeLength: 1,
          codeRoot: new Uint8Array(32),
          facts: new Uint8Array(148),
          allowance: 1n,
        }),
      ),
    ).to.equal("EnforcedPause");
    await node!.requestWithdrawal();
    await scene.helpers.time.increase(PARAMETERS.coolingOff);
    await node!.withdraw();
    expect((await account(0)).deposit).to.equal(0n);
  });

  it("lets a node go at the exact second at which its cooling-off ends", async () => {
    const [node] = scene.nodes;
    expect(await refusal(node!.withdraw())).to.equal("NodeNotLeaving");
    await node!.requestWithdrawal();
    expect(await scene.owner.contract.isBonded(scene.addresses[0]!)).to.equal(false);
    expect(await refusal(node!.requestWithdrawal())).to.equal("NodeLeaving");
    expect(await refusal(node!.deposit(ETHER))).to.equal("NodeLeaving");

    const { releaseTime } = await account(0);
    const { ethers } = scene;
    const requested = (await ethers.provider.getBlock("latest"))!.timestamp;
    expect(releaseTime).to.equal(BigInt(requested + PARAMETERS.coolingOff));
    await scene.helpers.time.setNextBlockTimestamp(releaseTime - 1n);
    expect(await refusal(node!.withdraw())).to.equal("CoolingOff");
    await scene.helpers.time.setNextBlockTimestamp(releaseTime);
    const receiver = ethers.Wallet.createRandom().address;
    await node!.withdraw(receiver);
    expect(await ethers.provider.getBalance(receiver)).to.equal(ETHER);
    expect((await account(0)).releaseTime).to.equal(0n);
    expect(await refusal(node!.withdraw())).to.equal("NodeNotLeaving");
    expect(await refusal(node!.requestWithdrawal())).to.equal("NotBonded");
  });

  it("takes a request back", async () => {
    const [node] = scene.nodes;
    expect(await refusal(node!.cancelWithdrawal())).to.equal("NodeNotLeaving");
    await node!.requestWithdrawal();
    await scene.helpers.time.increase(PARAMETERS.coolingOff);
    await node!.cancelWithdrawal();
    expect(await refusal(node!.withdraw())).to.equal("NodeNotLeaving");
    expect(await scene.owner.contract.isBonded(scene.addresses[0]!)).to.equal(true);
  });

  it("holds a leaving node while a game is open, and lets it go after", async () => {
    const [accused, challenger] = scene.nodes;
    await accused!.requestWithdrawal();
    const game = await Played.open(scene, {
      challenger: challenger!,
      accused: accused!,
      challengerEnd: madeState({ eic: 120n }, "challenger"),
      accusedEnd: madeState({ eic: 120n }, "accused"),
    });
    await game.openEnd();
    await scene.helpers.time.setNextBlockTimestamp((await account(0)).releaseTime);
    expect(await refusal(accused!.withdraw())).to.equal("GamesOpen");
    // It was the challenger's turn.
    await scene.stranger.timeOut(game.id);
    await accused!.withdraw();
    expect((await account(0)).deposit).to.equal(0n);
  });

  it("changes a release time by no parameter", async () => {
    const [node] = scene.nodes;
    await node!.requestWithdrawal();
    const { releaseTime } = await account(0);
    await scene.owner.contract.setParameters({ ...PARAMETERS, coolingOff: 100_000 });
    await scene.helpers.time.setNextBlockTimestamp(releaseTime);
    await node!.withdraw();
  });

  it("pays what is owed once", async () => {
    const [accused, challenger] = scene.nodes;
    const game = await Played.open(scene, {
      challenger: challenger!,
      accused: accused!,
      challengerEnd: madeState({ eic: 120n }, "challenger"),
      accusedEnd: madeState({ eic: 120n }, "accused"),
    });
    expect(await refusal(challenger!.collect())).to.equal("NothingOwed");
    await game.timeOut();
    expect(await scene.owner.owedTo(scene.addresses[1]!)).to.equal(ETHER / 4n);
    const receiver = scene.ethers.Wallet.createRandom().address;
    await challenger!.collect(receiver);
    expect(await scene.ethers.provider.getBalance(receiver)).to.equal(ETHER / 4n);
    expect(await refusal(challenger!.collect())).to.equal("NothingOwed");
    expect(await refusal(accused!.deposit(ETHER))).to.equal("NodeConvicted");
    const { deposits, owed, burned } = await scene.owner.totals();
    expect([deposits, owed, burned]).to.deep.equal([4n * ETHER, 0n, (3n * ETHER) / 4n]);
  });
});
