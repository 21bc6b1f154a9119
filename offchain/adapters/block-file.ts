/**
 * Blocks of transactions from a file: JSON, one block or an array of them,
 * `{ "height": 1, "transactions": ["0x…", …] }`.
 */
import { readFileSync } from "node:fs";

import { fromHex } from "../bytes/hex.ts";
import { LIMITS } from "../program/tables.ts";
import { FileError, readableReason } from "./file-error.ts";

/** A block as a node receives it. */
export interface Block {
  readonly height: bigint;
  /** In order; each at most 16 KiB, at least one and at most 2^14 of them. */
  readonly transactions: readonly Uint8Array[];
}

/**
 * Reads the blocks of `path`, checked against the protocol's caps.
 * @throws FileError "unreadable", "not-a-block" or "block-too-large".
 */
export function readBlockFile(path: string): Block[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new FileError("unreadable", path, `${path} cannot be read: ${readableReason(error)}.`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw notABlock(path, "it is not JSON");
  }
  const blocks = (Array.isArray(content) ? content : [content]).map((b) => parseBlock(path, b));
  if (blocks.length === 0) throw notABlock(path, "it holds no block");
  blocks.forEach((block, i) => {
    const previous = blocks[i - 1];
    if (previous !== undefined && block.height <= previous.height) {
      throw notABlock(path, `height ${block.height} does not come after ${previous.height}`);
    }
  });
  return blocks;
}

function parseBlock(path: string, value: unknown): Block {
  if (typeof value !== "object" || value === null) throw notABlock(path, "a block is an object");
  const { height, transactions } = value as { height?: unknown; transactions?: unknown };
  if (typeof height !== "number" || !Number.isSafeInteger(height) || height < 1) {
    throw notABlock(path, '"height" is a whole number from 1 on');
  }
  if (!Array.isArray(transactions) || transactions.length === 0) {
    throw notABlock(path, '"transactions" is an array of at least one');
  }
  if (transactions.length > LIMITS.transactions) {
    throw tooLarge(path, `${transactions.length} transactions; at most ${LIMITS.transactions}`);
  }
  return {
    height: BigInt(height),
    transactions: transactions.map((t, i) => parseTransaction(path, t, i)),
  };
}

function parseTransaction(path: string, value: unknown, index: number): Uint8Array {
  if (typeof value !== "string" || !/^0x([0-9a-f]{2})*$/i.test(value)) {
    throw notABlock(path, `transaction ${index} is not a hexadecimal string that begins with 0x`);
  }
  const bytes = fromHex(value);
  if (bytes.length > LIMITS.transactionBytes) {
    throw tooLarge(
      path,
      `transaction ${index} has ${bytes.length} bytes; at most ${LIMITS.transactionBytes}`,
    );
  }
  return bytes;
}

function notABlock(path: string, reason: string): FileError {
  const expected = '{ "height": 1, "transactions": ["0x…"] }, or an array of such blocks';
  return new FileError("not-a-block", path, `${path}: ${reason}. Expected: ${expected}.`);
}

function tooLarge(path: string, reason: string): FileError {
  return new FileError("block-too-large", path, `${path}: ${reason} are allowed in a block.`);
}
