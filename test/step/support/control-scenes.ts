/** Single steps of what all have in common, of control and of calls (docs/VM.md 4.2, 6.1, 6.2). */
import { array, stop } from "./model.ts";
import { op } from "./program.ts";
import type { Scene } from "./scene.ts";

const HIGH = 0xdead_beefn << 32n;

export const CONTROL_SCENES: Record<string, Scene> = {
  // 4.2
  "an undefined opcode": { instruction: { ...op("jump"), op: 0x01 }, trap: "invalidProgram" },
  "br_entry, executed": { instruction: op("br_entry"), trap: "invalidProgram" },
  "a float instruction": { instruction: op("f32.add"), operands: [1n, 2n], trap: "invalidProgram" },
  "a host function that does not exist": {
    instruction: op("host", { a: 9 }),
    trap: "invalidProgram",
  },
  "pc behind the code": {
    instruction: op("jump"),
    given: (s) => (s.pc = 1n),
    trap: "invalidProgram",
  },
  "pc far behind the code": {
    instruction: op("jump"),
    given: (s) => (s.pc = 0xffff_ffffn),
    trap: "invalidProgram",
  },
  "no fuel for the base": {
    instruction: op("i32.add"),
    given: (s) => (s.tf = s.limit),
    trap: "outOfFuel",
  },
  "no fuel for an undefined instruction": {
    instruction: { ...op("jump"), op: 0xff },
    given: (s) => (s.tf = s.limit),
    trap: "outOfFuel",
  },
  "the last fuel": {
    instruction: op("i32.add"),
    operands: [1n, 2n],
    given: (s) => (s.tf = s.limit - 1n),
    pushed: [3n],
  },
  "an operand too few": { instruction: op("i32.add"), operands: [1n], trap: "invalidProgram" },
  "an operand too many": {
    instruction: op("i32.const"),
    operands: Array.from({ length: 1024 }, () => 1n),
    trap: "invalidProgram",
  },
  "the highest stack": {
    instruction: op("i32.const", { imm: 5n }),
    operands: Array.from({ length: 1023 }, () => 1n),
    pushed: [5n],
  },
  "counters at their end": {
    instruction: op("jump", { a: 0 }),
    given: (s) => {
      s.eic = 2n ** 64n - 2n;
      s.limit = 2n ** 64n - 1n;
      s.tf = 2n ** 64n - 2n;
    },
    then: (s) => (s.pc = 0n),
  },

  // 6.1
  unreachable: { instruction: op("unreachable"), trap: "unreachable" },
  jump: { instruction: op("jump", { a: 0xffff_ffff }), then: (s) => (s.pc = 0xffff_ffffn) },
  "if, zero in the low half": {
    instruction: op("if", { a: 9 }),
    operands: [4n, HIGH],
    then: (s) => (s.pc = 9n),
  },
  "if, not zero": { instruction: op("if", { a: 9 }), operands: [4n, HIGH + 1n] },
  br: {
    instruction: op("br", { a: 9, b: 2, c: 1 }),
    operands: [1n, 2n, 3n, 4n],
    then: (s) => {
      s.pc = 9n;
      s.operands = [1n, 3n, 4n];
    },
  },
  "br without a drop": {
    instruction: op("br", { a: 9, b: 4, c: 0 }),
    operands: [1n, 2n, 3n, 4n],
    then: (s) => (s.pc = 9n),
  },
  "br beyond the depth": {
    instruction: op("br", { a: 9, b: 4, c: 1 }),
    operands: [1n, 2n, 3n, 4n],
    trap: "invalidProgram",
  },
  "br with the greatest immediates": {
    instruction: op("br", { a: 9, b: 0xffff_ffff, c: 0xffff_ffff }),
    operands: [1n],
    trap: "invalidProgram",
  },
  "br_if, taken": {
    instruction: op("br_if", { a: 9, b: 1, c: 2 }),
    operands: [1n, 2n, 3n, 4n, 1n],
    then: (s) => {
      s.pc = 9n;
      s.operands = [1n, 4n];
    },
  },
  "br_if, not taken": {
    instruction: op("br_if", { a: 9, b: 100, c: 2 }),
    operands: [1n, HIGH],
  },
  "br_if, taken beyond the depth": {
    instruction: op("br_if", { a: 9, b: 1, c: 0 }),
    operands: [1n],
    trap: "invalidProgram",
  },
  br_table: {
    instruction: op("br_table", { a: 3 }),
    program: {
      code: [
        op("br_entry", { a: 7 }),
        op("br_entry", { a: 8, b: 1, c: 1 }),
        op("br_entry", { a: 9 }),
      ],
    },
    operands: [1n, 2n, 3n, 1n],
    then: (s) => {
      s.pc = 8n;
      s.operands = [1n, 3n];
    },
  },
  "br_table, default": {
    instruction: op("br_table", { a: 3 }),
    program: { code: [op("br_entry"), op("br_entry"), op("br_entry", { a: 9 })] },
    operands: [HIGH | 0xffff_ffffn],
    then: (s) => (s.pc = 9n),
  },
  "br_table without entries": {
    instruction: op("br_table"),
    operands: [0n],
    trap: "invalidProgram",
  },
  "br_table behind the code": {
    instruction: op("br_table", { a: 0xffff_ffff }),
    program: { code: [op("br_entry")] },
    operands: [1n],
    trap: "invalidProgram",
  },
  "br_table, no entry": {
    instruction: op("br_table", { a: 1 }),
    program: { code: [op("jump")] },
    operands: [0n],
    trap: "invalidProgram",
  },
  "br_table, an entry beyond the depth": {
    instruction: op("br_table", { a: 1 }),
    program: { code: [op("br_entry", { b: 1 })] },
    operands: [0n],
    trap: "invalidProgram",
  },

  // 6.2
  call: {
    instruction: op("call", { a: 5, b: 2, c: 7, d: 10 }),
    operands: [1n, 2n, 3n],
    charges: 2,
    then: (s) => {
      s.pc = 5n;
      s.frames.push({ returnPc: 1n, slotsBefore: 40, locals: s.locals, operands: [1n] });
      s.slots = 57;
      s.operands = [];
      s.locals = array(7, [
        [0, 2n],
        [1, 3n],
      ]);
    },
  },
  "call of nothing": {
    instruction: op("call", { a: 5 }),
    operands: [1n],
    then: (s) => {
      s.pc = 5n;
      s.frames.push({ returnPc: 1n, slotsBefore: 40, locals: s.locals, operands: [1n] });
      s.operands = [];
      s.locals = array(0);
    },
  },
  "call with more parameters than locals": {
    instruction: op("call", { b: 2, c: 1 }),
    operands: [1n, 2n],
    trap: "invalidProgram",
  },
  "call without its arguments": {
    instruction: op("call", { b: 2, c: 2 }),
    operands: [1n],
    trap: "invalidProgram",
  },
  "call with 2^32 - 1 locals": {
    instruction: op("call", { b: 1, c: 0xffff_ffff, d: 0xffff_ffff }),
    operands: [1n],
    trap: "stackOverflow",
  },
  "call into the last slot": {
    instruction: op("call", { a: 5, b: 0, c: 50, d: 10 }),
    charges: 4,
    then: (s) => {
      s.pc = 5n;
      s.frames.push({ returnPc: 1n, slotsBefore: 40, locals: s.locals, operands: [] });
      s.slots = 100;
      s.locals = array(50);
    },
  },
  "call past the last slot": {
    instruction: op("call", { a: 5, b: 0, c: 51, d: 10 }),
    trap: "stackOverflow",
  },
  "call past the last frame": {
    instruction: op("call", { a: 5 }),
    program: { maxFrames: 2 },
    trap: "stackOverflow",
  },
  "call without fuel for the slots": {
    instruction: op("call", { a: 5, b: 1, c: 16, d: 1 }),
    operands: [1n],
    given: (s) => (s.tf = s.limit - 6n),
    trap: "outOfFuel",
  },
  call_indirect: {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    program: {
      functions: [
        { typeId: 1, entry: 3, params: 0, locals: 0, height: 0 },
        { typeId: 6, entry: 7, params: 1, locals: 2, height: 1 },
        { typeId: 6, entry: 8, params: 1, locals: 2, height: 1 },
      ],
    },
    operands: [11n, 12n, HIGH + 1n],
    charges: 1,
    then: (s) => {
      s.pc = 7n;
      s.frames.push({ returnPc: 1n, slotsBefore: 40, locals: s.locals, operands: [11n] });
      s.slots = 43;
      s.operands = [];
      s.locals = array(2, [[0, 12n]]);
    },
  },
  "call_indirect beyond the tables": {
    instruction: op("call_indirect", { a: 2, b: 9, c: 6 }),
    operands: [11n, 12n, 1n],
    trap: "invalidProgram",
  },
  "call_indirect beyond the table": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    operands: [4n],
    trap: "undefinedElement",
  },
  "call_indirect of null": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    operands: [0n],
    trap: "uninitializedElement",
  },
  "call_indirect of no function": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    operands: [1n],
    trap: "invalidProgram",
  },
  "call_indirect of a reference above u32": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    given: (s) => s.tables.values.set(3, 2n ** 64n - 1n),
    operands: [1n],
    trap: "invalidProgram",
  },
  "call_indirect of another type": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    program: {
      functions: Array.from({ length: 2 }, () => ({
        typeId: 1,
        entry: 3,
        params: 0,
        locals: 0,
        height: 0,
      })),
    },
    operands: [1n],
    trap: "indirectCallTypeMismatch",
  },
  "call_indirect without the arguments": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    program: {
      functions: Array.from({ length: 2 }, () => ({
        typeId: 6,
        entry: 3,
        params: 1,
        locals: 1,
        height: 0,
      })),
    },
    operands: [1n],
    trap: "invalidProgram",
  },
  "call_indirect too deep": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    program: {
      maxFrames: 2,
      functions: Array.from({ length: 2 }, () => ({
        typeId: 6,
        entry: 3,
        params: 1,
        locals: 1,
        height: 0,
      })),
    },
    operands: [5n, 1n],
    trap: "stackOverflow",
  },
  return: {
    instruction: op("return", { a: 2 }),
    operands: [1n, 2n, 3n],
    then: (s) => {
      s.pc = 2n;
      s.operands = [7n, 8n, 2n, 3n];
      s.slots = 23;
      s.locals = s.frames.pop()!.locals;
    },
  },
  "return without its results": {
    instruction: op("return", { a: 4 }),
    operands: [1n, 2n, 3n],
    trap: "invalidProgram",
  },
  "return without a frame": {
    instruction: op("return"),
    given: (s) => (s.frames = []),
    trap: "invalidProgram",
  },
  "return onto a full stack": {
    instruction: op("return", { a: 2 }),
    operands: [1n, 2n],
    given: (s) => (s.frames[1]!.operands = Array.from({ length: 1023 }, () => 1n)),
    trap: "invalidProgram",
  },
  "return from the outermost frame": {
    instruction: op("return", { a: 1 }),
    operands: [1n, 2n],
    given: (s) => s.frames.pop(),
    then: (s) => stop(s, 0),
  },
};
