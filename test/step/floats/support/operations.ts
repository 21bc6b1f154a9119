/** The float instructions: opcode and types, as the machine's table names them. */
import { OPCODES } from "../../../../offchain/program/tables.ts";

export type FloatType = "f32" | "f64";
export type ValueType = FloatType | "i32" | "i64";

export interface Operation {
  readonly name: string;
  readonly code: number;
  /** From the bottom of the stack up; all of one type. */
  readonly operands: readonly ValueType[];
  readonly result: ValueType;
  /** Moves bits of a NaN as they are. Any other operation yields the one NaN of docs/VM.md 6.10. */
  readonly keepsNaN: boolean;
}

const COMPARISON = /\.(eq|ne|lt|gt|le|ge)$/;
const SIGN_ONLY = /\.(abs|neg|copysign)$/;
const CONVERSION = /_(i32|i64|f32|f64)/;

/** Every instruction of the family, in the order of their opcodes. */
export const OPERATIONS: readonly Operation[] = OPCODES.filter((row) => row.family === "float").map(
  ({ name, code, pops }): Operation => {
    const prefix = name.slice(0, 3) as ValueType;
    const operand = (CONVERSION.exec(name)?.[1] ?? prefix) as ValueType;
    return {
      name,
      code,
      operands: Array.from({ length: pops }, () => operand),
      result: COMPARISON.test(name) ? "i32" : prefix,
      keepsNaN: SIGN_ONLY.test(name),
    };
  },
);

/** @throws Error if the table has no such float instruction. */
export function operation(name: string): Operation {
  const found = OPERATIONS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`${name}: no float instruction has this name`);
  return found;
}

export function bitsOf(type: ValueType): number {
  return type === "i32" || type === "f32" ? 32 : 64;
}

export interface FloatFormat {
  /** Bits of an encoding, of its fraction, of its exponent. */
  readonly bits: number;
  readonly fraction: number;
  readonly exponent: number;
  readonly bias: number;
  readonly sign: bigint;
  /** Encoding of positive infinity: the greatest magnitude that is no NaN. */
  readonly infinity: bigint;
  /** The NaN that arithmetic yields. */
  readonly nan: bigint;
}

export const FORMATS: Readonly<Record<FloatType, FloatFormat>> = {
  f32: {
    bits: 32,
    fraction: 23,
    exponent: 8,
    bias: 127,
    sign: 1n << 31n,
    infinity: 0x7f80_0000n,
    nan: 0xffc0_0000n,
  },
  f64: {
    bits: 64,
    fraction: 52,
    exponent: 11,
    bias: 1023,
    sign: 1n << 63n,
    infinity: 0x7ff0_0000_0000_0000n,
    nan: 0xfff8_0000_0000_0000n,
  },
};

export function isFloat(type: ValueType): type is FloatType {
  return type === "f32" || type === "f64";
}

/** Of an encoding that is zero-extended. */
export function isNaNIn(type: FloatType, x: bigint): boolean {
  const { sign, infinity } = FORMATS[type];
  return (x & (sign - 1n)) > infinity;
}
