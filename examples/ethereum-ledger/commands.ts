/** Client commands and their encoding, as `assembly/commands.ts` reads them. */
import { hexToBytes } from "@noble/hashes/utils.js";

import type { Block } from "./blocks.ts";

/** Adds a signed Ethereum transaction, with the number and time of its block. */
export interface InsertCommand {
  readonly kind: "insert";
  readonly blockNumber: bigint;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  readonly raw: Uint8Array;
}

/** Names a contract. */
export interface NameCommand {
  readonly kind: "name";
  /** 20 bytes in hexadecimal, with 0x. */
  readonly address: string;
  /** 1 to 32 bytes of UTF-8. */
  readonly name: string;
}

/** Asks for the average transaction cost by day, for the contracts of one name. */
export interface QueryCommand {
  readonly kind: "query";
  readonly name: string;
  /** Days since 1970, UTC, both included. */
  readonly firstDay: number;
  readonly lastDay: number;
}

export type Command = InsertCommand | NameCommand | QueryCommand;

export const VERSION = 1;
const KINDS = { insert: 1, name: 2, query: 3 } as const;

const SECONDS_PER_DAY = 86_400n;

/** The bytes of a client transaction. */
export function encodeCommand(command: Command): Uint8Array {
  return Buffer.concat([Uint8Array.of(VERSION, KINDS[command.kind]), ...bodyOf(command)]);
}

function bodyOf(command: Command): Uint8Array[] {
  switch (command.kind) {
    case "insert":
      return [bigEndian(command.blockNumber, 8), bigEndian(command.timestamp, 8), command.raw];
    case "name":
      return [hexToBytes(command.address.slice(2)), Buffer.from(command.name)];
    case "query": {
      const days = [command.firstDay, command.lastDay].map((day) => bigEndian(BigInt(day), 4));
      return [...days, Buffer.from(command.name)];
    }
  }
}

function bigEndian(value: bigint, length: number): Uint8Array {
  return Buffer.from(value.toString(16).padStart(2 * length, "0"), "hex");
}

/** The insertions of all transactions of a block. */
export function insertsOf(block: Block): InsertCommand[] {
  return block.transactions.map((raw) => ({
    kind: "insert",
    blockNumber: block.number,
    timestamp: block.timestamp,
    raw,
  }));
}

/** The query over all days, or over those given. */
export function queryFor(name: string, firstDay = 0, lastDay = 0xffff_ffff): QueryCommand {
  return { kind: "query", name, firstDay, lastDay };
}

/** Days since 1970, UTC. */
export function dayOf(timestamp: bigint): number {
  return Number(timestamp / SECONDS_PER_DAY);
}
