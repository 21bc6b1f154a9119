/** The prologue: what makes a module's initial state, as ordinary instructions (docs/VM.md 2.2). */
import { OP } from "../module/opcodes.ts";
import type { ConstantExpression, Module } from "../module/types.ts";
import type { CodeWriter } from "./code.ts";
import { memoryInit, tableInit } from "./lower-body.ts";
import type { Layout } from "./layout.ts";
import { opcode } from "./tables.ts";

const JUMP = opcode("jump");

export interface Prologue {
  /** Greatest number of operands. */
  readonly height: number;
  /** Program index of the final jump, whose target is the gateway's entry. */
  readonly jump: number;
}

/** Writes the prologue. The callee's facts in its `call` follow when functions have been lowered. */
export function writePrologue(code: CodeWriter, module: Module, layout: Layout): Prologue {
  module.globals.forEach(({ initial }, index) => {
    writeInitialiser(code, initial);
    code.emit(OP.global_set, { a: index }, initial.offset);
  });
  const elements = writeElements(code, module, layout);
  const data = writeData(code, module, layout);
  if (module.start !== undefined) {
    const { index, offset } = module.start;
    const body = module.functions[index - module.imports.length];
    const locals = (body?.locals ?? []).reduce((count, group) => count + group.count, 0);
    code.emit(OP.call, { c: locals, e: index }, offset);
  }
  const jump = code.emit(JUMP, {});
  const height = elements || data ? 3 : Math.min(module.globals.length, 1);
  return { height, jump };
}

/** @returns Whether there are active element segments. */
function writeElements(code: CodeWriter, module: Module, layout: Layout): boolean {
  let active = false;
  module.elements.forEach(({ mode, items, offset }, index) => {
    if (mode.kind === "active") {
      active = true;
      writeInitialiser(code, mode.start);
      writeRange(code, items.length, offset);
      code.emit(OP.table_init, tableInit(layout, mode.index, index), offset);
    }
    if (mode.kind !== "passive") {
      code.emit(OP.elem_drop, { a: layout.firstElementFlag + index }, offset);
    }
  });
  return active;
}

/** @returns Whether there are active data segments. */
function writeData(code: CodeWriter, module: Module, layout: Layout): boolean {
  let active = false;
  module.data.forEach(({ mode, bytes, offset }, index) => {
    if (mode.kind !== "active") return;
    active = true;
    writeInitialiser(code, mode.start);
    writeRange(code, bytes.length, offset);
    code.emit(OP.memory_init, memoryInit(layout, index), offset);
    code.emit(OP.data_drop, { a: index }, offset);
  });
  return active;
}

/** Source offset 0 and the whole length. */
function writeRange(code: CodeWriter, length: number, offset: number): void {
  code.emit(OP.i32_const, {}, offset);
  code.emit(OP.i32_const, { imm: BigInt(length) }, offset);
}

function writeInitialiser(code: CodeWriter, { op, value, offset }: ConstantExpression): void {
  if (op === OP.ref_null) code.emit(op, {}, offset);
  else code.emit(op, { imm: op === OP.ref_func ? value + 1n : value }, offset);
}
