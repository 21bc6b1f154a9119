/**
 * The binary format of WebAssembly 2.0 without SIMD, read into a `Module`. Sections are read whole;
 * function bodies only as byte ranges, which validation reads.
 */
import { Cursor, CursorError } from "../bytes/cursor.ts";
import { aboveLimit, malformed, unsupported } from "./errors.ts";
import { MULTI_MEMORY, TABLE_INITIALISER, TAGS, typeFormFeature } from "./features.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { readFunctionNames } from "./names.ts";
import {
  readConstantExpression,
  readLength,
  readLimits,
  readName,
  readReferenceType,
  readValueType,
  readVector,
} from "./read.ts";
import { readDataSegment, readElementSegment } from "./segments.ts";
import type {
  DataSegment,
  ElementSegment,
  Export,
  ExportKind,
  FunctionBody,
  FunctionImport,
  FunctionType,
  Global,
  Limits,
  LocalGroup,
  Module,
  Table,
} from "./types.ts";

const MAGIC = 0x6d73_6100;
const VERSION = 1;
const FUNCTION_FORM = 0x60;

const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

/** The order in which sections other than custom ones must come, each at most once. */
const ORDER: readonly number[] = [
  SECTION.type,
  SECTION.import,
  SECTION.function,
  SECTION.table,
  SECTION.memory,
  SECTION.global,
  SECTION.export,
  SECTION.start,
  SECTION.element,
  SECTION.dataCount,
  SECTION.code,
  SECTION.data,
];

const EXTERNAL_KINDS: readonly ExportKind[] = ["function", "table", "memory", "global"];
const TAG_KIND = 4;

/**
 * Decodes a module. What bodies hold, and everything that validation decides, is not looked at:
 * see `validateModule`.
 * @throws ModuleError `malformed` or `unsupported`, and `invalid` for initialisers that are no
 * constant expressions.
 */
export function decodeModule(bytes: Uint8Array): Module {
  try {
    return new Decoder(bytes).module();
  } catch (error) {
    throw error instanceof CursorError ? malformed(error.offset, error.message) : error;
  }
}

class Decoder {
  readonly #cursor: Cursor;
  #types: FunctionType[] = [];
  #imports: FunctionImport[] = [];
  #functionTypes: number[] = [];
  #tables: Table[] = [];
  #memory: Limits | undefined;
  #globals: Global[] = [];
  #exports: Export[] = [];
  #start: { index: number; offset: number } | undefined;
  #elements: ElementSegment[] = [];
  #dataCount: number | undefined;
  #functions: FunctionBody[] = [];
  #data: DataSegment[] = [];
  #functionNames = new Map<number, string>();

  constructor(bytes: Uint8Array) {
    this.#cursor = new Cursor(bytes);
  }

  module(): Module {
    const cursor = this.#cursor;
    if (cursor.bytes.length > MODULE_LIMITS.moduleBytes) {
      throw aboveLimit(0, "bytes in the module", MODULE_LIMITS.moduleBytes);
    }
    if (cursor.left < 4 || cursor.u32() !== MAGIC) throw malformed(0, "magic header not detected");
    if (cursor.left < 4 || cursor.u32() !== VERSION) throw malformed(4, "unknown binary version");
    let last = -1;
    while (!cursor.done) last = this.#section(last);
    this.#checkCounts();
    return {
      bytes: cursor.bytes,
      types: this.#types,
      imports: this.#imports,
      functions: this.#functions,
      tables: this.#tables,
      memory: this.#memory,
      globals: this.#globals,
      exports: this.#exports,
      start: this.#start,
      elements: this.#elements,
      data: this.#data,
      hasDataCount: this.#dataCount !== undefined,
      functionNames: this.#functionNames,
    };
  }

  /** Reads one section; `last` and the result are places in `ORDER`. */
  #section(last: number): number {
    const offset = this.#cursor.position;
    const id = this.#cursor.u8();
    const section = this.#cursor.fork(readLength(this.#cursor));
    if (id === SECTION.custom) {
      if (readName(section) === "name") this.#functionNames = readFunctionNames(section);
      return last;
    }
    if (id === SECTION.tag) throw unsupported(offset, TAGS);
    const place = ORDER.indexOf(id);
    if (place < 0) throw malformed(offset, "malformed section id");
    if (place <= last) {
      throw malformed(offset, "unexpected content after last section: one is repeated or too late");
    }
    this.#contents(id, section);
    if (!section.done) throw malformed(section.position, "section size mismatch");
    return place;
  }

  #contents(id: number, section: Cursor): void {
    const vector = <T>(what: keyof typeof MODULE_LIMITS, entry: (c: Cursor, i: number) => T): T[] =>
      readVector(section, what, MODULE_LIMITS[what], entry);
    if (id === SECTION.type) this.#types = vector("types", readFunctionType);
    else if (id === SECTION.import) this.#imports = vector("imports", readImport);
    else if (id === SECTION.function) this.#functionTypes = vector("functions", (c) => c.varU32());
    else if (id === SECTION.table) this.#tables = vector("tables", readTable);
    else if (id === SECTION.memory) this.#memory = readMemories(section);
    else if (id === SECTION.global) this.#globals = vector("globals", readGlobal);
    else if (id === SECTION.export) this.#exports = vector("exports", readExport);
    else if (id === SECTION.start) this.#start = readStart(section);
    else if (id === SECTION.element) this.#elements = vector("elementSegments", readElementSegment);
    else if (id === SECTION.dataCount) this.#dataCount = section.varU32();
    else if (id === SECTION.code) this.#functions = vector("functions", (c, i) => this.#body(c, i));
    else this.#data = vector("dataSegments", readDataSegment);
  }

  #body(section: Cursor, index: number): FunctionBody {
    const at = section.position;
    const body = section.fork(readLength(section));
    const type = this.#functionTypes[index];
    if (type === undefined) throw inconsistentFunctions(at);
    if (body.left > MODULE_LIMITS.functionBytes) {
      throw aboveLimit(at, "bytes in a function", MODULE_LIMITS.functionBytes);
    }
    const locals = readLocals(body);
    return { type, locals, start: body.position, end: body.end };
  }

  #checkCounts(): void {
    const end = this.#cursor.position;
    if (this.#functionTypes.length !== this.#functions.length) throw inconsistentFunctions(end);
    if (this.#dataCount !== undefined && this.#dataCount !== this.#data.length) {
      throw malformed(end, "data count and data section have inconsistent lengths");
    }
  }
}

function inconsistentFunctions(offset: number): Error {
  return malformed(offset, "function and code section have inconsistent lengths");
}

function readFunctionType(cursor: Cursor): FunctionType {
  const at = cursor.position;
  const form = cursor.u8();
  if (form !== FUNCTION_FORM) {
    const feature = typeFormFeature(form);
    throw feature === undefined ? malformed(at, "malformed type form") : unsupported(at, feature);
  }
  return {
    params: readVector(cursor, "parameters", MODULE_LIMITS.params, readValueType),
    results: readVector(cursor, "results", MODULE_LIMITS.results, readValueType),
  };
}

function readImport(cursor: Cursor): FunctionImport {
  const offset = cursor.position;
  const module = readName(cursor);
  const name = readName(cursor);
  const at = cursor.position;
  const kind = cursor.u8();
  if (kind === TAG_KIND) throw unsupported(at, TAGS);
  const external = EXTERNAL_KINDS[kind];
  if (external === undefined) throw malformed(at, "malformed import kind");
  if (external !== "function") throw unsupported(at, `an imported ${external}`);
  return { module, name, type: cursor.varU32(), offset };
}

function readTable(cursor: Cursor): Table {
  if (cursor.peek() === 0x40) throw unsupported(cursor.position, TABLE_INITIALISER);
  return { element: readReferenceType(cursor), limits: readLimits(cursor) };
}

function readMemories(cursor: Cursor): Limits | undefined {
  const at = cursor.position;
  const count = readLength(cursor);
  if (count > 1) throw unsupported(at, MULTI_MEMORY);
  return count === 0 ? undefined : readLimits(cursor);
}

function readGlobal(cursor: Cursor): Global {
  const type = readValueType(cursor);
  const at = cursor.position;
  const mutability = cursor.u8();
  if (mutability > 1) throw malformed(at, "malformed mutability");
  return { type, mutable: mutability === 1, initial: readConstantExpression(cursor) };
}

function readExport(cursor: Cursor): Export {
  const offset = cursor.position;
  const name = readName(cursor);
  const at = cursor.position;
  const kind = cursor.u8();
  if (kind === TAG_KIND) throw unsupported(at, TAGS);
  const external = EXTERNAL_KINDS[kind];
  if (external === undefined) throw malformed(at, "malformed export kind");
  return { name, kind: external, index: cursor.varU32(), offset };
}

function readStart(cursor: Cursor): { index: number; offset: number } {
  const offset = cursor.position;
  return { index: cursor.varU32(), offset };
}

/** The groups of locals of a body; how many they are in all is left to validation. */
function readLocals(cursor: Cursor): LocalGroup[] {
  let total = 0;
  return readVector(cursor, "groups of locals", MODULE_LIMITS.functionBytes, (c) => {
    const at = c.position;
    const count = c.varU32();
    total += count;
    if (total > 0xffff_ffff) throw malformed(at, "too many locals");
    return { count, type: readValueType(c) };
  });
}
