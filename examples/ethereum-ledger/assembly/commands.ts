/**
 * The commands: one client transaction is one. Integers are big-endian, as in RLP.
 *
 *     u8 version = 1 ‖ u8 kind ‖ body
 *     kind 1, insert   u64 block number ‖ u64 timestamp (s) ‖ raw signed transaction
 *     kind 2, name     address (20) ‖ name (1 … 32 bytes, none of them 0)
 *     kind 3, query    u32 first day ‖ u32 last day ‖ name        (days since 1970, UTC)
 */
import { BODY, COMMAND_HEAD } from "./arena";
import { answerBody, answerFits, endAnswer } from "./answers";
import { txLength, txRead } from "./host";
import { SECONDS_PER_DAY, answerQuery, queryAnswerLength } from "./query";
import { readInteger } from "./rlp";
import { Status } from "./status";
import { addContract, addTransaction, lastTransaction, setNameKey } from "./tables";
import { hashOf, senderOf } from "./transaction";
import { unpackAddress, unpackHash } from "./words";

const VERSION: u8 = 1;
const INSERT: u8 = 1;
const NAME: u8 = 2;
const QUERY: u8 = 3;

const INSERT_HEAD: u32 = 18;
const NAME_HEAD: u32 = 22;
const QUERY_HEAD: u32 = 10;
/** The longest transaction that a block can hold (docs/VM.md). */
const MAX_LENGTH: u32 = 16_384;
/** A later timestamp would have a day beyond u32. */
const MAX_TIMESTAMP: u64 = SECONDS_PER_DAY * 0x1_0000_0000 - 1;

/** In the answer to an insertion: hash (32) ‖ sender (20); of a duplicate, the hash alone. */
const HASH_LENGTH: u32 = 32;
const INSERTED_LENGTH: u32 = 52;

/** Whether command `i` has the version that this package speaks. */
export function hasKnownVersion(i: u32): bool {
  if (txLength(i) == 0) return false;
  txRead(i, 0, COMMAND_HEAD);
  return load<u8>(COMMAND_HEAD) == VERSION;
}

/** Executes command `i` and writes its answer. */
export function execute(i: u32): void {
  const length = <u32>txLength(i);
  txRead(i, 0, COMMAND_HEAD);
  const kind = load<u8>(COMMAND_HEAD, 1);
  if (length <= MAX_LENGTH) {
    if (kind == INSERT && length > INSERT_HEAD) return executeInsert(i, length - INSERT_HEAD);
    if (kind == NAME && length > NAME_HEAD) return executeName(i, length - NAME_HEAD);
    if (kind == QUERY && length > QUERY_HEAD) return executeQuery(i, length - QUERY_HEAD);
  }
  endAnswer(Status.MalformedCommand, 0);
}

/** Copies the `length` bytes behind a head of `head` bytes to BODY. */
function readBody(i: u32, head: u32, length: u32): void {
  for (let at: u32 = 0; at < length; at += 32) txRead(i, head + at, BODY + at);
}

function executeInsert(i: u32, length: u32): void {
  const blockNumber = readInteger(COMMAND_HEAD + 2, 8);
  const timestamp = readInteger(COMMAND_HEAD + 10, 8);
  if (timestamp > MAX_TIMESTAMP) return endAnswer(Status.MalformedCommand, 0);
  if (!answerFits(INSERTED_LENGTH)) return endAnswer(Status.AnswersFull, 0);
  readBody(i, INSERT_HEAD, length);
  const status = addTransaction(BODY, length, blockNumber, timestamp);
  if (status != Status.Ok && status != Status.Duplicate) return endAnswer(status, 0);
  const answer = answerBody();
  unpackHash(answer, hashOf(lastTransaction));
  if (status == Status.Duplicate) return endAnswer(status, HASH_LENGTH);
  unpackAddress(answer + HASH_LENGTH, senderOf(lastTransaction));
  endAnswer(status, INSERTED_LENGTH);
}

function executeName(i: u32, length: u32): void {
  readBody(i, NAME_HEAD, length);
  if (!setNameKey(BODY, length)) return endAnswer(Status.MalformedCommand, 0);
  endAnswer(addContract(COMMAND_HEAD + 2), 0);
}

function executeQuery(i: u32, length: u32): void {
  readBody(i, QUERY_HEAD, length);
  if (!setNameKey(BODY, length)) return endAnswer(Status.MalformedCommand, 0);
  const firstDay = <u32>readInteger(COMMAND_HEAD + 2, 4);
  const lastDay = <u32>readInteger(COMMAND_HEAD + 6, 4);
  const status = answerQuery(firstDay, lastDay);
  endAnswer(status, queryAnswerLength);
}
