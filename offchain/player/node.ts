/** A bonded node that runs blocks of one package, signs what comes out, and can defend or dispute it. */
import { toHex } from "../bytes/hex.ts";
import type { ArbiterClient } from "../chain/arbiter.ts";
import type { Challenge, Claim, SignedClaim } from "../chain/claim.ts";
import type { CountersOpening } from "../game/moves.ts";
import { ReplayTrace } from "../game/replay.ts";
import { stateHash } from "../game/scalars.ts";
import type { StateHash } from "../game/scalars.ts";
import type { Interpreter } from "../machine/interpreter.ts";
import type { Snapshot } from "../machine/interpreter/snapshot.ts";
import { dataHashOf } from "../merkle/rfc6962.ts";
import type { Package } from "../program/build.ts";
import { LyingReplay } from "./lies.ts";
import type { LieOptions } from "./lies.ts";
import { MachineReplay, openCounters } from "./machine-replay.ts";

/** A block as it reaches a node. */
export interface NodeBlock {
  readonly height: bigint;
  readonly transactions: readonly Uint8Array[];
}

/** What a node did with a block. */
export interface Ran {
  readonly claim: SignedClaim;
  readonly startCounters: CountersOpening;
  readonly endCounters: CountersOpening;
  /** H_VM after the block, 32 bytes. */
  readonly end: Uint8Array;
  /** Instructions of the block, `enter` included. */
  readonly instructions: bigint;
  /** Status after the block. */
  readonly status: number;
  /** The block's trace, to be played with. The node's machine goes back and forth for it. */
  readonly trace: () => ReplayTrace<Snapshot>;
}

export interface NodeOptions {
  readonly client: ArbiterClient;
  readonly address: string;
  readonly package: Package;
  /** Id under which the Arbiter knows the package. */
  readonly packageId: string;
  /** Fuel allowance of each call, as registered. */
  readonly allowance: bigint;
  /** In the state VM_0. A node that is to lie needs the checked build. */
  readonly machine: Interpreter;
}

export class Node {
  readonly address: string;
  readonly client: ArbiterClient;
  readonly machine: Interpreter;
  readonly #options: NodeOptions;

  constructor(options: NodeOptions) {
    this.#options = options;
    this.address = options.address;
    this.client = options.client;
    this.machine = options.machine;
  }

  /**
   * Runs a block and signs its end (paper 3.3).
   * @throws MachineError if the block is none.
   */
  async run(block: NodeBlock): Promise<Ran> {
    return await this.#run(block, () => {
      this.machine.runToEnd();
      return this.#replay(block);
    });
  }

  /**
   * Runs a block, lying.
   * @param honestEnd H_VM that an honest node reaches.
   */
  async runLying(block: NodeBlock, lie: LieOptions, honestEnd: Uint8Array): Promise<Ran> {
    return await this.#run(block, () => {
      const liar = new LyingReplay(this.#replay(block), this.machine);
      liar.runLying(this.#options.package.program, lie, honestEnd);
      return liar;
    });
  }

  /**
   * The challenge of another node's claim about a block that this one ran too.
   * @param agreed An earlier claim of the accused and one of this node, which both end where the block
   *   starts; empty if it starts at VM_0.
   */
  challenge(ours: Ran, theirs: SignedClaim, agreed: readonly SignedClaim[]): Challenge {
    return {
      accused: theirs,
      end: ours.claim.claim.end,
      signature: ours.claim.signature,
      agreed,
      startCounters: ours.startCounters,
      endCounters: ours.endCounters,
    };
  }

  async #run(block: NodeBlock, execute: () => MachineReplay | LyingReplay): Promise<Ran> {
    const { client, packageId, allowance } = this.#options;
    const { machine } = this;
    const { height, transactions } = block;
    const dataHash = dataHashOf(transactions);
    const start = this.#hash();
    const startCounters = openCounters(machine);
    machine.enter({ height, transactions, dataHash, allowance });
    const before = machine.snapshot();
    const replay = execute();
    const end = this.#hash();
    const endCounters = openCounters(machine);
    const after = machine.snapshot();
    const claim: Claim = { package: packageId, height, dataHash: toHex(dataHash), start, end };
    return {
      claim: await client.signClaim(claim),
      startCounters,
      endCounters,
      end: machine.hash().slice(),
      instructions: endCounters.eic - startCounters.eic,
      status: machine.status,
      trace: () => new ReplayTrace(replay, before, after),
    };
  }

  #replay(block: NodeBlock): MachineReplay {
    return new MachineReplay(this.machine, this.#options.package.commitment, block);
  }

  #hash(): StateHash {
    return stateHash(this.machine.hash());
  }
}
