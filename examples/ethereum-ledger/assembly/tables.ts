/**
 * The two tables and their indexes.
 *
 *     transactions   byHash      hash                            → row
 *                    byReceiver  receiver ‖ timestamp ‖ number   → row
 *     contracts      byAddress   address                         → row
 *                    byName      name ‖ address                  → row
 *
 * A block is applied as a whole. The tables count their rows twice: as they are, and as they were
 * at the end of the last block that ended. If a block was stopped by a trap, the next one takes the
 * tables back to those rows and builds the indexes anew, whatever state the trap left them in.
 */
import {
  ADDRESS_KEY,
  CONTRACT_ROWS,
  CONTRACT_ROWS_SIZE,
  NAME_KEY,
  RECEIVER_KEY,
  TRANSACTION_ROWS,
  TREES,
  keepRow,
  nextRow,
  resetArena,
  room,
} from "./arena";
import { NONE, TREE_BYTES, Tree, createTree, find, insert } from "./btree";
import { Status } from "./status";
import {
  TRANSACTION_ROW_BYTES,
  TransactionRow,
  hashOf,
  parseTransaction,
  receiverOf,
  recoverSender,
} from "./transaction";
import { packAddress, packHash } from "./words";

/** A row of the table of contracts: 64 bytes, of which the first 56 are its key in `byName`. */
@unmanaged
export class ContractRow {
  name: u64;
  name1: u64;
  name2: u64;
  name3: u64;
  address: u64;
  address1: u64;
  address2: u64;
  unused: u64;
}

const CONTRACT_ROW_BYTES: u32 = 64;
const ADDRESS_BYTES: u32 = 24;
export const NAME_BYTES: u32 = 32;

/** More than one row and the nodes that its insertion can split, for trees that fit the memory. */
export const INSERT_ROOM: usize = 0x4000;

const byHash = changetype<Tree>(TREES);
export const byReceiver = changetype<Tree>(TREES + TREE_BYTES);
const byAddress = changetype<Tree>(TREES + 2 * TREE_BYTES);
export const byName = changetype<Tree>(TREES + 3 * TREE_BYTES);

/** Rows as they are … */
let transactions: u32 = 0;
let contracts: u32 = 0;
/** … and as they were when the last block ended: contracts · 2^32 + transactions. */
let settled: u64 = 0;
/** Whether the indexes agree with the rows: not before the first block, nor after a trap. */
let indexed: bool = false;

/** Opens the tables for a block. */
export function beginBlock(): void {
  if (!indexed) rebuild();
  indexed = false;
}

/**
 * Makes what the block did last. Both counts are set by one instruction: wherever the machine
 * stops, the block has been done as a whole or not at all.
 */
export function endBlock(): void {
  settled = ((<u64>contracts) << 32) | transactions;
  indexed = true;
}

function rebuild(): void {
  transactions = <u32>settled;
  contracts = <u32>(settled >> 32);
  resetArena(TRANSACTION_ROWS + transactions * TRANSACTION_ROW_BYTES);
  createTree(byHash, 32);
  createTree(byReceiver, 32);
  createTree(byAddress, ADDRESS_BYTES);
  createTree(byName, NAME_BYTES + ADDRESS_BYTES);
  for (let i: u32 = 0; i < transactions; i++) indexTransaction(transactionRow(i), i);
  for (let i: u32 = 0; i < contracts; i++) indexContract(contractRow(i), i);
}

export function transactionRow(number: u32): TransactionRow {
  return changetype<TransactionRow>(TRANSACTION_ROWS + number * TRANSACTION_ROW_BYTES);
}

export function contractRow(number: u32): ContractRow {
  return changetype<ContractRow>(CONTRACT_ROWS + number * CONTRACT_ROW_BYTES);
}

/** The row that `addTransaction` filled last, whether it was kept or not. */
export let lastTransaction: TransactionRow = changetype<TransactionRow>(TRANSACTION_ROWS);

/** Adds the raw transaction of `length` bytes at `raw` (a multiple of 32). */
export function addTransaction(
  raw: usize,
  length: u32,
  blockNumber: u64,
  timestamp: u64,
): Status {
  if (room() < INSERT_ROOM) return Status.TableFull;
  const row = changetype<TransactionRow>(nextRow());
  lastTransaction = row;
  row.blockNumber = blockNumber;
  row.timestamp = timestamp;
  const parsed = parseTransaction(raw, length, row);
  if (parsed != Status.Ok) return parsed;
  if (find(byHash, hashOf(row)) != NONE) return Status.Duplicate;
  const recovered = recoverSender(row);
  if (recovered != Status.Ok) return recovered;
  keepRow(TRANSACTION_ROW_BYTES);
  indexTransaction(row, transactions);
  transactions++;
  return Status.Ok;
}

function indexTransaction(row: TransactionRow, number: u32): void {
  insert(byHash, hashOf(row), number);
  if (row.createsContract) return;
  setReceiverKey(receiverOf(row), row.timestamp, number);
  insert(byReceiver, RECEIVER_KEY, number);
}

/** RECEIVER_KEY := address (20 bytes) ‖ timestamp (8) ‖ number (4), the order of the scan. */
export function setReceiverKey(address: usize, timestamp: u64, number: u32): void {
  store<u64>(RECEIVER_KEY, load<u64>(address), 0);
  store<u64>(RECEIVER_KEY, load<u64>(address, 8), 8);
  store<u64>(RECEIVER_KEY, load<u64>(address, 16) | (timestamp >> 32), 16);
  store<u64>(RECEIVER_KEY, (timestamp << 32) | number, 24);
}

/** The timestamp in a key of `byReceiver`. */
export function timestampIn(key: usize): u64 {
  return (load<u64>(key, 16) << 32) | (load<u64>(key, 24) >> 32);
}

/** Names the contract whose address (20 bytes) is at `address`; the name is in NAME_KEY. */
export function addContract(address: usize): Status {
  packAddress(ADDRESS_KEY, address);
  if (find(byAddress, ADDRESS_KEY) != NONE) return Status.Duplicate;
  const row = contractRow(contracts);
  const end = changetype<usize>(row) + CONTRACT_ROW_BYTES;
  if (room() < INSERT_ROOM || end > CONTRACT_ROWS + CONTRACT_ROWS_SIZE) return Status.TableFull;
  memory.copy(changetype<usize>(row), NAME_KEY, NAME_BYTES);
  memory.copy(addressOf(row), ADDRESS_KEY, ADDRESS_BYTES);
  indexContract(row, contracts);
  contracts++;
  return Status.Ok;
}

function indexContract(row: ContractRow, number: u32): void {
  insert(byAddress, addressOf(row), number);
  insert(byName, changetype<usize>(row), number);
}

@inline
export function addressOf(row: ContractRow): usize {
  return changetype<usize>(row) + offsetof<ContractRow>("address");
}

/**
 * NAME_KEY := the name of `length` bytes at `bytes`, padded with zeros, then the least address.
 * False if it is empty, too long, or has a zero in it.
 */
export function setNameKey(bytes: usize, length: u32): bool {
  if (length == 0 || length > NAME_BYTES) return false;
  memory.fill(NAME_KEY, 0, NAME_BYTES + ADDRESS_BYTES);
  for (let i: u32 = 0; i < length; i++) {
    const byte = load<u8>(bytes + i);
    if (byte == 0) return false;
    store<u8>(NAME_KEY + i, byte);
  }
  packHash(NAME_KEY, NAME_KEY);
  return true;
}
