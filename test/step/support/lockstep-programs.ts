/**
 * Small programs that between them execute every instruction of version 1, at boundaries and into each of
 * its traps. They are assembled by hand: operands and immediates that no compiler makes are part of the
 * purpose.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";

import type { Instruction } from "../../../offchain/program/instruction.ts";
import { accessBytes } from "../../../offchain/program/instruction.ts";
import { HOST_FUNCTIONS, OPCODES } from "../../../offchain/program/tables.ts";
import type { CallPlan } from "./lockstep.ts";
import { op, SMALL_PROGRAM } from "./program.ts";
import type { ProgramParts } from "./program.ts";

export interface LockstepProgram {
  readonly name: string;
  readonly parts: ProgramParts;
  readonly calls?: readonly CallPlan[];
}

const HIGH = 0xdead_beefn << 32n;
const END = 2 * 65_536;

const push = (value: bigint | number): Instruction =>
  op("i64.const", { imm: BigInt.asUintN(64, BigInt(value)) });

const pushAll = (...values: readonly (bigint | number)[]): Instruction[] => values.map(push);

/** Runs `code` as the whole of the first call; later calls run it again. */
function straight(
  name: string,
  code: readonly Instruction[],
  more: Partial<ProgramParts> = {},
  calls?: readonly CallPlan[],
): LockstepProgram {
  const parts = {
    ...SMALL_PROGRAM,
    memoryPages: 2,
    gatewayEntry: 0,
    ...more,
    code: [...code, op("return"), ...(more.code ?? [])],
  };
  return calls ? { name, parts, calls } : { name, parts };
}

// Integers. Operands of i32 come with rubbish above, which must be ignored.

const WORDS: Readonly<Record<32 | 64, readonly bigint[]>> = {
  32: [0n, 1n, 2n, 31n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, HIGH + 33n, HIGH + 0xffn, HIGH],
  64: [0n, 1n, 63n, 65n, 0xffn, 2n ** 31n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, HIGH + 5n],
};

const PAIRS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 0],
  [6, 6],
  [5, 6],
  [6, 5],
  [4, 7],
  [7, 2],
  [8, 3],
  [9, 8],
  [3, 3],
  [7, 8],
];

const numeric = OPCODES.filter(
  (row) => row.family === "i32" || row.family === "i64" || row.family === "convert",
).map((row): LockstepProgram => {
  const values = row.family === "i64" || row.name.startsWith("i64.extend") ? WORDS[64] : WORDS[32];
  const divides = /div|rem/.test(row.name);
  const sets: bigint[][] =
    row.pops === 1
      ? [...WORDS[32], ...WORDS[64]].map((x) => [x])
      : PAIRS.map(([x, y]) => [values[x]!, values[y]!]).filter(([, y]) => !divides || y !== HIGH);
  const safe = sets.filter(
    ([x, y]) =>
      !divides || (y !== 0n && !(y === values.at(6) && x === values.at(5)) && !(y === 2n ** 64n - 1n)),
  );
  return straight(
    row.name,
    safe.flatMap((set) => [...pushAll(...set), op(row.name)]),
  );
});

const divisions = ["i32", "i64"].flatMap((type) =>
  ["div_s", "div_u", "rem_s", "rem_u"].flatMap((name): LockstepProgram[] => {
    const least = type === "i32" ? 2n ** 31n : 2n ** 63n;
    const minusOne = type === "i32" ? HIGH + 0xffff_ffffn : 2n ** 64n - 1n;
    const zero = type === "i32" ? HIGH : 0n;
    const full = `${type}.${name}`;
    return [
      straight(`${full} by zero`, [...pushAll(7, zero), op(full)]),
      straight(`${full} of the least value`, [...pushAll(least, minusOne), op(full)]),
      straight(`${full} of -7 by 2`, [...pushAll(-7, 2), op(full), ...pushAll(7, -2), op(full)]),
    ];
  }),
);

const constants: LockstepProgram[] = [
  straight(
    "constants",
    OPCODES.filter((row) => row.family === "constant").flatMap((row) => [
      op(row.name, { imm: 2n ** 64n - 2n }),
      op("ref.is_null"),
    ]),
  ),
  straight("references", [push(0), op("ref.is_null"), push(HIGH), op("ref.is_null")]),
  straight("parametric", [
    ...pushAll(HIGH, 2, 1),
    op("select"),
    ...pushAll(HIGH, 3, HIGH),
    op("select"),
    op("drop"),
    ...pushAll(1),
    op("memory.grow"),
    ...pushAll(0, 0),
    op("table.grow"),
  ]),
];

// Variables: three locals in the gateway's frame, nine globals.

const variables: LockstepProgram[] = [
  straight("locals", [
    ...pushAll(HIGH, 8),
    op("local.set", { a: 0 }),
    op("local.tee", { a: 2 }),
    op("local.get", { a: 0 }),
    op("local.get", { a: 1 }),
    op("local.get", { a: 2 }),
  ]),
  straight("globals", [
    push(HIGH),
    op("global.set", { a: 8 }),
    push(3),
    op("global.set", { a: 0 }),
    op("global.get", { a: 8 }),
    op("global.get", { a: 7 }),
  ]),
  ...["local.get", "local.set", "local.tee"].map((name) =>
    straight(`${name} of none`, [push(1), op(name, { a: 3 })]),
  ),
  ...["global.get", "global.set"].map((name) =>
    straight(`${name} of none`, [push(1), op(name, { a: 9 })]),
  ),
  straight("no locals, no globals", [op("local.get")], { gatewayLocals: 0, globals: 0 }),
  straight("no globals", [op("global.get")], { globals: 0 }),
];

// Control.

const control: LockstepProgram[] = [
  straight("unreachable", [op("unreachable")]),
  straight("jump and if", [
    op("jump", { a: 2 }),
    op("unreachable"),
    push(HIGH),
    op("if", { a: 5 }),
    op("unreachable"),
    push(HIGH + 1n),
    op("if", { a: 4 }),
  ]),
  straight("jump out of the code", [op("jump", { a: 0xffff_ffff })]),
  straight("jump just out of the code", [op("jump", { a: 2 })]),
  straight("branches", [
    ...pushAll(1, 2, 3, 4, 5),
    op("br", { a: 6, b: 2, c: 1 }),
    ...pushAll(HIGH),
    op("br_if", { a: 0, b: 9, c: 9 }),
    ...pushAll(1),
    op("br_if", { a: 10, b: 1, c: 2 }),
    op("br", { a: 11, b: 2, c: 0 }),
    op("br", { a: 12, b: 0, c: 2 }),
  ]),
  straight("br beyond the depth", [...pushAll(1, 2), op("br", { a: 0, b: 1, c: 2 })]),
  straight("br_if beyond the depth", [...pushAll(1, 2), op("br_if", { a: 0, b: 2, c: 0 })]),
  straight("br without bounds", [push(1), op("br", { b: 0xffff_ffff, c: 0xffff_ffff })]),
  ...[0, 1, 2, 3, 0xffff_ffff].map((index) =>
    straight(`br_table by ${index}`, [
      ...pushAll(1, 2, HIGH + BigInt(index)),
      op("br_table", { a: 3 }),
      op("br_entry", { a: 7, b: 1, c: 1 }),
      op("br_entry", { a: 7 }),
      op("br_entry", { a: 8, b: 0, c: 2 }),
    ]),
  ),
  straight("br_table without entries", [push(0), op("br_table")]),
  straight("br_table into nothing", [push(0), op("br_table", { a: 1 })]),
  straight("br_table out of the code", [push(9), op("br_table", { a: 0xffff_ffff })]),
  straight("br_table beyond the depth", [
    push(0),
    op("br_table", { a: 1 }),
    op("br_entry", { b: 0xffff_ffff, c: 0xffff_ffff }),
  ]),
  straight("a full stack", [push(1), op("jump")], {}, [{ skip: 2040, steps: 20 }]),
  straight("br_entry, executed", [op("br_entry")]),
  straight("float instructions", [...pushAll(1, 1), op("f64.add")]),
  straight("an undefined opcode", [{ ...op("jump"), op: 0xff }]),
];

// Calls. Functions stand behind the gateway's `return`, which is the program's last instruction otherwise.

const plain = { typeId: 0, entry: 0, params: 0, locals: 0, height: 0 };

function calling(name: string, head: readonly Instruction[], more: Partial<ProgramParts> = {}) {
  // pc of the function that adds its two parameters.
  const entry = head.length + 1;
  const add = [op("local.get"), op("local.get", { a: 1 }), op("i64.add"), op("return", { a: 1 })];
  const functions = [
    { ...plain, typeId: 4 },
    { typeId: 5, entry, params: 2, locals: 6, height: 2 },
    { typeId: 5, entry, params: 7, locals: 6, height: 2 },
    { typeId: 5, entry, params: 2, locals: 0xffff_ffff, height: 0xffff_ffff },
  ];
  const elements = [0n, 1n, 2n, 3n, 4n, 5n, 2n ** 64n - 1n];
  return straight(name, head, { functions, elements, code: add, ...more });
}

/** Fills a table from all elements and calls through element `index`. */
function table(index: number | bigint, more: Partial<ProgramParts> = {}): LockstepProgram {
  const fill = [...pushAll(0, 0, 7), op("table.init", { a: 1, b: 7, c: 0, d: 7, e: 1 })];
  const use = [...pushAll(20, 22, index), op("call_indirect", { a: 1, b: 7, c: 5 })];
  return calling(`call_indirect ${index}`, [...fill, ...use], more);
}

const calls: LockstepProgram[] = [
  calling("call", [...pushAll(7, 20, 22), op("call", { a: 5, b: 2, c: 6, d: 2 })]),
  calling("call with 33 locals", [...pushAll(20, 22), op("call", { a: 4, b: 2, c: 33, d: 2 })]),
  calling("call without locals", [op("call", { a: 1 })], {}),
  calling("call, more parameters than locals", [push(1), op("call", { a: 0, b: 1, c: 0 })]),
  calling("call without arguments", [push(1), op("call", { a: 0, b: 2, c: 2 })]),
  calling("call of 2^32 - 1 locals", [op("call", { c: 0xffff_ffff, d: 0xffff_ffff })]),
  calling("call without end", [op("call")]),
  calling("call into all slots", [op("call", { c: 40, d: 37 })]),
  calling("call into one slot too many", [op("call", { c: 41, d: 37 })]),
  calling("return leftovers", [...pushAll(1, 2, 3), op("return", { a: 2 })]),
  calling("return too much", [push(1), op("return", { a: 2 })]),
  calling("return without bounds", [push(1), op("return", { a: 0xffff_ffff })]),
  {
    ...calling("return onto a full stack", [
      // 1,022 operands, then a call that returns three.
      push(1),
      op("local.get", { a: 0 }),
      op("i64.const", { imm: 1n }),
      op("i64.add"),
      op("local.tee", { a: 0 }),
      op("i64.const", { imm: 1022n }),
      op("i64.lt_u"),
      op("if", { a: 9 }),
      op("jump", { a: 0 }),
      op("call", { a: 11, b: 0, c: 0, d: 3 }),
    ], { code: [push(1), push(2), push(3), op("return", { a: 3 })] }),
    calls: [{ skip: 9187, steps: 20 }],
  },
  ...[0, 1, 2, 3, 4, 5, 6, 7, HIGH + 2n].map((index) => table(index)),
  { ...table(2, { maxFrames: 1 }), name: "call_indirect, too deep" },
  { ...table(2, { maxSlots: 30 }), name: "call_indirect, too many slots" },
  calling("call_indirect without arguments", [
    ...pushAll(0, 2, 1),
    op("table.init", { a: 1, b: 7, c: 0, d: 7, e: 1 }),
    ...pushAll(1, 0),
    op("call_indirect", { a: 1, b: 7, c: 5 }),
  ]),
  calling("call_indirect of no table", [push(0), op("call_indirect", { a: 9, b: 2 })]),
];

// Tables.

const tableOps: LockstepProgram[] = [
  straight("table.get, table.set", [
    ...pushAll(HIGH + 7n, HIGH + 1n),
    op("table.set", { a: 2, b: 8 }),
    push(7),
    op("table.get", { a: 2, b: 8 }),
    push(8),
    op("table.get", { a: 2, b: 8 }),
  ]),
  straight("table.set beyond", [...pushAll(8, 1), op("table.set", { a: 2, b: 8 })]),
  straight("table.get of no table", [push(0), op("table.get", { a: 3, b: 8 })]),
  straight("table.set of no table", [...pushAll(0, 1), op("table.set", { a: 0xffff_ffff, b: 8 })]),
  straight("table.fill", [
    ...pushAll(HIGH + 1n, HIGH, HIGH + 6n),
    op("table.fill", { a: 2, b: 8 }),
    ...pushAll(8, 1, 0),
    op("table.fill", { a: 2, b: 8 }),
    ...pushAll(9, 1, 0),
    op("table.fill", { a: 2, b: 8 }),
  ]),
  straight("table.fill of no table", [...pushAll(0, 0, 0), op("table.fill", { a: 3, b: 8 })]),
  straight("table.copy", [
    ...pushAll(0, 0, 6),
    op("table.init", { a: 2, b: 8, c: 0, d: 6, e: 1 }),
    ...pushAll(HIGH + 1n, HIGH, HIGH + 5n),
    op("table.copy", { a: 2, b: 8, c: 2, d: 8 }),
    ...pushAll(HIGH, HIGH + 1n, HIGH + 5n),
    op("table.copy", { a: 2, b: 8, c: 2, d: 8 }),
    ...pushAll(0, 0, 2),
    op("table.copy", { a: 0, b: 2, c: 2, d: 8 }),
    ...pushAll(2, 8, 0),
    op("table.copy", { a: 0, b: 2, c: 2, d: 8 }),
    ...pushAll(3, 8, 0),
    op("table.copy", { a: 0, b: 2, c: 2, d: 8 }),
  ], { elements: [1n, 2n, 3n, 4n, 5n, 6n] }),
  straight("table.copy beyond the source", [
    ...pushAll(0, 7, 2),
    op("table.copy", { a: 2, b: 8, c: 2, d: 8 }),
  ]),
  straight("table.copy of no table", [
    ...pushAll(0, 0, 0),
    op("table.copy", { a: 2, b: 8, c: 2, d: 9 }),
  ]),
  straight("table.init, dropped", [
    ...pushAll(1, 2, 2),
    op("table.init", { a: 2, b: 8, c: 1, d: 4, e: 5 }),
    op("elem.drop", { a: 5 }),
    ...pushAll(1, 0, 0),
    op("table.init", { a: 2, b: 8, c: 1, d: 4, e: 5 }),
    ...pushAll(1, 0, 1),
    op("table.init", { a: 2, b: 8, c: 1, d: 4, e: 5 }),
  ], { elements: [1n, 2n, 3n, 4n, 5n, 6n] }),
  straight("table.init behind the elements", [
    ...pushAll(1, 2, 2),
    op("table.init", { a: 2, b: 8, c: 3, d: 4, e: 5 }),
  ], { elements: [1n, 2n, 3n, 4n, 5n, 6n] }),
  straight("table.init without elements", [
    ...pushAll(1, 0, 1),
    op("table.init", { a: 2, b: 8, c: 0, d: 4, e: 5 }),
  ]),
  straight("table.init of no table", [...pushAll(0, 0, 0), op("table.init", { a: 3, b: 8 })]),
  straight("table.init of no segment", [...pushAll(0, 0, 0), op("table.init", { b: 8, e: 6 })]),
  straight("elem.drop of none", [op("elem.drop", { a: 6 })]),
  straight("data.drop of none", [op("data.drop", { a: 0xffff_ffff })]),
  straight("no tables, no segments", [op("data.drop")], { tableSlots: 0, segments: 0 }),
  straight("no tables", [push(0), op("table.get")], { tableSlots: 0, segments: 0 }),
];

// Memory.

const PLACES = [0, 1, 25, 28, 29, 31, 63, 4090, 4095, 65_535, END - 8];

const memory: LockstepProgram[] = OPCODES.filter((row) => row.family === "memory").flatMap((row) => {
  const size = accessBytes(row.code)!;
  const stores = row.pops === 2;
  const access = (at: number | bigint, offset: number): Instruction[] => [
    ...pushAll(at, ...(stores ? [0x8182_8384_8586_8788n] : [])),
    op(row.name, { a: offset }),
  ];
  const prepare = PLACES.flatMap((at) => [
    ...pushAll(at, 0xf1e2_d3c4_b5a6_9788n + BigInt(at)),
    op("i64.store"),
  ]);
  return [
    straight(row.name, [
      ...(stores ? [] : prepare),
      ...PLACES.flatMap((at) => access(HIGH + BigInt(at), 0)),
      ...access(0, END - size),
      ...access(END - 1 - size, 1),
    ]),
    straight(`${row.name} past the end`, access(END - size + 1, 0)),
    straight(`${row.name} far past the end`, access(0xffff_ffff, 0xffff_ffff)),
    ...(stores
      ? [
          // Fuel for the enter, two constants and the base; then nothing, one chunk, or one of two.
          straight(`${row.name} without fuel`, access(40, 0), {}, [{ allowance: 25_004n }]),
          straight(`${row.name} with just fuel enough`, access(40, 0), {}, [{ allowance: 25_005n }]),
          straight(`${row.name} across chunks`, access(4097 - size, 0), {}, [
            { allowance: 50_004n },
            { allowance: 50_006n },
          ]),
        ]
      : []),
  ];
});

const COPIES: readonly (readonly [d: number, s: number, n: number])[] = [
  [0, 100, 100],
  [100, 101, 70],
  [101, 100, 70],
  [100, 100, 40],
  [96, 200, 64],
  [200, 96, 64],
  [4090, 3000, 40],
  [3000, 4090, 40],
  [END - 40, END - 41, 40],
  [END - 41, END - 40, 40],
  [END, 0, 0],
  [0, END, 0],
];

const bulk: LockstepProgram[] = [
  straight("memory.fill", [
    ...[
      [3, 0x1ff, 90],
      [64, 7, 32],
      [4090, 9, 10],
      [END, 1, 0],
      [END - 1, 1, 1],
    ].flatMap(([d, v, n]) => [
      ...pushAll(HIGH + BigInt(d!), HIGH + BigInt(v!), HIGH + BigInt(n!)),
      op("memory.fill"),
    ]),
  ]),
  straight("memory.copy", [
    ...Array.from({ length: 20 }, (_, i) => [
      ...pushAll(90 + 8 * i, 0x0102_0304_0506_0708n * BigInt(i)),
      op("i64.store"),
    ]).flat(),
    ...COPIES.flatMap(([d, s, n]) => [
      ...pushAll(HIGH + BigInt(d), HIGH + BigInt(s), HIGH + BigInt(n)),
      op("memory.copy"),
    ]),
  ]),
  ...(["memory.fill", "memory.copy"] as const).flatMap((name) => [
    straight(`${name} beyond the destination`, [...pushAll(END - 1, 0, 2), op(name)]),
    straight(`${name} of nothing beyond`, [...pushAll(END + 1, 0, 0), op(name)]),
    straight(`${name} without end`, [...pushAll(0, 0, 0xffff_ffff), op(name)]),
    // Fuel dies in the first step, before the second, and in the second, which enters a new chunk.
    ...[25_007, 25_009, 25_014, 50_012].map((allowance) =>
      straight(`${name} with fuel of ${allowance}`, [...pushAll(4080, 1, 40), op(name)], {}, [
        { allowance: BigInt(allowance) },
      ]),
    ),
  ]),
  straight("memory.copy beyond the source", [...pushAll(0, END - 1, 2), op("memory.copy")]),
  straight("memory.init", [
    ...pushAll(HIGH + 5n, HIGH + 3n, HIGH + 60n),
    op("memory.init", { a: 1, b: 1, c: 64 }),
    ...pushAll(70, 0, 10),
    op("memory.init", { a: 1, b: 1, c: 64 }),
    ...pushAll(END, 64, 0),
    op("memory.init", { a: 1, b: 1, c: 64 }),
    op("data.drop", { a: 1 }),
    ...pushAll(0, 0, 0),
    op("memory.init", { a: 1, b: 1, c: 64 }),
    ...pushAll(0, 0, 1),
    op("memory.init", { a: 1, b: 1, c: 64 }),
  ], { data: [1, 2, 3].map((n) => new Uint8Array(32).map((_, i) => 32 * n + i)) }),
  straight("memory.init beyond the segment", [
    ...pushAll(0, 60, 5),
    op("memory.init", { a: 1, b: 1, c: 64 }),
  ]),
  straight("memory.init beyond memory", [
    ...pushAll(END - 4, 0, 5),
    op("memory.init", { a: 1, b: 1, c: 64 }),
  ]),
  straight("memory.init behind the data", [
    ...pushAll(0, 20, 44),
    op("memory.init", { a: 1, b: 0, c: 64 }),
  ], { data: [new Uint8Array(32)] }),
  straight("memory.init without data", [
    ...pushAll(0, 0, 1),
    op("memory.init", { a: 1, b: 0xffff_ffff, c: 64 }),
  ]),
  straight("memory.init of no segment", [...pushAll(0, 0, 0), op("memory.init", { a: 6, c: 64 })]),
  straight("memory.init without fuel", [
    ...pushAll(0, 0, 1),
    op("memory.init", { a: 1, c: 32 }),
  ], { data: [new Uint8Array(32)] }, [{ allowance: 25_000n }]),
  straight("no memory", [push(0), op("i32.load8_u")], { memoryPages: 0 }),
  straight("nothing of no memory", [...pushAll(0, 1, 0), op("memory.fill")], { memoryPages: 0 }),
];

// Host functions: parameters are the gateway's locals.

const BLOCK: CallPlan = {
  height: 2n ** 64n - 1n,
  transactions: [0, 1, 31, 32, 33, 100, 200].map((n) => new Uint8Array(n).fill(n)),
};

function host(
  name: string,
  args: readonly (number | bigint)[],
  before: readonly Instruction[] = [],
  call: CallPlan = {},
  more: Partial<ProgramParts> = {},
): LockstepProgram {
  const a = HOST_FUNCTIONS.findIndex((row) => row.name === name);
  const code = [
    ...before,
    ...args.flatMap((value, i) => [push(HIGH | BigInt(value)), op("local.set", { a: i })]),
    op("host", { a }),
  ];
  return straight(`${name}(${args.join(", ")})`, code, more, [{ ...BLOCK, ...call }]);
}

const KEY = new Uint8Array(32).fill(7);
const DIGEST = new Uint8Array(32).fill(3);
const SIGNATURE = secp256k1.sign(DIGEST, KEY, { prehash: false, format: "recovered" });

/** Stores bytes with i64.store. */
function storeBytes(at: number, bytes: Uint8Array): Instruction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: bytes.length / 8 }, (_, i) => [
    ...pushAll(at + 8 * i, view.getBigUint64(8 * i, true)),
    op("i64.store"),
  ]).flat();
}

function recovery(v: number): Instruction[] {
  const input = new Uint8Array(128);
  input.set(DIGEST);
  input[63] = v;
  input.set(SIGNATURE.slice(1), 64);
  return storeBytes(4096, input);
}

const V = 27 + SIGNATURE[0]!;

const hosts: LockstepProgram[] = [
  host("(unknown import)", []),
  host("tx_count", []),
  host("height", []),
  host("time", []),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 0xffff_ffff].map((i) => host("tx_len", [i])),
  ...[
    [5, 0, 0],
    [6, 190, 4064],
    [6, 200, END - 32],
    [6, 201, 0],
    [0, 0, 64],
    [0, 1, 64],
    [7, 0, 64],
    [1, 0, 33],
    [1, 0, END],
    [1, 0xffff_ffff, 0xffff_ffe0],
  ].map((args) => host("tx_read", args)),
  host("tx_read", [5, 0, 64], [], { allowance: 25_000n }),
  ...["keccak256", "sha256"].flatMap((name) => [
    host(name, [0, 0, 64]),
    host(name, [END, 0, 64]),
    host(name, [64, 33, 96], storeBytes(64, new Uint8Array(40).fill(0xe1))),
    host(name, [4064, 1024, 4096], storeBytes(4090 - 2, new Uint8Array(16).fill(5))),
    host(name, [0, 1025, 64]),
    host(name, [1, 5, 64]),
    host(name, [0, 5, 65]),
    host(name, [END - 32, 33, 64]),
    host(name, [0, 5, END]),
    host(name, [0, 64, 64], [], { allowance: 25_506n }),
    host(name, [0, 64, 64], [], { allowance: 25_507n }),
    host(name, [0, 64, 64], [], { allowance: 406n }),
  ]),
  host("secp256k1_recover", [4096, 64], recovery(V)),
  host("secp256k1_recover", [4096, 4096], recovery(V)),
  host("secp256k1_recover", [4096, 0], recovery(29)),
  host("secp256k1_recover", [4096, 8192], recovery(55 - V)),
  host("secp256k1_recover", [END - 96, 0]),
  host("secp256k1_recover", [0, END]),
  host("secp256k1_recover", [16, 0]),
  host("secp256k1_recover", [0, 16]),
  host("secp256k1_recover", [0, 0], [], { allowance: 270_000n }),
  ...HOST_FUNCTIONS.map((row) => host(row.name, [], [], {}, { gatewayLocals: 0, frameHeight: 23 })),
  straight("a host function that does not exist", [op("host", { a: 9 })]),
];

// Whole calls: traps leave memory and globals as they stand, and the next call goes on from there.

const counting = [
  op("global.get"),
  push(1),
  op("i64.add"),
  op("global.set"),
  push(16),
  op("global.get"),
  op("i64.store"),
  push(16),
  op("i64.load"),
  push(2),
  op("i64.rem_u"),
  op("if", { a: 13 }),
  op("unreachable"),
];

const whole: LockstepProgram[] = [
  straight("several calls", counting, {}, [{}, {}, {}, { allowance: 0n }, { allowance: 5n }, {}]),
  straight("an allowance without bounds", counting, {}, [
    { allowance: 2n ** 64n - 1n },
    { allowance: 2n ** 64n - 1n },
  ]),
  {
    name: "a prologue, then the gateway",
    parts: {
      ...SMALL_PROGRAM,
      gatewayEntry: 3,
      code: [push(7), op("global.set"), op("jump", { a: 3 }), op("global.get"), op("return")],
    },
    calls: [{}, {}],
  },
  {
    name: "a gateway out of the code",
    parts: { ...SMALL_PROGRAM, gatewayEntry: 0xffff_ffff, code: [op("unreachable")] },
    calls: [{}, {}],
  },
  {
    name: "one instruction, no locals, one frame",
    parts: {
      ...SMALL_PROGRAM,
      gatewayEntry: 0,
      maxFrames: 1,
      maxSlots: 0,
      gatewayLocals: 0,
      frameHeight: 0,
      memoryPages: 0,
      globals: 0,
      tableSlots: 0,
      segments: 0,
      code: [op("return")],
    },
    calls: [{}, {}],
  },
  ...OPCODES.map((row) => straight(`${row.name} without fuel`, [op(row.name)], {}, [{}, { allowance: 1n }])),
];

export const LOCKSTEP_PROGRAMS: readonly LockstepProgram[] = [
  ...numeric,
  ...divisions,
  ...constants,
  ...variables,
  ...control,
  ...calls,
  ...tableOps,
  ...memory,
  ...bulk,
  ...hosts,
  ...whole,
];
