/** Ethereum blocks as the example needs them: number, time, and raw transactions. */
import { readFileSync } from "node:fs";

import { RlpError, encodeRlp, itemsOf, scalar, spanAt } from "./rlp.ts";
import type { RlpSpan } from "./rlp.ts";

export interface Block {
  readonly number: bigint;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  /** Raw signed transactions. */
  readonly transactions: readonly Uint8Array[];
}

/** The file of real blocks beside this module (data/README.md). */
export const MAINNET_BLOCKS = new URL("data/blocks.rlp", import.meta.url);

/** Fields of a header by place: number and timestamp. */
const NUMBER = 8;
const TIMESTAMP = 11;
const HEADER_FIELDS = 15;

/** Reads a file of RLP-encoded blocks, one after the other. Throws RlpError. */
export function readBlocks(file: URL | string): Block[] {
  return decodeBlocks(readFileSync(file));
}

export function decodeBlocks(bytes: Uint8Array): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < bytes.length;) {
    const block = spanAt(bytes, at);
    const [header, transactions] = itemsOf(bytes, block);
    const fields = header === undefined ? [] : itemsOf(bytes, header);
    const [number, timestamp] = [fields[NUMBER], fields[TIMESTAMP]];
    if (transactions === undefined || number === undefined || timestamp === undefined) {
      throw new RlpError(at);
    }
    blocks.push({
      number: integerAt(bytes, number),
      timestamp: integerAt(bytes, timestamp),
      transactions: itemsOf(bytes, transactions).map((tx) => bytes.subarray(tx.start, tx.end)),
    });
    at = block.end;
  }
  return blocks;
}

/** The inverse of `decodeBlocks`: headers are empty but for number and timestamp. */
export function encodeBlocks(blocks: readonly Block[]): Uint8Array {
  return Buffer.concat(blocks.map(encodeBlock));
}

function encodeBlock(block: Block): Uint8Array {
  const fields = Array.from({ length: HEADER_FIELDS }, (): Uint8Array => new Uint8Array());
  fields[NUMBER] = scalar(block.number);
  fields[TIMESTAMP] = scalar(block.timestamp);
  const header = encodeRlp(fields);
  // Transactions are RLP already: only the lists around them are made here.
  const transactions = encodeList(block.transactions);
  return encodeList([header, transactions, encodeRlp([])]);
}

function encodeList(encoded: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(encoded);
  if (content.length < 56) return Buffer.concat([Uint8Array.of(0xc0 + content.length), content]);
  const length = scalar(BigInt(content.length));
  return Buffer.concat([Uint8Array.of(0xf7 + length.length), length, content]);
}

function integerAt(bytes: Uint8Array, item: RlpSpan): bigint {
  const hex = Buffer.from(bytes.subarray(item.content, item.end)).toString("hex");
  return hex === "" ? 0n : BigInt(`0x${hex}`);
}
