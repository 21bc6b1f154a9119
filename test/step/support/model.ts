/**
 * A state of the machine as plain data, and its hash and view, written down as docs/VM.md 3.1 says them.
 * Tests set up the state before and the one expected after; nothing here executes anything.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";

import type { FrameView, StateView } from "../../../offchain/machine/state.ts";
import { hash2, operandsChain, rootOfLeaves, word } from "./hash.ts";
import { memoryTree, wordArray } from "./sparse-tree.ts";

export const NO_PC = 2n ** 64n - 1n;
const ZERO = new Uint8Array(32);

export interface FrameModel {
  returnPc: bigint;
  slotsBefore: number;
  /** The caller's, undefined where the frame remembers the empty leaf. */
  locals: ArrayModel;
  operands: bigint[];
}

/** A word array; values that are not given are zero. */
export interface ArrayModel {
  count: number;
  values: Map<number, bigint>;
}

export interface Model {
  status: number;
  pc: bigint;
  eic: bigint;
  tf: bigint;
  limit: bigint;
  callIndex: bigint;
  operands: bigint[];
  frames: FrameModel[];
  slots: number;
  locals: ArrayModel;
  globals: ArrayModel;
  tables: ArrayModel;
  dropped: ArrayModel;
  pages: number;
  /** By leaf of 32 bytes. */
  memory: Map<number, Uint8Array>;
  /** By chunk. */
  stamps: Map<number, bigint>;
  input: { txCount: number; height: bigint; dataHash: Uint8Array };
}

export function array(
  count: number,
  values: readonly (readonly [number, bigint])[] = [],
): ArrayModel {
  return { count, values: new Map(values) };
}

export function copyOf(model: Model): Model {
  return structuredClone(model);
}

/** Ends the model's run: what every trap and every halt leaves (docs/VM.md 4.3). */
export function stop(model: Model, status: number): void {
  model.status = status;
  model.pc = NO_PC;
  model.operands = [];
  model.frames = [];
  model.slots = 0;
  model.locals = array(0);
}

export function readByte(model: Model, at: number): number {
  return model.memory.get(Math.floor(at / 32))?.[at % 32] ?? 0;
}

/** Writes bytes; marks no chunk. */
export function writeBytes(model: Model, at: number, bytes: readonly number[] | Uint8Array): void {
  bytes.forEach((byte: number, i: number) => {
    const leaf = Math.floor((at + i) / 32);
    const copy = new Uint8Array(model.memory.get(leaf) ?? ZERO);
    copy[(at + i) % 32] = byte;
    model.memory.set(leaf, copy);
  });
}

/** Marks the chunks of [at, at + size) dirty in the current call; answers how many were not. */
export function dirty(model: Model, at: number, size: number): number {
  let fresh = 0;
  for (let chunk = at >> 12; size > 0 && chunk <= (at + size - 1) >> 12; chunk++) {
    if (model.stamps.get(chunk) !== model.callIndex) fresh++;
    model.stamps.set(chunk, model.callIndex);
  }
  return fresh;
}

function head(tag: number, counts: bigint): Uint8Array {
  return word((BigInt(tag) << 248n) | counts);
}

function leafOf(tag: number, counts: bigint, root: Uint8Array): Uint8Array {
  return hash2(head(tag, counts), root);
}

function rootOf(tree: {
  depth: number;
  node(level: number, index: number): Uint8Array;
}): Uint8Array {
  return tree.node(tree.depth, 0);
}

function treeOf(model: ArrayModel): ReturnType<typeof wordArray> {
  return wordArray(model.count, model.values);
}

function localsLeaf(locals: ArrayModel): Uint8Array {
  return leafOf(3, BigInt(locals.count), rootOf(treeOf(locals)));
}

function operandsLeaf(operands: readonly bigint[]): Uint8Array {
  return leafOf(1, BigInt(operands.length), operandsChain(operands));
}

function frameChain(frames: readonly FrameModel[]): Uint8Array {
  let chain: Uint8Array = ZERO;
  for (const frame of frames) {
    const bytes = new Uint8Array(128);
    bytes.set(chain);
    bytes.set(word((frame.returnPc << 32n) | BigInt(frame.slotsBefore)), 32);
    bytes.set(localsLeaf(frame.locals), 64);
    bytes.set(operandsLeaf(frame.operands), 96);
    chain = keccak_256(bytes);
  }
  return chain;
}

function topOf(frames: readonly FrameModel[]): FrameView | undefined {
  const top = frames[frames.length - 1];
  if (top === undefined) return undefined;
  return {
    below: frameChain(frames.slice(0, -1)),
    returnPc: top.returnPc,
    slotsBefore: top.slotsBefore,
    localsLeaf: localsLeaf(top.locals),
    operandDepth: top.operands.length,
    operandsChain: operandsChain(top.operands),
  };
}

/** The view from which a proof is made. It is fixed: later changes of the model do not show. */
export function viewOf(live: Model): StateView {
  const model = copyOf(live);
  const locals = treeOf(model.locals);
  const globals = treeOf(model.globals);
  const tables = treeOf(model.tables);
  const dropped = treeOf(model.dropped);
  const memory = memoryTree(model.pages, model.memory, model.stamps);
  const framesChain = frameChain(model.frames);
  const topFrame = topOf(model.frames);
  const frameCounts = (BigInt(model.frames.length) << 32n) | BigInt(model.slots);
  const inputCounts = (BigInt(model.input.txCount) << 64n) | model.input.height;
  const leaves = [
    word(BigInt(model.status)),
    word(model.pc),
    word(model.eic),
    word(model.tf),
    word(model.limit),
    operandsLeaf(model.operands),
    leafOf(2, frameCounts, framesChain),
    localsLeaf(model.locals),
    leafOf(4, BigInt(model.pages), rootOf(memory)),
    word(model.callIndex),
    leafOf(5, BigInt(model.globals.count), rootOf(globals)),
    leafOf(6, BigInt(model.tables.count), rootOf(tables)),
    leafOf(7, BigInt(model.dropped.count), rootOf(dropped)),
    leafOf(8, inputCounts, model.input.dataHash),
    ZERO,
    ZERO,
  ];
  return {
    ...model,
    framesDepth: model.frames.length,
    framesChain,
    topFrame,
    locals,
    globals,
    tables,
    dropped,
    memory,
    leaf: (index) => leaves[index]!,
    hash: () => rootOfLeaves(leaves),
  };
}

/** H_VM of the model. */
export function hashOf(model: Model): Uint8Array {
  return viewOf(model).hash();
}
