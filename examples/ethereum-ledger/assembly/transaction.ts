/**
 * Signed legacy Ethereum transactions, before and after EIP-155: the nine RLP fields, the hash, and
 * the sender, whom the signature gives.
 */
import { DIGEST, PREIMAGE, PRODUCT, RECOVERED, RECOVER_INPUT } from "./arena";
import { secp256k1Recover } from "./host";
import { keccak256 } from "./keccak";
import {
  itemEnd,
  itemLength,
  itemStart,
  listHeaderLength,
  readBytes,
  readInteger,
  readList,
  readScalar,
  writeListHeader,
  writeScalar,
} from "./rlp";
import { Status } from "./status";
import { SUM_BYTES, VALUE_BYTES, addProduct, readBigEndian } from "./u256";
import { compareWords, packAddress, packHash } from "./words";

/** A row of the table of transactions: 192 bytes. Hashes and addresses are words (words.ts). */
@unmanaged
export class TransactionRow {
  hash: u64;
  hash1: u64;
  hash2: u64;
  hash3: u64;
  sender: u64;
  sender1: u64;
  sender2: u64;
  /** Zeros if the transaction creates a contract. */
  receiver: u64;
  receiver1: u64;
  receiver2: u64;
  blockNumber: u64;
  /** Seconds since 1970. */
  timestamp: u64;
  nonce: u64;
  gasLimit: u64;
  /** Wei for a unit of gas, and wei transferred, as values of u256.ts. */
  gasPrice: u64;
  gasPrice1: u64;
  gasPrice2: u64;
  gasPrice3: u64;
  value: u64;
  value1: u64;
  value2: u64;
  value3: u64;
  createsContract: u32;
  unused: u32;
  unused1: u64;
}

export const TRANSACTION_ROW_BYTES: u32 = 192;

/** From this block on (Homestead, EIP-2) a signature's s must be in the lower half. */
const LOW_S_BLOCK: u64 = 1_150_000;

/** ⌊n / 2⌋, for the order n of secp256k1, as words. */
const HALF_ORDER: usize = memory.data<u64>([
  0x7fffffffffffffff, 0xffffffffffffffff, 0x5d576e7357a4501d, 0xdfe92f46681b20a0,
]);

/** The six fields that are signed, and the signature, as `parseTransaction` found them. */
let signedStart: usize = 0;
let signedEnd: usize = 0;
let signatureV: u64 = 0;
let rStart: usize = 0;
let rLength: u32 = 0;
let sStart: usize = 0;
let sLength: u32 = 0;

/**
 * Reads the raw transaction of `length` bytes at `raw` (a multiple of 32) into `row`: all columns
 * but the sender and those that the command gives.
 */
export function parseTransaction(raw: usize, length: u32, row: TransactionRow): Status {
  const end = raw + length;
  if (!readList(raw, end) || itemEnd() != end) return Status.InvalidRlp;
  signedStart = itemStart;
  if (!readScalar(signedStart, end, 8)) return Status.InvalidTransaction;
  row.nonce = readInteger(itemStart, itemLength);
  if (!readScalar(itemEnd(), end, 32)) return Status.InvalidTransaction;
  readBigEndian(gasPriceOf(row), itemStart, itemLength);
  if (!readScalar(itemEnd(), end, 8)) return Status.InvalidTransaction;
  row.gasLimit = readInteger(itemStart, itemLength);
  if (!readBytes(itemEnd(), end, 20) || !setReceiver(row)) return Status.InvalidTransaction;
  if (!readScalar(itemEnd(), end, 32)) return Status.InvalidTransaction;
  readBigEndian(valueOf(row), itemStart, itemLength);
  if (!readBytes(itemEnd(), end, length)) return Status.InvalidTransaction;
  signedEnd = itemEnd();
  if (!readSignature(end) || !costFits(row)) return Status.InvalidTransaction;
  keccak256(raw, length, DIGEST);
  packHash(hashOf(row), DIGEST);
  return Status.Ok;
}

/** Takes the item just read as the receiver: an address, or nothing. */
function setReceiver(row: TransactionRow): bool {
  row.createsContract = u32(itemLength == 0);
  if (itemLength == 20) {
    packAddress(receiverOf(row), itemStart);
    return true;
  }
  memory.fill(receiverOf(row), 0, 24);
  return itemLength == 0;
}

function readSignature(end: usize): bool {
  if (!readScalar(signedEnd, end, 8)) return false;
  signatureV = readInteger(itemStart, itemLength);
  if (!readScalar(itemEnd(), end, 32)) return false;
  rStart = itemStart;
  rLength = itemLength;
  if (!readScalar(itemEnd(), end, 32)) return false;
  sStart = itemStart;
  sLength = itemLength;
  return itemEnd() == end;
}

/** Whether gas price × gas limit is below 2^256, as every cost that an account can pay is. */
function costFits(row: TransactionRow): bool {
  memory.fill(PRODUCT, 0, SUM_BYTES);
  addProduct(PRODUCT, gasPriceOf(row), row.gasLimit);
  return load<u64>(PRODUCT + VALUE_BYTES) == 0;
}

/** Sets the sender of the transaction that was parsed last, whose block number is known by now. */
export function recoverSender(row: TransactionRow): Status {
  const replayProtected = signatureV >= 35;
  if (!replayProtected && signatureV != 27 && signatureV != 28) return Status.InvalidSignature;
  hashSignedFields(replayProtected);
  memory.fill(RECOVER_INPUT, 0, 128);
  memory.copy(RECOVER_INPUT, DIGEST, 32);
  const parity = replayProtected ? (signatureV - 35) & 1 : signatureV - 27;
  store<u8>(RECOVER_INPUT + 63, <u8>(27 + parity));
  memory.copy(RECOVER_INPUT + (96 - rLength), rStart, rLength);
  memory.copy(RECOVER_INPUT + (128 - sLength), sStart, sLength);
  if (row.blockNumber >= LOW_S_BLOCK && sIsHigh()) return Status.InvalidSignature;
  secp256k1Recover(RECOVER_INPUT, RECOVERED);
  packAddress(senderOf(row), RECOVERED + 12);
  return (row.sender | row.sender1 | row.sender2) == 0 ? Status.InvalidSignature : Status.Ok;
}

function sIsHigh(): bool {
  // The digest has been copied already: its place is free.
  packHash(DIGEST, RECOVER_INPUT + 96);
  return compareWords(DIGEST, HALF_ORDER, 32) > 0;
}

/** Leaves in DIGEST what the sender signed: six fields, and after EIP-155 {chain id, 0, 0}. */
function hashSignedFields(replayProtected: bool): void {
  const fields = <u32>(signedEnd - signedStart);
  // The suffix is written first, to know its length, and moved behind the fields.
  const suffix = PRODUCT;
  let suffixEnd = suffix;
  if (replayProtected) {
    suffixEnd = writeScalar(suffix, (signatureV - 35) >> 1);
    store<u16>(suffixEnd, 0x8080);
    suffixEnd += 2;
  }
  const suffixLength = <u32>(suffixEnd - suffix);
  const content = fields + suffixLength;
  const start = writeListHeader(PREIMAGE, content);
  memory.copy(start, signedStart, fields);
  memory.copy(start + fields, suffix, suffixLength);
  keccak256(PREIMAGE, listHeaderLength(content) + content, DIGEST);
}

/** Addresses of the columns that are wider than a word. */
@inline
export function hashOf(row: TransactionRow): usize {
  return changetype<usize>(row) + offsetof<TransactionRow>("hash");
}

@inline
export function senderOf(row: TransactionRow): usize {
  return changetype<usize>(row) + offsetof<TransactionRow>("sender");
}

@inline
export function receiverOf(row: TransactionRow): usize {
  return changetype<usize>(row) + offsetof<TransactionRow>("receiver");
}

@inline
export function gasPriceOf(row: TransactionRow): usize {
  return changetype<usize>(row) + offsetof<TransactionRow>("gasPrice");
}

@inline
function valueOf(row: TransactionRow): usize {
  return changetype<usize>(row) + offsetof<TransactionRow>("value");
}
