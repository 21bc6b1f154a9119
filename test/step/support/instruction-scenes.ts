/** Single steps of every family, with states after that are written out by hand (docs/VM.md 6). */
import { array, dirty, stop, writeBytes } from "./model.ts";
import { op } from "./program.ts";
import type { Scene } from "./scene.ts";

const HIGH = 0xdead_beefn << 32n;

const ascending = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);

export const INSTRUCTION_SCENES: Record<string, Scene> = {
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
  "br_table": {
    instruction: op("br_table", { a: 3 }),
    program: {
      code: [op("br_entry", { a: 7 }), op("br_entry", { a: 8, b: 1, c: 1 }), op("br_entry", { a: 9 })],
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
    program: { functions: Array.from({ length: 2 }, () => ({ typeId: 1, entry: 3, params: 0, locals: 0, height: 0 })) },
    operands: [1n],
    trap: "indirectCallTypeMismatch",
  },
  "call_indirect without the arguments": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    program: { functions: Array.from({ length: 2 }, () => ({ typeId: 6, entry: 3, params: 1, locals: 1, height: 0 })) },
    operands: [1n],
    trap: "invalidProgram",
  },
  "call_indirect too deep": {
    instruction: op("call_indirect", { a: 2, b: 4, c: 6 }),
    program: {
      maxFrames: 2,
      functions: Array.from({ length: 2 }, () => ({ typeId: 6, entry: 3, params: 1, locals: 1, height: 0 })),
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

  // 6.3, 6.4
  drop: { instruction: op("drop"), operands: [1n, 2n] },
  "select, first": { instruction: op("select"), operands: [HIGH, 2n, 1n], pushed: [HIGH] },
  "select, second": { instruction: op("select"), operands: [1n, HIGH, HIGH], pushed: [HIGH] },
  "memory.grow": { instruction: op("memory.grow"), operands: [1n], pushed: [0xffff_ffffn] },
  "table.grow": { instruction: op("table.grow"), operands: [1n, 0n], pushed: [0xffff_ffffn] },
  "local.get": {
    instruction: op("local.get", { a: 0 }),
    pushed: [0xffff_ffff_0000_0040n],
  },
  "local.set": {
    instruction: op("local.set", { a: 6 }),
    operands: [HIGH],
    then: (s) => s.locals.values.set(6, HIGH),
  },
  "local.tee": {
    instruction: op("local.tee", { a: 4 }),
    operands: [HIGH],
    pushed: [HIGH],
    then: (s) => s.locals.values.set(4, HIGH),
  },
  "local.get of no local": { instruction: op("local.get", { a: 7 }), trap: "invalidProgram" },
  "local.set of no local": {
    instruction: op("local.set", { a: 0xffff_ffff }),
    operands: [1n],
    trap: "invalidProgram",
  },
  "global.get": { instruction: op("global.get", { a: 8 }), pushed: [88n] },
  "global.set": {
    instruction: op("global.set", { a: 3 }),
    operands: [HIGH],
    then: (s) => s.globals.values.set(3, HIGH),
  },
  "global.set of no global": {
    instruction: op("global.set", { a: 9 }),
    operands: [HIGH],
    trap: "invalidProgram",
  },

  // 6.5
  "table.get": { instruction: op("table.get", { a: 2, b: 3 }), operands: [HIGH + 1n], pushed: [2n] },
  "table.get beyond": {
    instruction: op("table.get", { a: 2, b: 3 }),
    operands: [3n],
    trap: "tableOutOfBounds",
  },
  "table.get of no table": {
    instruction: op("table.get", { a: 8, b: 3 }),
    operands: [0n],
    trap: "invalidProgram",
  },
  "table.set": {
    instruction: op("table.set", { a: 2, b: 8 }),
    operands: [7n, HIGH],
    then: (s) => s.tables.values.set(9, HIGH),
  },
  "table.fill, on": {
    instruction: op("table.fill", { a: 2, b: 8 }),
    operands: [HIGH + 6n, HIGH, HIGH + 2n],
    pushed: [7n, HIGH, 1n],
    then: (s) => {
      s.tables.values.set(8, HIGH);
      s.pc = 0n;
    },
  },
  "table.fill, last": {
    instruction: op("table.fill", { a: 2, b: 8 }),
    operands: [7n, HIGH, 1n],
    then: (s) => s.tables.values.set(9, HIGH),
  },
  "table.fill, none": { instruction: op("table.fill", { a: 2, b: 8 }), operands: [8n, 1n, HIGH] },
  "table.fill, none beyond": {
    instruction: op("table.fill", { a: 2, b: 8 }),
    operands: [9n, 1n, HIGH],
    trap: "tableOutOfBounds",
  },
  "table.copy forward": {
    instruction: op("table.copy", { a: 5, b: 5, c: 0, d: 5 }),
    operands: [HIGH + 1n, HIGH + 3n, 2n],
    pushed: [2n, 4n, 1n],
    then: (s) => {
      s.tables.values.set(6, 2n);
      s.pc = 0n;
    },
  },
  "table.copy within a leaf": {
    instruction: op("table.copy", { a: 0, b: 5, c: 0, d: 5 }),
    operands: [1n, 3n, 1n],
    then: (s) => s.tables.values.set(1, 2n),
  },
  "table.copy backward": {
    instruction: op("table.copy", { a: 0, b: 10, c: 0, d: 10 }),
    operands: [HIGH + 6n, HIGH + 2n, 2n],
    pushed: [HIGH + 6n, HIGH + 2n, 1n],
    then: (s) => {
      s.tables.values.set(7, 2n);
      s.pc = 0n;
    },
  },
  "table.copy beyond the source": {
    instruction: op("table.copy", { a: 0, b: 10, c: 0, d: 5 }),
    operands: [0n, 4n, 2n],
    trap: "tableOutOfBounds",
  },
  "table.copy from no table": {
    instruction: op("table.copy", { a: 0, b: 10, c: 8, d: 5 }),
    operands: [0n, 0n, 0n],
    trap: "invalidProgram",
  },
  "table.init": {
    instruction: op("table.init", { a: 2, b: 5, c: 1, d: 4, e: 3 }),
    program: { elements: [10n, 11n, 12n, 13n, 14n] },
    operands: [1n, 3n, 1n],
    then: (s) => s.tables.values.set(3, 14n),
  },
  "table.init of a dropped segment": {
    instruction: op("table.init", { a: 2, b: 5, c: 1, d: 4, e: 2 }),
    operands: [1n, 3n, 1n],
    trap: "tableOutOfBounds",
  },
  "table.init of nothing dropped": {
    instruction: op("table.init", { a: 2, b: 5, c: 1, d: 4, e: 2 }),
    operands: [5n, 0n, 0n],
  },
  "table.init behind the elements": {
    instruction: op("table.init", { a: 2, b: 5, c: 1, d: 5, e: 3 }),
    program: { elements: [10n, 11n, 12n, 13n, 14n] },
    operands: [1n, 4n, 1n],
    trap: "invalidProgram",
  },
  "table.init of no segment": {
    instruction: op("table.init", { a: 2, b: 5, c: 1, d: 5, e: 6 }),
    operands: [1n, 4n, 1n],
    trap: "invalidProgram",
  },
  "elem.drop": {
    instruction: op("elem.drop", { a: 5 }),
    then: (s) => s.dropped.values.set(5, 1n),
  },
  "data.drop of no segment": { instruction: op("data.drop", { a: 6 }), trap: "invalidProgram" },

  // 6.6
  "i32.load": { instruction: op("i32.load", { a: 32 }), operands: [HIGH + 65n], pushed: [0x84838281n] },
  "i64.load across two leaves": {
    instruction: op("i64.load"),
    operands: [124n],
    pushed: [0x9f9e9d9cn],
  },
  "i32.load8_s": { instruction: op("i32.load8_s"), operands: [97n], pushed: [0xffff_ff81n] },
  "i64.load32_s": {
    instruction: op("i64.load32_s"),
    operands: [96n],
    pushed: [0xffff_ffff_8382_8180n],
  },
  "i64.load8_u of the last byte": {
    instruction: op("i64.load8_u", { a: 0xffff }),
    given: (s) => writeBytes(s, 131_071, [0xab]),
    operands: [0x1_0000n],
    pushed: [0xabn],
  },
  "i32.load16_u past the last byte": {
    instruction: op("i32.load16_u", { a: 0xffff }),
    operands: [0x1_0000n],
    trap: "memoryOutOfBounds",
  },
  "i32.load, whose address does not wrap": {
    instruction: op("i32.load", { a: 0xffff_ffff }),
    operands: [1n],
    trap: "memoryOutOfBounds",
  },
  "i64.store across two chunks": {
    instruction: op("i64.store"),
    operands: [4092n, 0x0807_0605_0403_0201n],
    charges: 50_000,
    then: (s) => {
      writeBytes(s, 4092, ascending(1, 8));
      dirty(s, 4092, 8);
    },
  },
  "i32.store8 into a dirty chunk": {
    instruction: op("i32.store8"),
    given: (s) => s.stamps.set(0, 3n),
    operands: [100n, 0x1ffn],
    then: (s) => writeBytes(s, 100, [0xff]),
  },
  "i64.store of what is there makes dirty": {
    instruction: op("i64.store"),
    operands: [8n, 0n],
    charges: 25_000,
    then: (s) => dirty(s, 8, 8),
  },
  "i64.store without fuel for the chunk": {
    instruction: op("i64.store"),
    given: (s) => (s.tf = s.limit - 25_001n),
    operands: [8n, 1n],
    trap: "outOfFuel",
  },

  // 6.7
  "memory.fill, on": {
    instruction: op("memory.fill"),
    operands: [HIGH + 100n, HIGH + 0x1fen, 40n],
    charges: 25_000,
    pushed: [128n, HIGH + 0x1fen, 12n],
    then: (s) => {
      writeBytes(s, 100, Array.from({ length: 28 }, () => 0xfe));
      dirty(s, 100, 28);
      s.pc = 0n;
    },
  },
  "memory.fill, none": { instruction: op("memory.fill"), operands: [131_072n, 1n, HIGH] },
  "memory.fill, none beyond": {
    instruction: op("memory.fill"),
    operands: [131_073n, 1n, HIGH],
    trap: "memoryOutOfBounds",
  },
  "memory.copy forward, three leaves": {
    instruction: op("memory.copy"),
    operands: [0n, 100n, 64n],
    charges: 25_000,
    pushed: [32n, 132n, 32n],
    then: (s) => {
      writeBytes(s, 0, [...ascending(0x84, 28), 0, 0, 0, 0]);
      dirty(s, 0, 32);
      s.pc = 0n;
    },
  },
  "memory.copy forward onto itself": {
    instruction: op("memory.copy"),
    operands: [96n, 97n, 32n],
    charges: 25_000,
    then: (s) => {
      writeBytes(s, 96, [...ascending(0x81, 31), 0]);
      dirty(s, 96, 32);
    },
  },
  "memory.copy backward": {
    instruction: op("memory.copy"),
    operands: [HIGH + 101n, HIGH + 100n, 28n],
    charges: 25_000,
    pushed: [HIGH + 101n, HIGH + 100n, 27n],
    then: (s) => {
      writeBytes(s, 128, [0x9f]);
      dirty(s, 128, 1);
      s.pc = 0n;
    },
  },
  "memory.init across two data leaves": {
    instruction: op("memory.init", { a: 1, b: 1, c: 40 }),
    program: { data: [0, 32, 64].map((n) => Uint8Array.from(ascending(n, 32))) },
    operands: [64n, 8n, 32n],
    charges: 25_000,
    then: (s) => {
      writeBytes(s, 64, ascending(40, 32));
      dirty(s, 64, 32);
    },
  },
  "memory.init beyond the segment": {
    instruction: op("memory.init", { a: 1, b: 1, c: 40 }),
    operands: [64n, 9n, 32n],
    trap: "memoryOutOfBounds",
  },
  "memory.init of a dropped segment": {
    instruction: op("memory.init", { a: 2, b: 1, c: 40 }),
    operands: [64n, 0n, 1n],
    trap: "memoryOutOfBounds",
  },
  "memory.init behind the data": {
    instruction: op("memory.init", { a: 1, b: 0xffff_ffff, c: 40 }),
    program: { data: [new Uint8Array(32)] },
    operands: [64n, 8n, 32n],
    trap: "invalidProgram",
  },
  "memory.init of no segment": {
    instruction: op("memory.init", { a: 6, b: 1, c: 40 }),
    operands: [64n, 0n, 0n],
    trap: "invalidProgram",
  },

  // 6.8, 6.9, 6.11
  "i64.const": { instruction: op("i64.const", { imm: 2n ** 64n - 1n }), pushed: [2n ** 64n - 1n] },
  "i32.div_s of the least value": {
    instruction: op("i32.div_s"),
    operands: [0x8000_0000n, HIGH + 0xffff_ffffn],
    trap: "integerOverflow",
  },
  "i64.rem_s of the least value": {
    instruction: op("i64.rem_s"),
    operands: [2n ** 63n, 2n ** 64n - 1n],
    pushed: [0n],
  },
  "i32.rem_u by zero": { instruction: op("i32.rem_u"), operands: [1n, HIGH], trap: "divideByZero" },
  "i32.shr_s by a masked count": {
    instruction: op("i32.shr_s"),
    operands: [0x8000_0000n, 33n],
    pushed: [0xc000_0000n],
  },
  "i64.rotl": { instruction: op("i64.rotl"), operands: [2n ** 63n + 1n, 65n], pushed: [3n] },
  "ref.is_null on the whole word": {
    instruction: op("ref.is_null"),
    operands: [HIGH],
    pushed: [0n],
  },
};
