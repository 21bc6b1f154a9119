/** The state tree (docs/VM.md 3.1): leaves, chains and H_VM. */
import { hash2, keccak } from "./keccak";
import {
  LEAF_CALL_INDEX,
  LEAF_DROPPED,
  LEAF_EIC,
  LEAF_FRAMES,
  LEAF_GLOBALS,
  LEAF_INPUT,
  LEAF_LIMIT,
  LEAF_LOCALS,
  LEAF_MEMORY,
  LEAF_OPERANDS,
  LEAF_PC,
  LEAF_STATUS,
  LEAF_TABLES,
  LEAF_TF,
  STATUS_RUNNING,
  TAG_DROPPED,
  TAG_FRAMES,
  TAG_GLOBALS,
  TAG_INPUT,
  TAG_LOCALS,
  TAG_MEMORY,
  TAG_OPERANDS,
  TAG_TABLES,
} from "./generated/tables";
import {
  FRAME_BITS,
  FRAME_CALLER_FP,
  FRAME_CALLER_LOCALS,
  FRAME_FP,
  FRAME_HASHED,
  FRAME_RETURN_PC,
  FRAME_SLOTS_BEFORE,
  NO_PC,
  callIndex,
  chainsAt,
  dataHash,
  droppedAt,
  droppedTreeAt,
  eic,
  fp,
  frames,
  framesAt,
  globalCount,
  globalsAt,
  globalsTreeAt,
  height,
  limit,
  locals,
  localsTreeAt,
  pages,
  pc,
  segments,
  slots,
  sp,
  status,
  tableSlots,
  tablesAt,
  tablesTreeAt,
  tf,
  txCount,
  upperAt,
} from "./machine";
import { PAIR, copyNode, plantWords, refreshMemory, refreshWords, storeWord } from "./trees";

/** The heap-shaped state tree: node 1 is H_VM, nodes 16 to 31 the leaves. */
const TREE: usize = memory.data(32 * 32, 16);
export const LEAVES: usize = TREE + 16 * 32;
export const ROOT: usize = TREE + 32;
/** What a frame adds to the frames chain, 128 bytes: chain, return, locals leaf, operands leaf. */
const FRAME: usize = memory.data(128, 16);
/** A chain over operands. */
export const CHAIN: usize = memory.data(32, 16);
/** Locals leaf and operands chain of the frame that called the running one. */
export const CALLER_LOCALS: usize = memory.data(32, 16);
export const CALLER_CHAIN: usize = memory.data(32, 16);
const NODE: usize = memory.data(32, 16);

/** `H2(word(tag·2^248 + size), content)` to `to`. */
function composite(tag: u32, size: u64, content: usize, to: usize): void {
  copyNode(PAIR + 32, content);
  storeWord(PAIR, size);
  store<u8>(PAIR, tag);
  hash2(PAIR, to);
}

/** The operands chain over the values from `from` to `end`, to `to`. */
function foldOperands(from: usize, end: usize, to: usize): void {
  memory.fill(to, 0, 32);
  for (let at = from; at < end; at += 8) {
    copyNode(PAIR, to);
    storeWord(PAIR + 32, load<u64>(at));
    hash2(PAIR, to);
  }
}

function localsLeaf(from: usize, count: u32, to: usize): void {
  plantWords(from, count, localsTreeAt);
  composite(TAG_LOCALS, count, localsTreeAt + 32, to);
}

/**
 * Locals leaf, operands chain and depth of the frame that opened the record `frame`; those of
 * the outermost record are empty. Returns the operands' depth.
 */
function callerOf(frame: usize, localsTo: usize, chainTo: usize): u32 {
  let from: usize = 0;
  let count: u32 = 0;
  let end = from;
  if (frame != framesAt) {
    from = load<u32>(frame, FRAME_CALLER_FP);
    count = load<u32>(frame, FRAME_CALLER_LOCALS);
    end = load<u32>(frame, FRAME_FP);
  }
  localsLeaf(from, count, localsTo);
  const operands = from + (count << 3);
  foldOperands(operands, end, chainTo);
  return u32(end - operands) >>> 3;
}

/** Brings the frames chains up to date: `chainsAt + 32·i` is the chain under frame i. */
function refreshChains(): void {
  let known = frames;
  while (known > 0) {
    if (load<u32>(framesAt + ((known - 1) << FRAME_BITS), FRAME_HASHED) != 0) break;
    known--;
  }
  for (let i = known; i < frames; i++) {
    const frame = framesAt + (i << FRAME_BITS);
    const returnPc = load<u32>(frame, FRAME_RETURN_PC);
    const depth = callerOf(frame, FRAME + 64, NODE);
    composite(TAG_OPERANDS, depth, NODE, FRAME + 96);
    copyNode(FRAME, chainsAt + (i << 5));
    storeWord(FRAME + 32, load<u32>(frame, FRAME_SLOTS_BEFORE));
    store<u64>(FRAME + 32, bswap<u64>(returnPc == NO_PC ? ~(<u64>0) : u64(returnPc)), 20);
    keccak(FRAME, 128, chainsAt + ((i + 1) << 5));
    store<u32>(frame, 1, FRAME_HASHED);
  }
}

/** Fills CALLER_LOCALS and CALLER_CHAIN for the running frame; returns the operands' depth. */
export function openTopFrame(): u32 {
  return callerOf(framesAt + ((frames - 1) << FRAME_BITS), CALLER_LOCALS, CALLER_CHAIN);
}

/** Makes `localsTreeAt` the tree of the running frame's locals. */
export function openLocals(): void {
  plantWords(fp, locals, localsTreeAt);
}

/** Computes the trees of globals, tables and dropped from nothing. */
export function plantArrays(): void {
  plantWords(globalsAt, globalCount, globalsTreeAt);
  plantWords(tablesAt, tableSlots, tablesTreeAt);
  plantWords(droppedAt, segments, droppedTreeAt);
}

// @ts-ignore: decorator
@inline
function leaf(i: u32): usize {
  return LEAVES + (i << 5);
}

/** Brings all leaves, the chains and H_VM up to date; H_VM stands at ROOT. */
export function refresh(): void {
  refreshMemory();
  refreshWords(globalsAt, globalCount, globalsTreeAt);
  refreshWords(tablesAt, tableSlots, tablesTreeAt);
  refreshWords(droppedAt, segments, droppedTreeAt);
  refreshChains();

  const operands = fp + (locals << 3);
  foldOperands(operands, sp, CHAIN);
  storeWord(leaf(LEAF_STATUS), status);
  storeWord(leaf(LEAF_PC), status == STATUS_RUNNING ? u64(pc) : ~(<u64>0));
  storeWord(leaf(LEAF_EIC), eic);
  storeWord(leaf(LEAF_TF), tf);
  storeWord(leaf(LEAF_LIMIT), limit);
  storeWord(leaf(LEAF_CALL_INDEX), callIndex);
  composite(TAG_OPERANDS, u64(sp - operands) >>> 3, CHAIN, leaf(LEAF_OPERANDS));
  composite(TAG_FRAMES, (u64(frames) << 32) | u64(slots), chainsAt + (frames << 5), leaf(LEAF_FRAMES));
  localsLeaf(fp, locals, leaf(LEAF_LOCALS));
  composite(TAG_MEMORY, pages, upperAt + 32, leaf(LEAF_MEMORY));
  composite(TAG_GLOBALS, globalCount, globalsTreeAt + 32, leaf(LEAF_GLOBALS));
  composite(TAG_TABLES, tableSlots, tablesTreeAt + 32, leaf(LEAF_TABLES));
  composite(TAG_DROPPED, segments, droppedTreeAt + 32, leaf(LEAF_DROPPED));
  // The one size of more than 64 bits: txCount·2^64 + height.
  copyNode(PAIR + 32, dataHash);
  storeWord(PAIR, height);
  store<u64>(PAIR, bswap<u64>(u64(txCount)), 16);
  store<u8>(PAIR, TAG_INPUT);
  hash2(PAIR, leaf(LEAF_INPUT));

  for (let i: usize = 15; i > 0; i--) hash2(TREE + (i << 6), TREE + (i << 5));
}
