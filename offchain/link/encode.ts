/** Writes the binary format of WebAssembly. */
import { ByteWriter } from "../bytes/writer.ts";
import { FC_BASE, OP } from "../module/opcodes.ts";
import { VALUE_TYPES } from "../module/types.ts";
import type { ConstantExpression, FunctionType, Limits } from "../module/types.ts";

const UTF8 = new TextEncoder();

/** LEB128 of an u32. */
export function varU32(writer: ByteWriter, value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) writer.u8((rest & 0x7f) | 0x80);
  writer.u8(rest);
}

/** Signed LEB128. */
export function varSigned(writer: ByteWriter, value: bigint): void {
  let rest = value;
  while (rest > 63n || rest < -64n) {
    writer.u8(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  writer.u8(Number(rest & 0x7fn));
}

export function vector<T>(
  writer: ByteWriter,
  values: readonly T[],
  entry: (writer: ByteWriter, value: T) => void,
): void {
  varU32(writer, values.length);
  for (const value of values) entry(writer, value);
}

/** Bytes after their number. */
export function sized(writer: ByteWriter, bytes: Uint8Array): void {
  varU32(writer, bytes.length);
  writer.bytes(bytes);
}

export function name(writer: ByteWriter, text: string): void {
  sized(writer, UTF8.encode(text));
}

export function functionType(writer: ByteWriter, { params, results }: FunctionType): void {
  writer.u8(0x60);
  vector(writer, params, (w, type) => w.u8(type));
  vector(writer, results, (w, type) => w.u8(type));
}

export function limits(writer: ByteWriter, { min, max }: Limits): void {
  writer.u8(max === undefined ? 0 : 1);
  varU32(writer, min);
  if (max !== undefined) varU32(writer, max);
}

/** An opcode, from 0xE0 on after the prefix 0xFC. */
export function opcode(writer: ByteWriter, op: number): void {
  if (op < FC_BASE) writer.u8(op);
  else {
    writer.u8(OP.prefix_fc);
    varU32(writer, op - FC_BASE);
  }
}

/** A constant instruction, without an `end`. */
export function constant(writer: ByteWriter, { op, value }: ConstantExpression): void {
  writer.u8(op);
  if (op === OP.i32_const) varSigned(writer, BigInt.asIntN(32, value));
  else if (op === OP.i64_const) varSigned(writer, BigInt.asIntN(64, value));
  else if (op === OP.f32_const) littleEndian(writer, value, 4);
  else if (op === OP.f64_const) littleEndian(writer, value, 8);
  else if (op === OP.ref_null) writer.u8(Number(value));
  else varU32(writer, Number(value));
}

export function i32Const(writer: ByteWriter, value: number): void {
  writer.u8(OP.i32_const);
  varSigned(writer, BigInt(value | 0));
}

/** A constant expression, its `end` included. */
export function initialiser(writer: ByteWriter, expression: ConstantExpression): void {
  constant(writer, expression);
  writer.u8(OP.end);
}

/** A passive or declarative element segment, in the short form where all elements are functions. */
export function elementSegment(
  writer: ByteWriter,
  type: number,
  declarative: boolean,
  items: readonly ConstantExpression[],
): void {
  const flags = declarative ? 3 : 1;
  const short = type === VALUE_TYPES.funcref && items.every(({ op }) => op === OP.ref_func);
  if (short) {
    writer.u8(flags).u8(0);
    vector(writer, items, (w, { value }) => varU32(w, Number(value)));
  } else {
    writer.u8(flags | 4).u8(type);
    vector(writer, items, initialiser);
  }
}

/** A section; none if there are no entries. */
export function section<T>(
  writer: ByteWriter,
  id: number,
  entries: readonly T[],
  entry: (writer: ByteWriter, value: T) => void,
): void {
  if (entries.length === 0) return;
  const contents = new ByteWriter();
  vector(contents, entries, entry);
  writer.u8(id);
  sized(writer, contents.finish());
}

function littleEndian(writer: ByteWriter, value: bigint, bytes: number): void {
  for (let i = 0; i < bytes; i++) writer.u8(Number((value >> BigInt(8 * i)) & 0xffn));
}
