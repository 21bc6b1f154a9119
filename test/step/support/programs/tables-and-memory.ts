/** Tables, loads, stores and bulk instructions, at every boundary. */
import type { Instruction } from "../../../../offchain/program/instruction.ts";
import { accessBytes } from "../../../../offchain/program/instruction.ts";
import { OPCODES } from "../../../../offchain/program/tables.ts";
import { op } from "../program.ts";
import { END, HIGH, push, pushAll, straight } from "./straight.ts";
import type { LockstepProgram } from "./straight.ts";

// Tables.

export const tableOps: LockstepProgram[] = [
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
  straight(
    "table.copy",
    [
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
    ],
    { elements: [1n, 2n, 3n, 4n, 5n, 6n] },
  ),
  straight("table.copy beyond the source", [
    ...pushAll(0, 7, 2),
    op("table.copy", { a: 2, b: 8, c: 2, d: 8 }),
  ]),
  straight("table.copy of no table", [
    ...pushAll(0, 0, 0),
    op("table.copy", { a: 2, b: 8, c: 2, d: 9 }),
  ]),
  straight(
    "table.init, dropped",
    [
      ...pushAll(1, 2, 2),
      op("table.init", { a: 2, b: 8, c: 1, d: 4, e: 5 }),
      op("elem.drop", { a: 5 }),
      ...pushAll(1, 0, 0),
      op("table.init", { a: 2, b: 8, c: 1, d: 4, e: 5 }),
      ...pushAll(1, 0, 1),
      op("table.init", { a: 2, b: 8, c: 1, d: 4, e: 5 }),
    ],
    { elements: [1n, 2n, 3n, 4n, 5n, 6n] },
  ),
  straight(
    "table.init behind the elements",
    [...pushAll(1, 2, 2), op("table.init", { a: 2, b: 8, c: 3, d: 4, e: 5 })],
    { elements: [1n, 2n, 3n, 4n, 5n, 6n] },
  ),
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

export const memory: LockstepProgram[] = OPCODES.filter((row) => row.family === "memory").flatMap(
  (row) => {
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
            straight(`${row.name} with just fuel enough`, access(40, 0), {}, [
              { allowance: 25_005n },
            ]),
            straight(`${row.name} across chunks`, access(4097 - size, 0), {}, [
              { allowance: 50_004n },
              { allowance: 50_006n },
            ]),
          ]
        : []),
    ];
  },
);

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

export const bulk: LockstepProgram[] = [
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
  straight(
    "memory.init",
    [
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
    ],
    { data: [1, 2, 3].map((n) => new Uint8Array(32).map((_, i) => 32 * n + i)) },
  ),
  straight("memory.init beyond the segment", [
    ...pushAll(0, 60, 5),
    op("memory.init", { a: 1, b: 1, c: 64 }),
  ]),
  straight("memory.init beyond memory", [
    ...pushAll(END - 4, 0, 5),
    op("memory.init", { a: 1, b: 1, c: 64 }),
  ]),
  straight(
    "memory.init behind the data",
    [...pushAll(0, 20, 44), op("memory.init", { a: 1, b: 0, c: 64 })],
    { data: [new Uint8Array(32)] },
  ),
  straight("memory.init without data", [
    ...pushAll(0, 0, 1),
    op("memory.init", { a: 1, b: 0xffff_ffff, c: 64 }),
  ]),
  straight("memory.init of no segment", [...pushAll(0, 0, 0), op("memory.init", { a: 6, c: 64 })]),
  straight(
    "memory.init without fuel",
    [...pushAll(0, 0, 1), op("memory.init", { a: 1, c: 32 })],
    { data: [new Uint8Array(32)] },
    [{ allowance: 25_000n }],
  ),
  straight("no memory", [push(0), op("i32.load8_u")], { memoryPages: 0 }),
  straight("nothing of no memory", [...pushAll(0, 1, 0), op("memory.fill")], { memoryPages: 0 }),
];
