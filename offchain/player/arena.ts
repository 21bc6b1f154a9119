/**
 * Two bonded nodes, one package, one Arbiter: they run blocks together until one of them lies, and
 * play that quarrel to its verdict. For the demonstration and for tests, both nodes in one process.
 */
import type { ContractTransactionReceipt, Signer } from "ethers";

import { ArbiterClient } from "../chain/arbiter.ts";
import type { Totals } from "../chain/arbiter.ts";
import { deploy } from "../chain/deploy.ts";
import type { Deployment, Parameters } from "../chain/deploy.ts";
import type { SignedClaim } from "../chain/claim.ts";
import { beforeStep, explainStep } from "../explain/explain.ts";
import type { Explanation } from "../explain/explain.ts";
import type { Dispute, Outcome } from "../game/dispute.ts";
import type { ReplayTrace } from "../game/replay.ts";
import { otherSide } from "../game/scalars.ts";
import type { Side } from "../game/scalars.ts";
import { Interpreter } from "../machine/interpreter.ts";
import type { Snapshot } from "../machine/interpreter/snapshot.ts";
import type { Package } from "../program/build.ts";
import type { LieOptions } from "./lies.ts";
import { Node } from "./node.ts";
import type { NodeBlock, Ran } from "./node.ts";
import { playToEnd } from "./play.ts";
import type { Played } from "./play.ts";

/** The two builds of the interpreter. */
export interface Engines {
  readonly unchecked: WebAssembly.Module;
  readonly checked: WebAssembly.Module;
}

export interface ArenaOptions {
  /** Deploys and owns. */
  readonly owner: Signer;
  readonly honest: Signer;
  readonly liar: Signer;
  readonly engines: Engines;
  readonly package: Package;
  /** Fuel of each call. */
  readonly allowance: bigint;
  /** What each node puts at stake, in wei. */
  readonly deposit: bigint;
  readonly parameters?: Parameters;
  readonly arity?: number;
  /** Lets the chain's time pass beyond every clock. */
  readonly passTime: () => Promise<void>;
}

/** Money of both nodes at one moment, in wei. */
export interface Money {
  readonly honest: { readonly deposit: bigint; readonly owed: bigint };
  readonly liar: { readonly deposit: bigint; readonly owed: bigint };
  readonly totals: Totals;
}

export interface Quarrel {
  readonly outcome: Outcome;
  readonly liarSide: Side;
  /** Addresses of the nodes that were slashed. */
  readonly slashed: readonly string[];
  readonly honest: Ran;
  readonly lying: Ran;
  readonly opening: ContractTransactionReceipt;
  readonly moves: readonly Played[];
  /** The dispute as the last move found it. */
  readonly last: Dispute;
  /** The step in dispute; undefined where the verdict needed none. */
  readonly explanation: Explanation | undefined;
  readonly money: { readonly before: Money; readonly after: Money };
  /** Instructions that each side ran in all, first run included. */
  readonly work: Readonly<Record<Side, bigint>>;
}

export class Arena {
  readonly deployment: Deployment;
  /** Of the deployment and the registration, in order. */
  readonly packageId: string;
  readonly honest: Node;
  readonly liar: Node;
  readonly #options: ArenaOptions;
  /** The last claim that both have signed: the liar's and the honest node's. */
  #agreed: Readonly<Record<"honest" | "liar", SignedClaim>> | undefined;
  readonly #before: { honest: Snapshot; liar: Snapshot };

  private constructor(
    options: ArenaOptions,
    deployment: Deployment,
    packageId: string,
    nodes: { honest: Node; liar: Node },
  ) {
    this.#options = options;
    this.deployment = deployment;
    this.packageId = packageId;
    this.honest = nodes.honest;
    this.liar = nodes.liar;
    this.#before = { honest: this.honest.machine.snapshot(), liar: this.liar.machine.snapshot() };
  }

  /** Deploys the contracts, registers the package, and bonds both nodes. */
  static async create(options: ArenaOptions): Promise<Arena> {
    const { owner, package: pack, allowance } = options;
    const deployment = await deploy(owner, {
      ...(options.parameters && { parameters: options.parameters }),
      ...(options.arity !== undefined && { arity: options.arity }),
    });
    const { codeLength, code, facts } = pack.commitment;
    const packageId = await new ArbiterClient(deployment.arbiter, owner).registerPackage({
      codeLength,
      codeRoot: code.root,
      facts,
      allowance,
    });
    const node = async (signer: Signer, engine: WebAssembly.Module): Promise<Node> => {
      const client = new ArbiterClient(deployment.arbiter, signer);
      await client.deposit(options.deposit);
      const address = await signer.getAddress();
      const machine = Interpreter.create(engine, pack.program);
      return new Node({ client, address, package: pack, packageId, allowance, machine });
    };
    return new Arena(options, deployment, packageId, {
      honest: await node(options.honest, options.engines.unchecked),
      liar: await node(options.liar, options.engines.checked),
    });
  }

  /** A block that both run honestly; answers what the honest node did. */
  async runTogether(block: NodeBlock): Promise<Ran> {
    const honest = await this.honest.run(block);
    const liar = await this.liar.run(block);
    if (liar.claim.claim.end !== honest.claim.claim.end) {
      throw new Error(`the two builds of the interpreter differ at height ${block.height}`);
    }
    this.#agreed = { honest: honest.claim, liar: liar.claim };
    this.#before.honest = this.honest.machine.snapshot();
    this.#before.liar = this.liar.machine.snapshot();
    return honest;
  }

  /**
   * A block in which the liar lies; played to the verdict. May be repeated on a chain that was set back.
   * @param liarSide Whether the liar disputes, or is disputed.
   */
  async quarrel(
    block: NodeBlock,
    lie: LieOptions,
    liarSide: Side,
    onMove: (played: Played) => void = () => undefined,
    onRun: (honest: Ran, lying: Ran) => void = () => undefined,
  ): Promise<Quarrel> {
    this.honest.machine.restore(this.#before.honest);
    this.liar.machine.restore(this.#before.liar);
    const honest = await this.honest.run(block);
    const lying = await this.liar.runLying(block, lie, honest.end);
    onRun(honest, lying);

    const before = await this.#money();
    const opened = await this.#open(honest, lying, liarSide);
    const traces = { honest: honest.trace(), liar: lying.trace() };
    const moves: Played[] = [];
    const outcome = await playToEnd({
      id: opened.game,
      claim: (liarSide === "accused" ? lying : honest).claim.claim,
      parties: {
        [liarSide]: { client: this.liar.client, trace: traces.liar },
        [otherSide(liarSide)]: { client: this.honest.client, trace: traces.honest },
      } as Record<Side, { client: ArbiterClient; trace: ReplayTrace<Snapshot> }>,
      passTime: this.#options.passTime,
      onMove: (played) => {
        moves.push(played);
        onMove(played);
      },
    });
    const last = moves.at(-1).dispute;
    const work = {
      [liarSide]: lying.instructions + traces.liar.instructionsRun,
      [otherSide(liarSide)]: honest.instructions + traces.honest.instructionsRun,
    } as Record<Side, bigint>;
    return {
      outcome,
      liarSide,
      slashed: await this.#slashed(),
      honest,
      lying,
      opening: opened.receipt,
      moves,
      last,
      explanation: last.phase === "stepping" ? this.#explain(traces.honest, last.lo) : undefined,
      money: { before, after: await this.#money() },
      work,
    };
  }

  /** Opens a game between two claims about the last block. */
  async #open(
    honest: Ran,
    lying: Ran,
    liarSide: Side,
  ): Promise<{ game: string; receipt: ContractTransactionReceipt }> {
    const [challenger, ours, theirs] =
      liarSide === "accused" ? [this.honest, honest, lying] : [this.liar, lying, honest];
    const agreed = this.#agreed;
    const evidence =
      agreed === undefined
        ? []
        : liarSide === "accused"
          ? [agreed.liar, agreed.honest]
          : [agreed.honest, agreed.liar];
    return await challenger.client.open(challenger.challenge(ours, theirs.claim, evidence));
  }

  /** The block as the honest node runs it, without consequences. */
  async rehearse(block: NodeBlock): Promise<Ran> {
    this.honest.machine.restore(this.#before.honest);
    const ran = await this.honest.run(block);
    this.honest.machine.restore(this.#before.honest);
    return ran;
  }

  /** Tries to dispute an equal claim, as nobody can. Rejects with the Arbiter's reason. */
  async disputeEqual(block: NodeBlock): Promise<void> {
    this.honest.machine.restore(this.#before.honest);
    this.liar.machine.restore(this.#before.liar);
    const honest = await this.honest.run(block);
    const other = await this.liar.run(block);
    await this.#open(honest, other, "accused");
  }

  /** The honest trace's step after `eic`, in words. */
  #explain(trace: ReplayTrace<Snapshot>, eic: bigint): Explanation {
    trace.openPc(eic);
    const { machine } = this.honest;
    const { commitment, debug } = this.#options.package;
    const { codeLength, code } = commitment;
    const before = beforeStep({ codeLength, code, origin: debug.origin }, machine);
    machine.step();
    return explainStep(before, machine);
  }

  async #slashed(): Promise<string[]> {
    const slashed: string[] = [];
    for (const node of [this.honest, this.liar]) {
      if ((await node.client.accountOf(node.address)).convicted) slashed.push(node.address);
    }
    return slashed;
  }

  async #money(): Promise<Money> {
    const of = async (node: Node): Promise<Money["honest"]> => ({
      deposit: (await node.client.accountOf(node.address)).deposit,
      owed: await node.client.owedTo(node.address),
    });
    return {
      honest: await of(this.honest),
      liar: await of(this.liar),
      totals: await this.honest.client.totals(),
    };
  }
}
