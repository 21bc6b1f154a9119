/**
 * The machine's registers and the layout of the interpreter's own linear memory.
 *
 *   0         static data of this module
 *   FLAGS     one byte a chunk, see memory.ts
 *   NODES     one byte a chunk: its node, and so a path of the upper tree, is stale
 *   GUEST     guest memory; its place is a constant, so that an access is one instruction
 *   behind it everything whose size depends on the program, in the order of `layOut`
 *
 * Everything here is exported as a WebAssembly global: the host reads and restores it by name.
 */
import { LIMIT_OPERAND_HEIGHT } from "./generated/tables";
import { CHECKING } from "./config";

export const FLAGS: usize = 0x20000;
export const NODES: usize = 0x60000;
export const GUEST: usize = 0x100000;
export const CHUNK_BITS: u32 = 12;
export const CHUNK_BYTES: u32 = 1 << CHUNK_BITS;

/** Stands for a return pc of −1. */
export const NO_PC: u32 = 0xffff_ffff;
/** Bytes of an instruction in the exact form: the leaf of docs/VM.md 2.3 in little-endian. */
export const INSTRUCTION_BITS: u32 = 5;
/** Bytes of a record of `functionsAt`: type id, entry, params, locals, height (u32 each), zeros. */
export const FUNCTION_BITS: u32 = 5;

/**
 * A record of `framesAt`, one for each open frame, the outermost first (32 bytes):
 * what `return` restores, and what the frames chain is made of.
 */
export const FRAME_BITS: u32 = 5;
export const FRAME_RETURN_PC: usize = 0; // u32; NO_PC for −1
export const FRAME_RETURN_IP: usize = 4; // u32; where the fast form goes on, 0 if it cannot
export const FRAME_CALLER_FP: usize = 8; // u32
export const FRAME_CALLER_LOCALS: usize = 12; // u32
export const FRAME_SLOTS_BEFORE: usize = 16; // u32
export const FRAME_FP: usize = 20; // u32; also the end of the caller's operands
export const FRAME_HASHED: usize = 24; // u32; 1 if the chain over this frame is known
export const FRAME_LOCALS: usize = 28; // u32

// The state (docs/VM.md 3). Operands of the running frame lie between fp + 8·locals and sp.
export let status: u32 = 0;
/** Meaningful while running; −1 otherwise. */
export let pc: u32 = 0;
export let eic: u64 = 0;
export let tf: u64 = 0;
export let limit: u64 = 0;
export let callIndex: u64 = 0;
/** First byte above the topmost operand. */
export let sp: usize = 0;
/** First byte of the running frame's locals. */
export let fp: usize = 0;
export let locals: u32 = 0;
export let frames: u32 = 0;
export let slots: u32 = 0;
export let txCount: u32 = 0;
export let height: u64 = 0;

// The program's facts (2.4).
export let codeLength: u32 = 0;
export let pages: u32 = 0;
export let memoryBytes: u64 = 0;
export let maxFrames: u32 = 0;
export let maxSlots: u32 = 0;
export let gatewayEntry: u32 = 0;
export let gatewayLocals: u32 = 0;
export let frameHeight: u32 = 0;
export let globalCount: u32 = 0;
export let tableSlots: u32 = 0;
export let segments: u32 = 0;
export let functions: u32 = 0;
export let dataLeaves: u32 = 0;
export let elements: u32 = 0;

// Where everything lies.
/** Instructions in the exact form. */
export let codeAt: usize = 0;
/** u32 by pc: address of the fast form of the block that starts there, or 0. */
export let fastAt: usize = 0;
export let functionsAt: usize = 0;
export let dataAt: usize = 0;
/** u64 values, little-endian; so are the next three. */
export let elementsAt: usize = 0;
export let globalsAt: usize = 0;
export let tablesAt: usize = 0;
export let droppedAt: usize = 0;
/** Locals and operands of all open frames; a frame's locals lie where its arguments were. */
export let stackAt: usize = 0;
export let framesAt: usize = 0;
/** 32 bytes each: the frames chain under frame i. */
export let chainsAt: usize = 0;
/** u64 a chunk. */
export let stampsAt: usize = 0;
/** 32 bytes a chunk. */
export let rootsAt: usize = 0;
/** Upper tree of memory, a heap-shaped array of nodes: 1 is the root, 2i and 2i + 1 the children of i. */
export let upperAt: usize = 0;
export let upperDepth: u32 = 0;
/** Heap-shaped trees of word arrays. */
export let localsTreeAt: usize = 0;
export let globalsTreeAt: usize = 0;
export let tablesTreeAt: usize = 0;
export let droppedTreeAt: usize = 0;
/** u32 list of positions that are being hashed again. */
export let listAt: usize = 0;
/** u32 by pc, execution counts; 0 while nobody counts. */
export let profileAt: usize = 0;
/** First byte that is not in use. */
export let free: usize = 0;

/** 32 bytes each: the input's dataHash, and that of the block offered for the next `enter`. */
export const dataHash: usize = memory.data(32, 16);
export const nextDataHash: usize = memory.data(32, 16);

/** The least d with 2^d ≥ n; 0 for n = 0. */
export function depthOf(n: u32): u32 {
  return n <= 1 ? 0 : 32 - clz<u32>(n - 1);
}

/** Leaves of the word array of n values. */
// @ts-ignore: decorator
@inline
export function leavesOf(n: u32): u32 {
  return (n + 3) >>> 2;
}

/** Throws, in the host. */
// @ts-ignore: decorator
@external("host", "outOfMemory")
declare function outOfMemory(): void;

/** Reserves zeroed bytes at `free`, 64-byte aligned; grows memory. Throws if it cannot grow. */
export function reserve(bytes: u64): usize {
  const at = free;
  const end = ((u64(at) + bytes + 63) >> 6) << 6;
  if (end > u64(u32.MAX_VALUE)) outOfMemory();
  const wanted = u32((end + 0xffff) >> 16);
  const present = u32(memory.size());
  if (wanted > present && memory.grow(wanted - present) < 0) outOfMemory();
  free = usize(end);
  return at;
}

/** Bytes of the heap-shaped tree over n leaves. */
// @ts-ignore: decorator
@inline
export function treeBytes(n: u32): u64 {
  return u64(64) << depthOf(n);
}

/** Takes the facts and reserves what the program needs. The host then writes code and arrays. */
export function layOut(
  codeLength_: u32,
  pages_: u32,
  maxFrames_: u32,
  maxSlots_: u32,
  gatewayEntry_: u32,
  gatewayLocals_: u32,
  frameHeight_: u32,
  globals_: u32,
  tableSlots_: u32,
  segments_: u32,
  functions_: u32,
  dataLeaves_: u32,
  elements_: u32,
): void {
  codeLength = codeLength_;
  pages = pages_;
  memoryBytes = u64(pages_) << 16;
  maxFrames = maxFrames_;
  maxSlots = maxSlots_;
  gatewayEntry = gatewayEntry_;
  gatewayLocals = gatewayLocals_;
  frameHeight = frameHeight_;
  globalCount = globals_;
  tableSlots = tableSlots_;
  segments = segments_;
  functions = functions_;
  dataLeaves = dataLeaves_;
  elements = elements_;

  const chunks = pages << 4;
  upperDepth = depthOf(chunks);
  free = GUEST;
  reserve(memoryBytes);
  codeAt = reserve(u64(codeLength) << INSTRUCTION_BITS);
  fastAt = reserve(u64(codeLength) << 2);
  functionsAt = reserve(u64(functions) << FUNCTION_BITS);
  dataAt = reserve(u64(dataLeaves) << 5);
  elementsAt = reserve(u64(elements) << 3);
  globalsAt = reserve(u64(globalCount) << 3);
  tablesAt = reserve(u64(tableSlots) << 3);
  droppedAt = reserve(u64(segments) << 3);
  // A validated function never has more operands than its height, which its slots count.
  const stray: u64 = CHECKING ? u64(maxFrames + 1) * LIMIT_OPERAND_HEIGHT : LIMIT_OPERAND_HEIGHT;
  stackAt = reserve((u64(maxSlots) + stray) << 3);
  framesAt = reserve(u64(maxFrames) << FRAME_BITS);
  chainsAt = reserve(u64(maxFrames + 1) << 5);
  stampsAt = reserve(u64(chunks) << 3);
  rootsAt = reserve(u64(chunks) << 5);
  upperAt = reserve(u64(64) << upperDepth);
  localsTreeAt = reserve(treeBytes(leavesOf(maxSlots)));
  globalsTreeAt = reserve(treeBytes(leavesOf(globalCount)));
  tablesTreeAt = reserve(treeBytes(leavesOf(tableSlots)));
  droppedTreeAt = reserve(treeBytes(leavesOf(segments)));
  const most = max(max(chunks, leavesOf(tableSlots)), max(leavesOf(globalCount), leavesOf(segments)));
  listAt = reserve(u64(most) << 2);
}

/** Starts or stops counting executions by pc; counting forces the exact loop. */
export function countExecutions(on: bool): usize {
  if (on && profileAt == 0) profileAt = reserve(u64(codeLength) << 2);
  return profileAt;
}

/** Makes leaves 5, 6 and 7 the empty constants (docs/VM.md 3.1). */
export function clearFrames(): void {
  sp = stackAt;
  fp = stackAt;
  locals = 0;
  frames = 0;
  slots = 0;
}

/** VM_0 (3.2), over memory that is fresh. */
export function clearState(): void {
  status = 0;
  pc = NO_PC;
  eic = 0;
  tf = 0;
  limit = 0;
  callIndex = 0;
  txCount = 0;
  height = 0;
  memory.fill(dataHash, 0, 32);
  clearFrames();
}
