/** The Arbiter from off the chain, typed. */
import { Contract, ZeroAddress } from "ethers";
import type { ContractTransactionReceipt, ContractTransactionResponse, Signer } from "ethers";

import type { Arbiter } from "../../build/typechain/Arbiter.ts";
import { toHex } from "../bytes/hex.ts";
import type { Dispute } from "../game/dispute.ts";
import type { CountersOpening, Move } from "../game/moves.ts";
import { stateHash } from "../game/scalars.ts";
import type { StateHash } from "../game/scalars.ts";
import { ARBITER_ABI } from "./abi.ts";
import { claimDomain, signClaim } from "./claim.ts";
import type { Challenge, Claim, SignedClaim } from "./claim.ts";
import { ChainError, explained } from "./errors.ts";
import { disputeFrom } from "./game.ts";
import type { GameRecord } from "./game.ts";

/** What is committed of a program (docs/VM.md 2.4). */
export interface PackageContent {
  readonly codeLength: number;
  readonly codeRoot: Uint8Array;
  /** 148 bytes. */
  readonly facts: Uint8Array;
  /** Fuel that each call may spend, u64; 0 counts as 1. */
  readonly allowance: bigint;
}

export interface RegisteredPackage {
  readonly program: string;
  readonly vm0: StateHash;
  readonly stepper: string;
  readonly allowance: bigint;
}

/** A node's stake (contracts/types/Account.sol). */
export interface Account {
  readonly deposit: bigint;
  /** Unix seconds; 0 while the node stays. */
  readonly releaseTime: bigint;
  readonly openGames: bigint;
  readonly convicted: boolean;
}

/** Where the Arbiter's money belongs, in wei. */
export interface Totals {
  readonly deposits: bigint;
  readonly owed: bigint;
  readonly burned: bigint;
}

type Call = () => Promise<ContractTransactionResponse>;

export class ArbiterClient {
  readonly address: string;
  /** The contract, for what this client has no method for. */
  readonly contract: Arbiter;
  readonly #signer: Signer;
  readonly #firstBlock: number;
  #arity: number | undefined;

  /**
   * @param address Of the Arbiter.
   * @param signer In whose name calls are made and claims signed; it must have a provider.
   * @param firstBlock Block from which on events are looked for.
   */
  constructor(address: string, signer: Signer, firstBlock = 0) {
    this.address = address;
    this.contract = new Contract(address, ARBITER_ABI, signer) as unknown as Arbiter;
    this.#signer = signer;
    this.#firstBlock = firstBlock;
  }

  // Packages and claims.

  /** Registers a package; its id. */
  async registerPackage(content: PackageContent): Promise<string> {
    const { codeLength, codeRoot, facts, allowance } = content;
    const receipt = await this.#send(() =>
      this.contract.registerPackage(codeLength, codeRoot, facts, allowance),
    );
    return this.#argument(receipt, "PackageRegistered", "package");
  }

  async packageOf(id: string): Promise<RegisteredPackage> {
    const { program, vm0, stepper, allowance } = await explained(() => this.contract.packageOf(id));
    return { program, vm0: stateHash(vm0), stepper, allowance };
  }

  /** The claim with this client's signature. */
  async signClaim(claim: Claim): Promise<SignedClaim> {
    const network = await this.#signer.provider?.getNetwork();
    if (network === undefined) {
      throw new ChainError("no-arbiter", "the signer has no provider: connect it to a chain");
    }
    return await signClaim(this.#signer, claimDomain(network.chainId, this.address), claim);
  }

  // Deposits.

  /** @param amount In wei. */
  async deposit(amount: bigint): Promise<ContractTransactionReceipt> {
    return await this.#send(() => this.contract.deposit({ value: amount }));
  }

  async requestWithdrawal(): Promise<ContractTransactionReceipt> {
    return await this.#send(() => this.contract.requestWithdrawal());
  }

  async cancelWithdrawal(): Promise<ContractTransactionReceipt> {
    return await this.#send(() => this.contract.cancelWithdrawal());
  }

  /** Takes out the whole deposit. */
  async withdraw(to?: string): Promise<ContractTransactionReceipt> {
    const receiver = to ?? (await this.#signer.getAddress());
    return await this.#send(() => this.contract.withdraw(receiver));
  }

  /** Takes out what has been won. */
  async collect(to?: string): Promise<ContractTransactionReceipt> {
    const receiver = to ?? (await this.#signer.getAddress());
    return await this.#send(() => this.contract.collect(receiver));
  }

  async accountOf(node: string): Promise<Account> {
    const { deposit, releaseTime, openGames, convicted } = await explained(() =>
      this.contract.accountOf(node),
    );
    return { deposit, releaseTime, openGames, convicted };
  }

  async owedTo(winner: string): Promise<bigint> {
    return await explained(() => this.contract.owedTo(winner));
  }

  async totals(): Promise<Totals> {
    const { deposits, owed, burned } = await explained(() => this.contract.totals());
    return { deposits, owed, burned };
  }

  // The game.

  /** Opens a game; its id. */
  async open(
    challenge: Challenge,
  ): Promise<{ readonly game: string; readonly receipt: ContractTransactionReceipt }> {
    const { accused, end, signature, agreed, startCounters, endCounters } = challenge;
    const receipt = await this.#send(() =>
      this.contract.open({
        accused,
        end,
        signature,
        agreed: [...agreed],
        startCounters: counters(startCounters),
        endCounters: counters(endCounters),
      }),
    );
    return { game: this.#argument(receipt, "GameOpened", "game"), receipt };
  }

  /** What the Arbiter holds of a game. */
  async record(game: string): Promise<GameRecord> {
    const record = await explained(() => this.contract.gameOf(game));
    if (record.challenger === ZeroAddress) {
      throw new ChainError("no-such-game", `the Arbiter knows no game ${game}: see its GameOpened`);
    }
    return record;
  }

  /** A game as the players see it, with the list that waits for its answer. */
  async disputeOf(game: string): Promise<Dispute> {
    this.#arity ??= Number(await explained(() => this.contract.arity()));
    const record = await this.record(game);
    const dispute = disputeFrom(record, this.#arity);
    if (dispute.phase !== "searching") return dispute;
    return { ...dispute, list: await this.#lastList(game) };
  }

  /**
   * Makes a move.
   * @param claim The claim that the game is about.
   * @param dispute As it stands: its list is brought along with an answer.
   */
  async play(
    game: string,
    claim: Claim,
    dispute: Dispute,
    move: Move,
  ): Promise<ContractTransactionReceipt> {
    return await this.#send(() => this.#move(game, claim, dispute, move));
  }

  #move(
    game: string,
    claim: Claim,
    dispute: Dispute,
    move: Move,
  ): Promise<ContractTransactionResponse> {
    const { contract } = this;
    switch (move.kind) {
      case "openEnd":
        return contract.openEnd(game, counters(move.end));
      case "stateCommon":
        return contract.stateCommon(game, move.state);
      case "proveHalting":
        return contract.proveHalting(game, move.pc.pc, hexes(move.pc.siblings, 4));
      case "postList":
        return contract.postList(game, [...move.list]);
      case "answerList":
        return contract.answerList(game, [...dispute.list], move.piece, move.own, [...move.next]);
      case "showInput":
        return contract.showInput(game, claim, move.proof);
      case "proveStep":
        return contract.proveStep(game, claim, move.proof);
    }
  }

  /** Convicts who is late. */
  async timeOut(game: string): Promise<ContractTransactionReceipt> {
    return await this.#send(() => this.contract.timeOut(game));
  }

  /** Ends a game one of whose parties has been convicted elsewhere. */
  async close(game: string): Promise<ContractTransactionReceipt> {
    return await this.#send(() => this.contract.close(game));
  }

  async #lastList(game: string): Promise<StateHash[]> {
    const filter = this.contract.filters.ListPosted(game);
    const events = await this.contract.queryFilter(filter, this.#firstBlock);
    const event = events[events.length - 1];
    if (event === undefined) {
      throw new ChainError(
        "list-not-found",
        `no list of game ${game} since block ${this.#firstBlock}: look from an earlier block on`,
      );
    }
    return event.args.list.map((state) => stateHash(state));
  }

  async #send(call: Call): Promise<ContractTransactionReceipt> {
    return await explained(async () => {
      const receipt = await (await call()).wait();
      if (receipt === null) throw new Error("a transaction has no receipt after one confirmation");
      return receipt;
    });
  }

  /** An argument, 32 bytes, of the one event of this name in a receipt. */
  #argument(receipt: ContractTransactionReceipt, event: string, argument: string): string {
    for (const log of receipt.logs) {
      if (log.address.toLowerCase() !== this.address.toLowerCase()) continue;
      const parsed = this.contract.interface.parseLog(log);
      if (parsed?.name === event) return parsed.args.getValue(argument) as string;
    }
    throw new ChainError("no-arbiter", `${this.address} emitted no ${event}: is it an Arbiter?`);
  }
}

type Hexes3 = [string, string, string];
type Hexes4 = [string, string, string, string];

function hexes(siblings: readonly Uint8Array[], count: 3): Hexes3;
function hexes(siblings: readonly Uint8Array[], count: 4): Hexes4;
function hexes(siblings: readonly Uint8Array[], count: number): string[] {
  if (siblings.length !== count) {
    throw new RangeError(`${siblings.length} siblings instead of ${count}`);
  }
  return siblings.map((sibling) => toHex(sibling));
}

function counters({ eic, tf, siblings }: CountersOpening) {
  return { eic, tf, siblings: hexes(siblings, 3) };
}
