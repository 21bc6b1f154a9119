/** Element and data segments in the binary format. */
import type { Cursor } from "../bytes/cursor.ts";
import { invalid, malformed } from "./errors.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { OP } from "./opcodes.ts";
import { readConstantExpression, readLength, readReferenceType, readVector } from "./read.ts";
import { VALUE_TYPES } from "./types.ts";
import type { DataSegment, ElementSegment, ReferenceType, SegmentMode } from "./types.ts";

/**
 * One element segment. Its leading number has three bits: 1 for passive or declarative, 2 for an
 * explicit table (or for declarative), 4 for expressions in place of function indices.
 */
export function readElementSegment(cursor: Cursor): ElementSegment {
  const offset = cursor.position;
  const flags = cursor.varU32();
  if (flags > 7) throw malformed(offset, "malformed elements segment kind");
  const mode = readElementMode(cursor, flags);
  const expressions = (flags & 4) !== 0;
  const hasType = (flags & 3) !== 0;
  let type: ReferenceType = VALUE_TYPES.funcref;
  if (hasType && expressions) type = readReferenceType(cursor);
  else if (hasType) readElementKind(cursor);
  const items = readVector(cursor, "elements in a segment", MODULE_LIMITS.tableElements, (c) =>
    expressions ? readElementExpression(c, type) : readFunctionIndex(c),
  );
  return { type, mode, items: Int32Array.from(items), offset };
}

function readElementMode(cursor: Cursor, flags: number): SegmentMode {
  if ((flags & 1) !== 0) return { kind: (flags & 2) !== 0 ? "declarative" : "passive" };
  const index = (flags & 2) !== 0 ? cursor.varU32() : 0;
  return { kind: "active", index, start: readConstantExpression(cursor) };
}

function readElementKind(cursor: Cursor): void {
  const at = cursor.position;
  if (cursor.u8() !== 0) throw malformed(at, "malformed element kind");
}

/** An index that Int32Array can hold; a greater one names no function anyway. */
function readFunctionIndex(cursor: Cursor): number {
  const at = cursor.position;
  const index = cursor.varU32();
  if (index >= MODULE_LIMITS.functions * 2) throw invalid(at, `unknown function ${index}`);
  return index;
}

/** `ref.func` as the function's index, `ref.null` as −1. */
function readElementExpression(cursor: Cursor, type: ReferenceType): number {
  const { op, value, offset } = readConstantExpression(cursor);
  if (op === OP.ref_null && Number(value) === type) return -1;
  if (op === OP.global_get) throw invalid(offset, `unknown global ${value}`);
  if (op !== OP.ref_func || type !== VALUE_TYPES.funcref) throw invalid(offset, "type mismatch");
  if (value >= MODULE_LIMITS.functions * 2) throw invalid(offset, `unknown function ${value}`);
  return Number(value);
}

/** One data segment: 0 active, 1 passive, 2 active with the memory's index. */
export function readDataSegment(cursor: Cursor): DataSegment {
  const offset = cursor.position;
  const flags = cursor.varU32();
  if (flags > 2) throw malformed(offset, "malformed data segment kind");
  const mode = readDataMode(cursor, flags);
  return { mode, bytes: cursor.take(readLength(cursor)), offset };
}

function readDataMode(cursor: Cursor, flags: number): DataSegment["mode"] {
  if (flags === 1) return { kind: "passive" };
  const index = flags === 2 ? cursor.varU32() : 0;
  return { kind: "active", index, start: readConstantExpression(cursor) };
}
