/** Nodes with real machines before an Arbiter with the real stepper: for games that end in a step. */
import { network } from "hardhat";

import { readEngine } from "../../../offchain/adapters/engines.ts";
import { ArbiterClient } from "../../../offchain/chain/arbiter.ts";
import type { Claim, SignedClaim } from "../../../offchain/chain/claim.ts";
import { deploy } from "../../../offchain/chain/deploy.ts";
import type { Deployment } from "../../../offchain/chain/deploy.ts";
import type { Outcome } from "../../../offchain/game/dispute.ts";
import type { CountersOpening, PcOpening } from "../../../offchain/game/moves.ts";
import type { Side, StateHash } from "../../../offchain/game/scalars.ts";
import type { Trace } from "../../../offchain/game/trace.ts";
import { Interpreter } from "../../../offchain/machine/interpreter.ts";
import { Node } from "../../../offchain/player/node.ts";
import type { NodeBlock, Ran } from "../../../offchain/player/node.ts";
import { playToEnd } from "../../../offchain/player/play.ts";
import type { Played } from "../../../offchain/player/play.ts";
import { buildPackage } from "../../../offchain/program/build.ts";
import { wat } from "../../module/wat.ts";
import { ARITY, ETHER, PARAMETERS } from "./scene.ts";
import type { MadeState } from "./states.ts";

const ALLOWANCE = 10_000_000n;

/** Reads the transactions, and mixes their words into a table of 64 words of memory. */
const PACKAGE = `(module
  (import "fluence" "tx_count" (func $count (result i32)))
  (import "fluence" "tx_len" (func $length (param i32) (result i32)))
  (import "fluence" "tx_read" (func $read (param i32 i32 i32)))
  (memory 1)
  (global $calls (mut i32) (i32.const 0))
  (func $mix (param $at i32) (param $by i32)
    (i32.store (local.get $at)
      (i32.add (i32.mul (i32.load (local.get $at)) (i32.const 31)) (local.get $by))))
  (func (export "gateway") (local $tx i32) (local $i i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $tx) (call $count)))
      (call $read (local.get $tx) (i32.const 0) (i32.const 1024))
      (local.set $i (call $length (local.get $tx)))
      (loop $again
        (call $mix
          (i32.shl (i32.and (local.get $i) (i32.const 63)) (i32.const 2))
          (i32.load (i32.const 1024)))
        (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
      (local.set $tx (i32.add (local.get $tx) (i32.const 1)))
      (br $next)))))`;

export function blockOf(height: bigint, ...texts: readonly string[]): NodeBlock {
  return { height, transactions: texts.map((text) => new TextEncoder().encode(text)) };
}

export interface Court {
  readonly deployment: Deployment;
  readonly ethers: Awaited<ReturnType<typeof network.create>>["ethers"];
  readonly firstBlock: number;
  readonly owner: ArbiterClient;
  readonly packageId: string;
  /** Three bonded nodes in VM_0, with the checked build, so that each can lie. */
  readonly nodes: readonly [Node, Node, Node];
  readonly passTime: () => Promise<void>;
}

let first: { readonly court: Court; readonly setBack: () => Promise<void> } | undefined;

/** The same court, as it was at first, for every test. */
export async function callCourt(): Promise<Court> {
  if (first === undefined) first = await makeCourt();
  else await first.setBack();
  return first.court;
}

async function makeCourt(): Promise<NonNullable<typeof first>> {
  const { ethers, networkHelpers } = await network.create();
  const [deployer, ...signers] = (await ethers.getSigners()).slice(0, 4);
  const deployment = await deploy(deployer!, { parameters: PARAMETERS, arity: ARITY });
  const owner = new ArbiterClient(deployment.arbiter, deployer!);
  const firstBlock = await ethers.provider.getBlockNumber();
  const pack = buildPackage(wat(PACKAGE));
  const { codeLength, code, facts } = pack.commitment;
  const content = { codeLength, codeRoot: code.root, facts, allowance: ALLOWANCE };
  const packageId = await owner.registerPackage(content);
  const engine = readEngine("checked");
  const nodes: Node[] = [];
  for (const signer of signers) {
    const client = new ArbiterClient(deployment.arbiter, signer);
    await client.deposit(ETHER);
    const machine = Interpreter.create(engine, pack.program);
    const { address } = signer;
    nodes.push(
      new Node({ client, address, package: pack, packageId, allowance: ALLOWANCE, machine }),
    );
  }
  const court: Court = {
    deployment,
    ethers,
    firstBlock,
    owner,
    packageId,
    nodes: nodes as [Node, Node, Node],
    passTime: async () => {
      await networkHelpers.time.increase(2 * PARAMETERS.clockAllowance);
    },
  };
  const chain = await networkHelpers.takeSnapshot();
  const machines = nodes.map((node) => node.machine.snapshot());
  const setBack = async () => {
    await chain.restore();
    nodes.forEach((node, i) => node.machine.restore(machines[i]!));
  };
  return { court, setBack };
}

/** A trace with some states replaced by made-up ones, and perhaps another end. */
export class AlteredTrace implements Trace {
  readonly start: bigint;
  readonly end: bigint;
  readonly #base: Trace;
  readonly #made: ReadonlyMap<bigint, MadeState>;
  readonly #blind: boolean;

  constructor(
    base: Trace,
    changes: {
      readonly end?: bigint;
      readonly made?: readonly MadeState[];
      /** Whether the player lacks the block, and so can prove no step that reads it. */
      readonly blind?: boolean;
    },
  ) {
    this.#base = base;
    this.start = base.start;
    this.end = changes.end ?? base.end;
    this.#made = new Map((changes.made ?? []).map((state) => [state.eic, state]));
    this.#blind = changes.blind ?? false;
  }

  async hashAt(eic: bigint): Promise<StateHash> {
    return this.#made.get(eic)?.hash ?? (await this.#base.hashAt(eic));
  }

  async openCounters(eic: bigint): Promise<CountersOpening> {
    return this.#made.get(eic)?.counters ?? (await this.#base.openCounters(eic));
  }

  async openPc(eic: bigint): Promise<PcOpening> {
    return this.#made.get(eic)?.pc ?? (await this.#base.openPc(eic));
  }

  async proveStep(eic: bigint): Promise<Uint8Array | undefined> {
    if (this.#blind && (await this.#base.proveInput(eic)) !== undefined) return undefined;
    return await this.#base.proveStep(eic);
  }

  async proveInput(eic: bigint): Promise<Uint8Array | undefined> {
    return await this.#base.proveInput(eic);
  }

  focus(lo: bigint, hi: bigint): void {
    this.#base.focus(lo, hi < this.#base.end ? hi : this.#base.end);
  }
}

/** A node with what it claims of a block. */
export interface Litigant {
  readonly node: Node;
  readonly claim: SignedClaim;
  readonly trace: Trace;
}

/** What a node has run, as it stands for it. */
export function litigant(node: Node, ran: Ran): Litigant {
  return { node, claim: ran.claim, trace: ran.trace() };
}

/** The litigant with another trace, and so perhaps another end. */
export async function altered(
  { node, claim, trace }: Litigant,
  changes: ConstructorParameters<typeof AlteredTrace>[1] & { readonly dataHash?: string },
): Promise<Litigant> {
  const other = new AlteredTrace(trace, changes);
  const { dataHash = claim.claim.dataHash } = changes;
  const changed: Claim = { ...claim.claim, dataHash, end: await other.hashAt(other.end) };
  return { node, claim: await node.client.signClaim(changed), trace: other };
}

export interface Judged {
  readonly id: string;
  readonly outcome: Outcome;
  readonly moves: readonly Played[];
}

/** Opens the game. */
export async function accuse(
  challenger: Litigant,
  accused: Litigant,
  agreed: readonly SignedClaim[] = [],
): Promise<string> {
  const { trace, claim } = challenger;
  const { game } = await challenger.node.client.open({
    accused: accused.claim,
    end: claim.claim.end,
    signature: claim.signature,
    agreed,
    startCounters: await trace.openCounters(trace.start),
    endCounters: await trace.openCounters(trace.end),
  });
  return game;
}

/** Opens the game and plays it to its end. */
export async function judge(
  court: Court,
  challenger: Litigant,
  accused: Litigant,
  agreed: readonly SignedClaim[] = [],
): Promise<Judged> {
  const id = await accuse(challenger, accused, agreed);
  const moves: Played[] = [];
  const parties = { challenger, accused };
  const party = (side: Side) => ({
    client: parties[side].node.client,
    trace: parties[side].trace,
  });
  const outcome = await playToEnd({
    id,
    claim: accused.claim.claim,
    parties: { challenger: party("challenger"), accused: party("accused") },
    passTime: court.passTime,
    onMove: (played) => moves.push(played),
  });
  return { id, outcome, moves };
}
