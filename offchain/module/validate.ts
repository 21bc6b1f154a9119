/** Validation of a decoded module, as WebAssembly 2.0 defines it. */
import { CursorError } from "../bytes/cursor.ts";
import type { BodySummary, BodyVisitor } from "./body.ts";
import { aboveLimit, invalid, malformed } from "./errors.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { OP } from "./opcodes.ts";
import { functionCount, functionTypeOf, typeIndexOf, VALUE_TYPES } from "./types.ts";
import type { ConstantExpression, Export, Module, SegmentMode, ValueType } from "./types.ts";
import { validateBody } from "./validate-body.ts";

const MAX_PAGES = 65_536;

/** Who listens to the bodies' instructions, function by function. */
export interface ModuleVisitor {
  /** Called before the body of each function that the module defines, in index order. */
  readonly enter: (functionIndex: number) => BodyVisitor;
  /** Called after it. */
  readonly leave: (functionIndex: number, summary: BodySummary) => void;
}

/**
 * Validates a module, bodies included.
 * @throws ModuleError `invalid`, `malformed` or `unsupported`.
 */
export function validateModule(module: Module): void {
  validateSections(module);
  validateBodies(module);
}

/**
 * Validates everything but the bodies.
 * @throws ModuleError
 */
export function validateSections(module: Module): void {
  checkTypes(module);
  checkTablesAndMemory(module);
  for (const global of module.globals) checkInitialiser(module, global.initial, global.type);
  checkSegments(module);
  checkStart(module);
  checkExports(module);
}

/**
 * Validates the bodies of a module whose sections are valid.
 * @param visitor Told about every instruction, right after it was found valid.
 * @throws ModuleError
 */
export function validateBodies(module: Module, visitor?: ModuleVisitor): void {
  const declared = declaredFunctions(module);
  module.functions.forEach((body, i) => {
    const functionIndex = module.imports.length + i;
    try {
      const visit = visitor?.enter(functionIndex);
      const summary = validateBody(module, body, declared, visit);
      visitor?.leave(functionIndex, summary);
    } catch (error) {
      throw error instanceof CursorError ? malformed(error.offset, error.message) : error;
    }
  });
}

function checkTypes(module: Module): void {
  for (const { type, offset } of module.imports) checkType(module, type, offset);
  for (const { type, start } of module.functions) checkType(module, type, start);
}

function checkType(module: Module, type: number, offset: number): void {
  if (type >= module.types.length) throw invalid(offset, `unknown type ${type}`);
}

function checkTablesAndMemory(module: Module): void {
  for (const { limits } of module.tables) {
    checkOrder(limits.min, limits.max, limits.offset);
    const most = MODULE_LIMITS.tableElements;
    if (limits.min > most) throw aboveLimit(limits.offset, "elements in a table", most);
  }
  const { memory } = module;
  if (memory === undefined) return;
  if (memory.min > MAX_PAGES || (memory.max ?? 0) > MAX_PAGES) {
    throw invalid(memory.offset, "memory size must be at most 65536 pages (4GiB)");
  }
  checkOrder(memory.min, memory.max, memory.offset);
}

function checkOrder(min: number, max: number | undefined, offset: number): void {
  if (max !== undefined && min > max) {
    throw invalid(offset, "size minimum must not be greater than maximum");
  }
}

/** Functions that occur outside bodies, which `ref.func` may name within them. */
function declaredFunctions(module: Module): Set<number> {
  const declared = new Set<number>();
  for (const { kind, index } of module.exports) if (kind === "function") declared.add(index);
  for (const { initial } of module.globals) {
    if (initial.op === OP.ref_func) declared.add(Number(initial.value));
  }
  for (const { items } of module.elements) for (const item of items) declared.add(item);
  return declared;
}

function checkInitialiser(module: Module, initial: ConstantExpression, type: ValueType): void {
  const { op, value, offset } = initial;
  // Only imported globals could be named here, and those are not supported.
  if (op === OP.global_get) throw invalid(offset, `unknown global ${value}`);
  if (op === OP.ref_func && value >= functionCount(module)) {
    throw invalid(offset, `unknown function ${value}`);
  }
  if (typeOf(initial) !== type) throw invalid(offset, "type mismatch in an initialiser");
}

function typeOf({ op, value }: ConstantExpression): number {
  if (op === OP.ref_null) return Number(value);
  if (op === OP.ref_func) return VALUE_TYPES.funcref;
  return { [OP.i32_const]: 0x7f, [OP.i64_const]: 0x7e, [OP.f32_const]: 0x7d }[op] ?? 0x7c;
}

function checkSegments(module: Module): void {
  const functions = functionCount(module);
  for (const { type, mode, items, offset } of module.elements) {
    checkMode(module, mode);
    if (mode.kind === "active") {
      const table = module.tables[mode.index];
      if (table === undefined) throw invalid(offset, `unknown table ${mode.index}`);
      if (table.element !== type) throw invalid(offset, "type mismatch of segment and table");
    }
    const unknown = items.find((item) => item >= functions);
    if (unknown !== undefined) throw invalid(offset, `unknown function ${unknown}`);
  }
  for (const { mode, offset } of module.data) {
    checkMode(module, mode);
    if (mode.kind === "active" && (mode.index !== 0 || module.memory === undefined)) {
      throw invalid(offset, `unknown memory ${mode.index}`);
    }
  }
}

function checkMode(module: Module, mode: SegmentMode): void {
  if (mode.kind === "active") checkInitialiser(module, mode.start, VALUE_TYPES.i32);
}

function checkStart(module: Module): void {
  if (module.start === undefined) return;
  const { index, offset } = module.start;
  if (typeIndexOf(module, index) === undefined) throw invalid(offset, `unknown function ${index}`);
  const { params, results } = functionTypeOf(module, index);
  if (params.length > 0 || results.length > 0) {
    throw invalid(offset, "start function must have no parameters and no results");
  }
}

function checkExports(module: Module): void {
  const names = new Set<string>();
  for (const { name, kind, index, offset } of module.exports) {
    if (index >= exportable(module, kind)) throw invalid(offset, `unknown ${kind} ${index}`);
    if (names.has(name)) throw invalid(offset, `duplicate export name ${JSON.stringify(name)}`);
    names.add(name);
  }
}

function exportable(module: Module, kind: Export["kind"]): number {
  if (kind === "function") return functionCount(module);
  if (kind === "table") return module.tables.length;
  if (kind === "memory") return module.memory === undefined ? 0 : 1;
  return module.globals.length;
}
