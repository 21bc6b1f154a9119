/** An Arbiter with real stepper, a registered package, nodes with deposits, and games between them. */
import { expect } from "chai";
import { network } from "hardhat";

import { ArbiterClient } from "../../../offchain/chain/arbiter.ts";
import type { Claim } from "../../../offchain/chain/claim.ts";
import type { Challenge } from "../../../offchain/chain/claim.ts";
import { deploy } from "../../../offchain/chain/deploy.ts";
import type { Deployment, Parameters } from "../../../offchain/chain/deploy.ts";
import { ChainError } from "../../../offchain/chain/errors.ts";
import { deadlineOf } from "../../../offchain/chain/game.ts";
import type { Move } from "../../../offchain/game/moves.ts";
import type { Side } from "../../../offchain/game/scalars.ts";
import { madeState } from "./states.ts";
import type { MadeState } from "./states.ts";

export const ETHER = 10n ** 18n;

export const PARAMETERS: Parameters = {
  minDeposit: ETHER,
  coolingOff: 1_000,
  clockAllowance: 300,
  rewardShare: 2_500,
};

/** k of the games here. */
export const ARITY = 4;

export const DATA_HASH = `0x${"d1".repeat(32)}`;

/** SHA-256 of nothing: the data hash of a block without transactions. */
export const EMPTY_DATA_HASH = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The facts of a program without anything (docs/VM.md 2.4): version 1, one frame, one slot. */
function leastFacts(): Uint8Array {
  const facts = new Uint8Array(148);
  const view = new DataView(facts.buffer);
  view.setUint32(0, 1);
  view.setUint32(8, 1);
  view.setUint32(12, 1);
  return facts;
}

export const LEAST_PACKAGE = {
  codeLength: 1,
  codeRoot: new Uint8Array(32).fill(1),
  facts: leastFacts(),
  allowance: 1_000_000n,
};

type Connection = Awaited<ReturnType<typeof network.create>>;

export interface Scene {
  readonly ethers: Connection["ethers"];
  readonly helpers: Connection["networkHelpers"];
  readonly deployment: Deployment;
  /** Block of the Arbiter's deployment. */
  readonly firstBlock: number;
  readonly owner: ArbiterClient;
  /** Five nodes, each with a deposit of the least. */
  readonly nodes: readonly ArbiterClient[];
  /** Their addresses. */
  readonly addresses: readonly string[];
  /** Has no deposit. */
  readonly stranger: ArbiterClient;
  readonly package: string;
}

let first: { readonly scene: Scene; readonly snapshot: { restore(): Promise<void> } } | undefined;

/** The same scene, as it was at first, for every test. */
export async function setScene(): Promise<Scene> {
  if (first === undefined) {
    const scene = await makeScene();
    first = { scene, snapshot: await scene.helpers.takeSnapshot() };
  } else {
    await first.snapshot.restore();
  }
  return first.scene;
}

async function makeScene(): Promise<Scene> {
  const { ethers, networkHelpers: helpers } = await network.create();
  const signers = await ethers.getSigners();
  const deployment = await deploy(signers[0]!, { parameters: PARAMETERS, arity: ARITY });
  const clients = signers
    .slice(0, 7)
    .map((signer) => new ArbiterClient(deployment.arbiter, signer));
  const [owner, stranger, ...nodes] = clients as [ArbiterClient, ArbiterClient, ...ArbiterClient[]];
  const firstBlock = await ethers.provider.getBlockNumber();
  for (const node of nodes) await node.deposit(ETHER);
  return {
    ethers,
    helpers,
    deployment,
    firstBlock,
    owner,
    nodes,
    addresses: signers.slice(2, 7).map(({ address }) => address),
    stranger,
    package: await owner.registerPackage(LEAST_PACKAGE),
  };
}

/** Deposits, owed and burned make up the balance after every transaction so far. */
export async function expectConservation({
  ethers,
  owner,
  deployment,
  firstBlock,
}: Pick<Scene, "ethers" | "owner" | "deployment" | "firstBlock">): Promise<void> {
  const latest = await ethers.provider.getBlockNumber();
  for (let blockTag = firstBlock; blockTag <= latest; blockTag++) {
    const { deposits, owed, burned } = await owner.contract.totals({ blockTag });
    const balance = await ethers.provider.getBalance(deployment.arbiter, blockTag);
    expect(deposits + owed + burned, `block ${blockTag}`).to.equal(balance);
  }
}

/** What the call is refused with: the error's name. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ChainError) return error.reason;
    throw error;
  }
  return "allowed";
}

// Games.

export const START = madeState({ eic: 100n }, "start");
export const HEIGHT = 5n;

export function claimOf(scene: Scene, end: MadeState, changes: Partial<Claim> = {}): Claim {
  return {
    package: scene.package,
    height: HEIGHT,
    dataHash: DATA_HASH,
    start: START.hash,
    end: end.hash,
    ...changes,
  };
}

/** An earlier claim that ends where the games here start. */
export function earlierClaim(scene: Scene, changes: Partial<Claim> = {}): Claim {
  const before = madeState({ eic: 90n }, "before");
  return claimOf(scene, START, { height: HEIGHT - 1n, start: before.hash, ...changes });
}

export interface Quarrel {
  readonly challenger: ArbiterClient;
  readonly accused: ArbiterClient;
  readonly challengerEnd: MadeState;
  readonly accusedEnd: MadeState;
  /** Changes to the claim that both make. */
  readonly claim?: Partial<Claim>;
}

/** A challenge in which everything is in order. */
export async function challengeOf(scene: Scene, quarrel: Quarrel): Promise<Challenge> {
  const { challenger, accused, challengerEnd, accusedEnd } = quarrel;
  const claim = claimOf(scene, accusedEnd, quarrel.claim);
  const own = { ...claim, end: challengerEnd.hash };
  return {
    accused: await accused.signClaim(claim),
    end: own.end,
    signature: (await challenger.signClaim(own)).signature,
    agreed: [
      await accused.signClaim(earlierClaim(scene)),
      await challenger.signClaim(earlierClaim(scene)),
    ],
    startCounters: START.counters,
    endCounters: challengerEnd.counters,
  };
}

/** A game that has been opened. */
export class Played {
  readonly id: string;
  readonly claim: Claim;
  readonly quarrel: Quarrel;
  readonly #scene: Scene;

  private constructor(scene: Scene, id: string, claim: Claim, quarrel: Quarrel) {
    this.#scene = scene;
    this.id = id;
    this.claim = claim;
    this.quarrel = quarrel;
  }

  static async open(scene: Scene, quarrel: Quarrel): Promise<Played> {
    const challenge = await challengeOf(scene, quarrel);
    const { game } = await quarrel.challenger.open(challenge);
    return new Played(scene, game, challenge.accused.claim, quarrel);
  }

  async dispute() {
    return await this.#scene.owner.disputeOf(this.id);
  }

  async move(by: Side | ArbiterClient, move: Move): Promise<void> {
    const client = by instanceof ArbiterClient ? by : this.quarrel[by];
    await client.play(this.id, this.claim, await this.dispute(), move);
  }

  /** The accused opens its end. */
  async openEnd(): Promise<void> {
    await this.move("accused", { kind: "openEnd", end: this.quarrel.accusedEnd.counters });
  }

  /** Unix time of the last second of whoever is on the clock. */
  async deadline(): Promise<bigint> {
    return deadlineOf(await this.#scene.owner.record(this.id));
  }

  /** Lets whoever is on the clock be late, and has a stranger say so. */
  async timeOut(): Promise<void> {
    const { time } = this.#scene.helpers;
    const late = (await this.deadline()) + 1n;
    if (late > BigInt(await time.latest())) await time.setNextBlockTimestamp(late);
    await this.#scene.stranger.timeOut(this.id);
  }
}
