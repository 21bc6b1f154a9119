/** Readers of the binary format's small parts, shared by sections and bodies. */
import type { Cursor } from "../bytes/cursor.ts";
import { aboveLimit, invalid, malformed, unsupported } from "./errors.ts";
import { MEMORY64, opcodeFeature, prefixFcFeature, THREADS, typeFeature } from "./features.ts";
import { FC_BASE, FC_LAST, OP, SIGNATURES } from "./opcodes.ts";
import { isReferenceType, valueTypeName } from "./types.ts";
import type { ConstantExpression, Limits, ReferenceType, ValueType } from "./types.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A name: its length, then that many bytes of UTF-8. */
export function readName(cursor: Cursor): string {
  const length = readLength(cursor);
  const start = cursor.position;
  try {
    return UTF8.decode(cursor.take(length));
  } catch {
    throw malformed(start, "malformed UTF-8 encoding");
  }
}

/** The length of what follows, in bytes or in entries of at least one byte. */
export function readLength(cursor: Cursor): number {
  const at = cursor.position;
  const length = cursor.varU32();
  if (length > cursor.left) throw malformed(at, "length out of bounds");
  return length;
}

/**
 * A vector whose entries take at least one byte each.
 * @param what Names the entries where there are more than `most`.
 */
export function readVector<T>(
  cursor: Cursor,
  what: string,
  most: number,
  entry: (cursor: Cursor, index: number) => T,
): T[] {
  const at = cursor.position;
  const length = readLength(cursor);
  if (length > most) throw aboveLimit(at, what, most);
  const entries: T[] = [];
  for (let i = 0; i < length; i++) entries.push(entry(cursor, i));
  return entries;
}

export function readValueType(cursor: Cursor): ValueType {
  const at = cursor.position;
  const byte = cursor.u8();
  if (valueTypeName(byte) !== undefined) return byte as ValueType;
  const feature = typeFeature(byte);
  throw feature === undefined ? malformed(at, "malformed value type") : unsupported(at, feature);
}

export function readReferenceType(cursor: Cursor): ReferenceType {
  const at = cursor.position;
  const byte = cursor.u8();
  if (isReferenceType(byte)) return byte;
  const feature = typeFeature(byte);
  throw feature === undefined || feature === "SIMD"
    ? malformed(at, "malformed reference type")
    : unsupported(at, feature);
}

export function readLimits(cursor: Cursor): Limits {
  const offset = cursor.position;
  const flags = cursor.u8();
  if (flags >= 0x80) throw malformed(offset, "integer representation too long");
  if (flags > 0x07) throw malformed(offset, "integer too large");
  if (flags > 0x03) throw unsupported(offset, MEMORY64);
  if (flags > 0x01) throw unsupported(offset, THREADS);
  const min = cursor.varU32();
  return { min, max: flags === 0 ? undefined : cursor.varU32(), offset };
}

/** An opcode, its prefix included; those after 0xFC come back as 0xE0 + sub-opcode. */
export function readOpcode(cursor: Cursor): number {
  const at = cursor.position;
  const byte = cursor.u8();
  if (byte === OP.prefix_fc) {
    const sub = cursor.varU32();
    if (sub <= FC_LAST) return FC_BASE + sub;
    const feature = prefixFcFeature(sub);
    throw feature === undefined ? illegalOpcode(at, byte) : unsupported(at, feature);
  }
  if (byte < FC_BASE && (SIGNATURES[byte] !== undefined || UNSIGNED_OPS.has(byte))) return byte;
  const feature = opcodeFeature(byte);
  throw feature === undefined ? illegalOpcode(at, byte) : unsupported(at, feature);
}

/** One-byte opcodes without a fixed signature. */
const UNSIGNED_OPS: ReadonlySet<number> = new Set(
  Object.values(OP).filter((op) => op < FC_BASE && SIGNATURES[op] === undefined),
);

function illegalOpcode(at: number, byte: number): Error {
  return malformed(at, `illegal opcode 0x${byte.toString(16).padStart(2, "0")}`);
}

/** The immediate of a `const` instruction: u32, u64 or the bits of a float. */
export function readConstant(cursor: Cursor, op: number): bigint {
  if (op === OP.i32_const) return BigInt(cursor.varS32() >>> 0);
  if (op === OP.i64_const) return BigInt.asUintN(64, cursor.varS64());
  return op === OP.f32_const ? BigInt(cursor.u32()) : cursor.u64();
}

/**
 * A constant expression up to its `end`. Types are left to validation.
 * @throws ModuleError `invalid` if it is not one constant instruction.
 */
export function readConstantExpression(cursor: Cursor): ConstantExpression {
  const start = cursor.position;
  let only: ConstantExpression | undefined;
  for (;;) {
    const offset = cursor.position;
    const op = readOpcode(cursor);
    if (op === OP.end) break;
    if (only !== undefined)
      throw invalid(offset, "type mismatch: a second value in an initialiser");
    only = { op, value: readInitialiser(cursor, op, offset), offset };
  }
  if (only === undefined) throw invalid(start, "type mismatch: an initialiser without a value");
  return only;
}

function readInitialiser(cursor: Cursor, op: number, offset: number): bigint {
  if (op >= OP.i32_const && op <= OP.f64_const) return readConstant(cursor, op);
  if (op === OP.ref_null) return BigInt(readReferenceType(cursor));
  if (op === OP.ref_func || op === OP.global_get) return BigInt(cursor.varU32());
  throw invalid(offset, "constant expression required");
}
