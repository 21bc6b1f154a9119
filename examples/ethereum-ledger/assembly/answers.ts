/**
 * The answers to a block, left in memory at `result_ptr`. All integers are little-endian:
 *
 *     u32 magic   "FLA1"
 *     u32 count   one answer for each command; 0 while a block is being worked on
 *     u64 height  of the block answered
 *     then for each command in turn: u32 status ‖ u32 length ‖ length bytes
 *
 * Lengths are multiples of 4. Answers count only if the block ended without a trap.
 */
import { ANSWERS, ANSWERS_SIZE } from "./arena";
import { Status } from "./status";

/** "FLA1" as it lies in memory. */
const MAGIC: u32 = 0x3141_4c46;
const FILE_HEADER: usize = 16;
const ANSWER_HEADER: usize = 8;
/** The most transactions that a block can have (docs/VM.md). */
export const MAX_COMMANDS: u32 = 1 << 14;
/** What bodies may take, so that every command can be given its status. */
const BODY_LIMIT: usize = ANSWERS + ANSWERS_SIZE - ANSWER_HEADER * <usize>MAX_COMMANDS;

let end: usize = ANSWERS;

export function beginAnswers(height: u64): void {
  store<u32>(ANSWERS, MAGIC, 0);
  store<u32>(ANSWERS, 0, 4);
  store<u64>(ANSWERS, height, 8);
  end = ANSWERS + FILE_HEADER;
}

/** Where the body of the next answer goes … */
export function answerBody(): usize {
  return end + ANSWER_HEADER;
}

/** … and whether it may have `length` bytes. */
export function answerFits(length: u32): bool {
  return answerBody() + length <= BODY_LIMIT;
}

/** Ends the answer whose body of `length` bytes has been written. */
export function endAnswer(status: Status, length: u32): void {
  store<u32>(end, status, 0);
  store<u32>(end, length, 4);
  end += ANSWER_HEADER + length;
}

export function endAnswers(count: u32): void {
  store<u32>(ANSWERS, count, 4);
}
