/**
 * Where everything lies, and the one allocator.
 *
 * The memory has a fixed size of 16 MiB. Small buffers and the two tables of fixed place come
 * first; what is left is an arena with two ends: transaction rows are appended from its bottom
 * upwards, index nodes are taken from its top downwards, until the two meet.
 *
 *     0000_0000  nothing, so that 0 is no pointer
 *     0000_1000  static data of the compiler
 *     0000_2000  work buffers
 *     0001_0000  tree headers
 *     0002_0000  answers to the last block          (2 MiB)
 *     0022_0000  contract rows                      (512 KiB)
 *     002a_0000  transaction rows →     ← index nodes
 *     0100_0000  end of memory
 */

/** First 32 bytes of the command at hand. */
export const COMMAND_HEAD: usize = 0x2000;
/** What the last hash or recovery left (32 bytes each). */
export const DIGEST: usize = 0x2020;
export const RECOVERED: usize = 0x2040;
/** Input of `secp256k1_recover`: 128 bytes. */
export const RECOVER_INPUT: usize = 0x2080;
/** State of the sponge: 25 lanes. */
export const KECCAK_STATE: usize = 0x2100;
/** Keys under construction, one for each kind of search, as words (see words.ts). */
export const NAME_KEY: usize = 0x2200;
export const RECEIVER_KEY: usize = 0x2240;
export const DAY_KEY: usize = 0x2260;
export const ADDRESS_KEY: usize = 0x2280;
/** A product under test (5 limbs), or the suffix of what is signed (up to 11 bytes). */
export const PRODUCT: usize = 0x22c0;

/** Body of the command at hand: at most 16 KiB, read in steps of 32 bytes. */
export const BODY: usize = 0x4000;
/** What a sender signed: a body's six first fields under a new header. */
export const PREIMAGE: usize = 0x9000;

export const TREES: usize = 0x1_0000;

export const ANSWERS: usize = 0x2_0000;
export const ANSWERS_SIZE: usize = 0x20_0000;

export const CONTRACT_ROWS: usize = 0x22_0000;
export const CONTRACT_ROWS_SIZE: usize = 0x8_0000;

export const TRANSACTION_ROWS: usize = 0x2a_0000;
export const MEMORY_SIZE: usize = 0x100_0000;

let rowsEnd: usize = TRANSACTION_ROWS;
let nodesStart: usize = MEMORY_SIZE;

/** Takes the arena back to rows that end at `end` and no nodes. */
export function resetArena(end: usize): void {
  rowsEnd = end;
  nodesStart = MEMORY_SIZE;
}

/** Bytes between the two ends. Who needs room asks first: taking more than there is traps. */
export function room(): usize {
  return nodesStart - rowsEnd;
}

/** The next row of `size` bytes; it is nobody's until `keepRow`. */
export function nextRow(): usize {
  return rowsEnd;
}

export function keepRow(size: usize): void {
  if (room() < size) unreachable();
  rowsEnd += size;
}

/** `size` bytes (a multiple of 8) from the top. They hold what was there before. */
export function takeNode(size: usize): usize {
  if (room() < size) unreachable();
  nodesStart -= size;
  return nodesStart;
}

/** With `releaseTo`: everything taken from the top after the mark is given back. */
export function mark(): usize {
  return nodesStart;
}

export function releaseTo(position: usize): void {
  nodesStart = position;
}
