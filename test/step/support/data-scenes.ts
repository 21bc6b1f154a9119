/** Single steps of variables, tables, memory and numbers (docs/VM.md 6.3 to 6.11). */
import { dirty, writeBytes } from "./model.ts";
import { op } from "./program.ts";
import type { Scene } from "./scene.ts";

const HIGH = 0xdead_beefn << 32n;

const ascending = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);

export const DATA_SCENES: Record<string, Scene> = {
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
  "table.get": {
    instruction: op("table.get", { a: 2, b: 3 }),
    operands: [HIGH + 1n],
    pushed: [2n],
  },
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
  "i32.load": {
    instruction: op("i32.load", { a: 32 }),
    operands: [HIGH + 65n],
    pushed: [0x84838281n],
  },
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
      writeBytes(
        s,
        100,
        Array.from({ length: 28 }, () => 0xfe),
      );
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
