/** Types of the numeric instructions, from their names in the machine's table. */
import { OPCODES } from "../../../offchain/program/tables.ts";
import type { OpcodeRow } from "../../../offchain/program/tables.ts";
import type { Node } from "./module.ts";
import { prefixed } from "./wasm.ts";
import type { ValueType } from "./wasm.ts";

/** Opcodes with the prefix 0xFC stand from here on in the machine's table. */
const PREFIXED = 0xe0;

export interface NumericRow {
  readonly row: OpcodeRow;
  readonly params: readonly ValueType[];
  readonly result: ValueType;
}

function typed(row: OpcodeRow): NumericRow {
  const [own, operation] = row.name.split(".") as [ValueType, string];
  const from = /_(i32|i64|f32|f64)(_[su])?$/.exec(operation)?.[1] as ValueType | undefined;
  const params = Array.from({ length: row.pops }, () => from ?? own);
  const compares = /^(eqz|eq|ne|lt|gt|le|ge)(_[su])?$/.test(operation);
  return { row, params, result: compares ? "i32" : own };
}

export const INTEGER_ROWS: readonly NumericRow[] = OPCODES.filter((row) =>
  ["i32", "i64", "convert"].includes(row.family),
).map(typed);

export const FLOAT_ROWS: readonly NumericRow[] = OPCODES.filter(
  (row) => row.family === "float",
).map(typed);

/** Whether the operation gives rise to NaNs whose bits WebAssembly leaves open. */
export function makesFloat({ row, result }: NumericRow): boolean {
  return row.family === "float" && (result === "f32" || result === "f64");
}

export function numericNode({ row, params, result }: NumericRow): Node {
  const bytes = row.code < PREFIXED ? [row.code] : prefixed(row.code - PREFIXED);
  return { name: row.name, bytes, params, results: [result] };
}

/** Loads and stores: types from the name. */
export function accessSignature(row: OpcodeRow): Pick<Node, "params" | "results"> {
  const own = row.name.slice(0, 3) as ValueType;
  return row.pops === 2
    ? { params: ["i32", own], results: [] }
    : { params: ["i32"], results: [own] };
}
