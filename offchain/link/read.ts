/**
 * Reads a module that is to be linked. What the machine's own decoder refuses, imports of memories,
 * tables and globals and element segments that read globals, is read here; all else is left to it.
 */
import { Cursor, CursorError } from "../bytes/cursor.ts";
import { decodeModule } from "../module/decode.ts";
import { malformed, unsupported } from "../module/errors.ts";
import { TAGS } from "../module/features.ts";
import { MODULE_LIMITS } from "../module/limits.ts";
import { OP } from "../module/opcodes.ts";
import {
  readConstantExpression,
  readLength,
  readLimits,
  readName,
  readReferenceType,
  readValueType,
  readVector,
} from "../module/read.ts";
import { VALUE_TYPES } from "../module/types.ts";
import type { ConstantExpression, ReferenceType, SegmentMode } from "../module/types.ts";
import type { Import, UnlinkedElements, UnlinkedModule } from "./unlinked.ts";

const HEADER_BYTES = 8;
const CUSTOM_SECTION = 0;
const TYPE_SECTION = 1;
const IMPORT_SECTION = 2;
const ELEMENT_SECTION = 9;
const TAG_KIND = 4;

/** Sections that must come after the element section: data count, code, data. */
const AFTER_ELEMENTS = new Set([12, 10, 11]);

/**
 * Decodes a module without validating it.
 * @throws ModuleError `malformed` or `unsupported`, and `invalid` for initialisers that are no
 * constant expressions.
 */
export function readUnlinked(bytes: Uint8Array): UnlinkedModule {
  try {
    const { rest, imports, elements } = cutOut(bytes);
    return { imports, elements, own: decodeModule(rest) };
  } catch (error) {
    throw error instanceof CursorError ? malformed(error.offset, error.message) : error;
  }
}

interface Parts {
  /** The module with its import and element sections turned into custom ones, of the same length. */
  readonly rest: Uint8Array;
  readonly imports: readonly Import[];
  readonly elements: readonly UnlinkedElements[];
}

function cutOut(bytes: Uint8Array): Parts {
  // Not `slice`: that of Node.js buffers copies nothing.
  const rest = new Uint8Array(bytes);
  let imports: readonly Import[] = [];
  let elements: readonly UnlinkedElements[] = [];
  const before = new Set<number>();
  const cursor = new Cursor(bytes, Math.min(HEADER_BYTES, bytes.length));
  while (!cursor.done) {
    const offset = cursor.position;
    const id = cursor.u8();
    const section = cursor.fork(readLength(cursor));
    if (id === IMPORT_SECTION || id === ELEMENT_SECTION) {
      // The two must not be repeated nor come late: once they are custom sections, no one else looks.
      const late = [...before].some((earlier) =>
        id === IMPORT_SECTION
          ? earlier !== TYPE_SECTION
          : earlier === ELEMENT_SECTION || AFTER_ELEMENTS.has(earlier),
      );
      if (late) throw malformed(offset, "unexpected content after last section");
      rest[offset] = CUSTOM_SECTION;
      // Its name is empty.
      rest[section.position] = 0;
      if (id === IMPORT_SECTION) {
        imports = readVector(section, "imports", MODULE_LIMITS.imports, readImport);
      } else {
        elements = readVector(
          section,
          "element segments",
          MODULE_LIMITS.elementSegments,
          readElements,
        );
      }
      if (!section.done) throw malformed(section.position, "section size mismatch");
    }
    if (id !== CUSTOM_SECTION) before.add(id);
  }
  return { rest, imports, elements };
}

function readImport(cursor: Cursor): Import {
  const offset = cursor.position;
  const source = { module: readName(cursor), name: readName(cursor), offset };
  const at = cursor.position;
  const kind = cursor.u8();
  switch (kind) {
    case 0:
      return { ...source, kind: "function", type: cursor.varU32() };
    case 1:
      return {
        ...source,
        kind: "table",
        element: readReferenceType(cursor),
        limits: readLimits(cursor),
      };
    case 2:
      return { ...source, kind: "memory", limits: readLimits(cursor) };
    case 3: {
      const type = readValueType(cursor);
      const mutability = cursor.u8();
      if (mutability > 1) throw malformed(cursor.position - 1, "malformed mutability");
      return { ...source, kind: "global", type, mutable: mutability === 1 };
    }
    default:
      throw kind === TAG_KIND ? unsupported(at, TAGS) : malformed(at, "malformed import kind");
  }
}

/**
 * One element segment. Its leading number has three bits: 1 for passive or declarative, 2 for an
 * explicit table (or for declarative), 4 for expressions in place of function indices.
 */
function readElements(cursor: Cursor): UnlinkedElements {
  const offset = cursor.position;
  const flags = cursor.varU32();
  if (flags > 7) throw malformed(offset, "malformed elements segment kind");
  const mode = readMode(cursor, flags);
  const expressions = (flags & 4) !== 0;
  let type: ReferenceType = VALUE_TYPES.funcref;
  if ((flags & 3) !== 0 && expressions) type = readReferenceType(cursor);
  else if ((flags & 3) !== 0 && cursor.u8() !== 0) {
    throw malformed(cursor.position - 1, "malformed element kind");
  }
  const items = readVector(cursor, "elements in a segment", MODULE_LIMITS.tableElements, (c) =>
    expressions ? readConstantExpression(c) : readFunctionReference(c),
  );
  return { type, mode, items, offset };
}

function readMode(cursor: Cursor, flags: number): SegmentMode {
  if ((flags & 1) !== 0) return { kind: (flags & 2) !== 0 ? "declarative" : "passive" };
  const index = (flags & 2) !== 0 ? cursor.varU32() : 0;
  return { kind: "active", index, start: readConstantExpression(cursor) };
}

function readFunctionReference(cursor: Cursor): ConstantExpression {
  const offset = cursor.position;
  return { op: OP.ref_func, value: BigInt(cursor.varU32()), offset };
}
