/** Integers, constants and variables, at their boundaries. */
import { OPCODES } from "../../../../offchain/program/tables.ts";
import { op } from "../program.ts";
import { HIGH, push, pushAll, straight } from "./straight.ts";
import type { LockstepProgram } from "./straight.ts";

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

export const numeric = OPCODES.filter(
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
      !divides ||
      (y !== 0n && !(y === values.at(6) && x === values.at(5)) && !(y === 2n ** 64n - 1n)),
  );
  return straight(
    row.name,
    safe.flatMap((set) => [...pushAll(...set), op(row.name)]),
  );
});

export const divisions = ["i32", "i64"].flatMap((type) =>
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

export const constants: LockstepProgram[] = [
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

export const variables: LockstepProgram[] = [
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
