/** Blocks at the machine's boundary (docs/VM.md 2.4, 4.1). */
import { dataHashOf } from "../../merkle/rfc6962.ts";
import { LIMITS } from "../../program/tables.ts";
import { MachineError } from "../errors.ts";
import type { Recover } from "../recover.ts";
import type { Host } from "./exports.ts";

/** What a machine is given to make one call. */
export interface CallInput {
  /** u64. */
  readonly height: bigint;
  /** In order, as the dataHash commits to them. */
  readonly transactions: readonly Uint8Array[];
  /** dataHash of the block, 32 bytes; computed from the transactions if it is left out. */
  readonly dataHash?: Uint8Array;
  /** Fuel that the call may use, u64; 0 counts as 1. */
  readonly allowance: bigint;
}

export interface CheckedInput extends CallInput {
  readonly dataHash: Uint8Array;
}

/** @throws MachineError if no block may look like that. */
export function checkInput(input: CallInput): CheckedInput {
  const { transactions } = input;
  if (transactions.length === 0) {
    throw new MachineError("empty-block", "A block without transactions makes no call: skip it.");
  }
  if (transactions.length > LIMITS.transactions) {
    throw new MachineError(
      "too-many-transactions",
      `The block has ${transactions.length} transactions; at most ${LIMITS.transactions} can be ` +
        "proven. Split it.",
      { count: transactions.length },
    );
  }
  transactions.forEach(({ length }, index) => {
    if (length <= LIMITS.transactionBytes) return;
    throw new MachineError(
      "oversize-transaction",
      `Transaction ${index} has ${length} bytes; at most ${LIMITS.transactionBytes} can be revealed ` +
        "in a proof. Leave it out of the block.",
      { index, length },
    );
  });
  const dataHash = input.dataHash ?? dataHashOf(transactions);
  if (dataHash.length !== 32) {
    throw new MachineError("bad-data-hash", `A dataHash has 32 bytes, not ${dataHash.length}.`);
  }
  return { ...input, dataHash };
}

/** Host functions over the block that was entered last. */
export class BlockHost implements Host {
  /** Undefined before the first block. */
  entered: CheckedInput | undefined;
  readonly recover: Recover;

  constructor(recover: Recover) {
    this.recover = recover;
  }

  txLength(index: number): number {
    return this.#transaction(index).length;
  }

  txRead(index: number, offset: number): Uint8Array {
    const bytes = new Uint8Array(32);
    bytes.set(this.#transaction(index).subarray(offset, offset + 32));
    return bytes;
  }

  #transaction(index: number): Uint8Array {
    const transaction = this.entered?.transactions[index];
    if (transaction === undefined) throw new Error(`the block has no transaction ${index}`);
    return transaction;
  }
}
