/**
 * Opcodes of WebAssembly by what validation has to know of them. Instructions with the prefix 0xFC
 * stand at 0xE0 + their sub-opcode, as in the machine's own tables.
 */
import { VALUE_TYPES } from "./types.ts";
import type { ValueType, ValueTypeName } from "./types.ts";

export const OP = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  call_indirect: 0x11,
  drop: 0x1a,
  select: 0x1b,
  select_t: 0x1c,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  global_get: 0x23,
  global_set: 0x24,
  table_get: 0x25,
  table_set: 0x26,
  i32_load: 0x28,
  i64_store32: 0x3e,
  memory_size: 0x3f,
  memory_grow: 0x40,
  i32_const: 0x41,
  i64_const: 0x42,
  f32_const: 0x43,
  f64_const: 0x44,
  ref_null: 0xd0,
  ref_is_null: 0xd1,
  ref_func: 0xd2,
  prefix_fc: 0xfc,
  memory_init: 0xe8,
  data_drop: 0xe9,
  memory_copy: 0xea,
  memory_fill: 0xeb,
  table_init: 0xec,
  elem_drop: 0xed,
  table_copy: 0xee,
  table_grow: 0xef,
  table_size: 0xf0,
  table_fill: 0xf1,
} as const;

/** Where the instructions with the prefix 0xFC begin, and their greatest sub-opcode. */
export const FC_BASE = 0xe0;
export const FC_LAST = 17;

/** An instruction that only pops operands of fixed types and pushes at most one. */
export interface Signature {
  /** Bottom first. */
  readonly params: readonly ValueType[];
  readonly result: ValueType | undefined;
}

const signatures: (Signature | undefined)[] = Array.from({ length: 256 });

/** Gives opcodes `first` to `last` the signature `text`, e.g. `i32 i32 -> i64`. */
function sign(first: number, last: number, text: string): void {
  const [before = "", after = ""] = text.split("->");
  const types = (list: string): ValueType[] =>
    list.split(" ").flatMap((name) => (name === "" ? [] : [VALUE_TYPES[name as ValueTypeName]]));
  const signature = { params: types(before), result: types(after)[0] };
  for (let op = first; op <= last; op++) signatures[op] = signature;
}

// Loads and stores.
sign(0x28, 0x28, "i32 -> i32");
sign(0x29, 0x29, "i32 -> i64");
sign(0x2a, 0x2a, "i32 -> f32");
sign(0x2b, 0x2b, "i32 -> f64");
sign(0x2c, 0x2f, "i32 -> i32");
sign(0x30, 0x35, "i32 -> i64");
sign(0x36, 0x36, "i32 i32 ->");
sign(0x37, 0x37, "i32 i64 ->");
sign(0x38, 0x38, "i32 f32 ->");
sign(0x39, 0x39, "i32 f64 ->");
sign(0x3a, 0x3b, "i32 i32 ->");
sign(0x3c, 0x3e, "i32 i64 ->");
// Constants.
sign(0x41, 0x41, "-> i32");
sign(0x42, 0x42, "-> i64");
sign(0x43, 0x43, "-> f32");
sign(0x44, 0x44, "-> f64");
// Tests and comparisons.
sign(0x45, 0x45, "i32 -> i32");
sign(0x46, 0x4f, "i32 i32 -> i32");
sign(0x50, 0x50, "i64 -> i32");
sign(0x51, 0x5a, "i64 i64 -> i32");
sign(0x5b, 0x60, "f32 f32 -> i32");
sign(0x61, 0x66, "f64 f64 -> i32");
// Arithmetic.
sign(0x67, 0x69, "i32 -> i32");
sign(0x6a, 0x78, "i32 i32 -> i32");
sign(0x79, 0x7b, "i64 -> i64");
sign(0x7c, 0x8a, "i64 i64 -> i64");
sign(0x8b, 0x91, "f32 -> f32");
sign(0x92, 0x98, "f32 f32 -> f32");
sign(0x99, 0x9f, "f64 -> f64");
sign(0xa0, 0xa6, "f64 f64 -> f64");
// Conversions.
sign(0xa7, 0xa7, "i64 -> i32");
sign(0xa8, 0xa9, "f32 -> i32");
sign(0xaa, 0xab, "f64 -> i32");
sign(0xac, 0xad, "i32 -> i64");
sign(0xae, 0xaf, "f32 -> i64");
sign(0xb0, 0xb1, "f64 -> i64");
sign(0xb2, 0xb3, "i32 -> f32");
sign(0xb4, 0xb5, "i64 -> f32");
sign(0xb6, 0xb6, "f64 -> f32");
sign(0xb7, 0xb8, "i32 -> f64");
sign(0xb9, 0xba, "i64 -> f64");
sign(0xbb, 0xbb, "f32 -> f64");
sign(0xbc, 0xbc, "f32 -> i32");
sign(0xbd, 0xbd, "f64 -> i64");
sign(0xbe, 0xbe, "i32 -> f32");
sign(0xbf, 0xbf, "i64 -> f64");
sign(0xc0, 0xc1, "i32 -> i32");
sign(0xc2, 0xc4, "i64 -> i64");
// Saturating truncations, 0xFC 0 to 7.
sign(0xe0, 0xe1, "f32 -> i32");
sign(0xe2, 0xe3, "f64 -> i32");
sign(0xe4, 0xe5, "f32 -> i64");
sign(0xe6, 0xe7, "f64 -> i64");

/** The signature of an instruction that has a fixed one, by opcode. */
export const SIGNATURES: readonly (Signature | undefined)[] = signatures;

/** log2 of the bytes that a load or store moves, for opcodes from 0x28 (`i32.load`) on. */
export const NATURAL_ALIGNMENT: readonly number[] = [
  2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2,
];
