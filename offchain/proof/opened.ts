/** Which components of the state an instruction opens, and their heads (docs/VM.md 7.2, items 2 to 4). */
import { accessBytes, rowOf } from "../program/instruction.ts";
import type { Instruction } from "../program/instruction.ts";
import type { StateView } from "../machine/state.ts";
import { stateNode } from "./nodes.ts";
import type { ByteWriter } from "../bytes/writer.ts";

/** Components of the right half of the state tree that an instruction touches. */
export interface Opened {
  readonly facts: boolean;
  readonly locals: boolean;
  readonly memory: boolean;
  readonly globals: boolean;
  readonly tables: boolean;
  readonly dropped: boolean;
  readonly input: boolean;
}

const NOTHING: Opened = {
  facts: false,
  locals: false,
  memory: false,
  globals: false,
  tables: false,
  dropped: false,
  input: false,
};

const BY_NAME: Readonly<Record<string, Partial<Opened>>> = {
  call: { facts: true },
  call_indirect: { facts: true, tables: true },
  "local.get": { locals: true },
  "local.set": { locals: true },
  "local.tee": { locals: true },
  "global.get": { globals: true },
  "global.set": { globals: true },
  "table.get": { tables: true },
  "table.set": { tables: true },
  "table.fill": { tables: true },
  "table.copy": { tables: true },
  "table.init": { facts: true, tables: true, dropped: true },
  "elem.drop": { dropped: true },
  "data.drop": { dropped: true },
  "memory.fill": { memory: true },
  "memory.copy": { memory: true },
  "memory.init": { facts: true, memory: true, dropped: true },
};

/** By host function number. */
const BY_HOST: readonly Partial<Opened>[] = [
  {},
  { input: true },
  { input: true },
  { memory: true, input: true },
  { input: true },
  {},
  { memory: true },
  { memory: true },
  { memory: true },
];

export function opened(i: Instruction): Opened {
  const row = rowOf(i.op);
  if (row?.family === "host") return { ...NOTHING, locals: true, ...BY_HOST[i.a] };
  if (accessBytes(i.op) !== undefined) return { ...NOTHING, memory: true };
  return { ...NOTHING, ...BY_NAME[row?.name ?? ""] };
}

export type OpenedFrames = "node" | "locals" | "push" | "pop";

/** How leaves 6 and 7 are shown. */
export function openedFrames(op: number): OpenedFrames {
  const row = rowOf(op);
  if (row?.name === "return") return "pop";
  if (row?.family === "call") return "push";
  if (row?.family === "host" || row?.name.startsWith("local.")) return "locals";
  return "node";
}

/** Item 3 of 7.2. */
export function writeFramesAndLocals(
  writer: ByteWriter,
  state: StateView,
  how: OpenedFrames,
): void {
  if (how === "node") {
    writer.bytes(stateNode(state, 1, 3));
  } else if (how === "locals") {
    writer.bytes(state.leaf(6)).u32(state.locals.count);
  } else {
    writer.u32(state.framesDepth).u32(state.slots);
    const top = how === "pop" ? state.topFrame : undefined;
    if (top === undefined) {
      writer.bytes(state.framesChain);
    } else {
      writer.bytes(top.below).u64(top.returnPc).u32(top.slotsBefore).bytes(top.localsLeaf);
      writer.u16(top.operandDepth).bytes(top.operandsChain);
    }
    writer.bytes(state.leaf(7));
  }
}

/** Item 4 of 7.2. */
export function writeRightHalf(writer: ByteWriter, state: StateView, touched: Opened): void {
  const { memory, globals, tables, dropped, input } = touched;
  if (!(memory || globals || tables || dropped || input)) {
    writer.bytes(stateNode(state, 3, 1));
    return;
  }
  if (memory) writer.u32(state.memory.pages).u64(state.callIndex);
  else writer.bytes(stateNode(state, 1, 4));

  if (globals || tables) {
    if (globals) writer.u32(state.globals.count);
    else writer.bytes(state.leaf(10));
    if (tables) writer.u32(state.tables.count);
    else writer.bytes(state.leaf(11));
  } else {
    writer.bytes(stateNode(state, 1, 5));
  }

  if (dropped || input) {
    if (dropped) writer.u32(state.dropped.count);
    else writer.bytes(state.leaf(12));
    if (input) {
      writer.u32(state.input.txCount).u64(state.input.height).bytes(state.input.dataHash);
    } else {
      writer.bytes(state.leaf(13));
    }
  } else {
    writer.bytes(stateNode(state, 1, 6));
  }
}
