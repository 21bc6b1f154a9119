/**
 * Validation of a module before it is linked. A module is valid or not by itself, whatever its imports
 * turn out to be, so it is validated as the one that would define them.
 */
import { invalid, unsupported } from "../module/errors.ts";
import { MULTI_MEMORY } from "../module/features.ts";
import { MODULE_LIMITS } from "../module/limits.ts";
import { OP } from "../module/opcodes.ts";
import { VALUE_TYPES } from "../module/types.ts";
import type {
  ConstantExpression,
  Global,
  Module,
  SegmentMode,
  ValueType,
} from "../module/types.ts";
import { validateModule } from "../module/validate.ts";
import { functionImports, importsOfKind } from "./unlinked.ts";
import type { UnlinkedElements, UnlinkedModule } from "./unlinked.ts";

/** @throws ModuleError, with offsets in the module as it was read. */
export function validateUnlinked(module: UnlinkedModule): void {
  validateModule(closed(module));
}

/** The module that defines all that `module` imports but functions. */
function closed(module: UnlinkedModule): Module {
  const { own } = module;
  const globals = importsOfKind(module, "global").map(({ type, mutable, offset }) => ({
    type,
    mutable,
    initial: someValue(type, offset),
  }));
  const fold = (expression: ConstantExpression): ConstantExpression =>
    foldWith(globals, expression);
  const foldMode = (mode: SegmentMode): SegmentMode =>
    mode.kind === "active" ? { ...mode, start: fold(mode.start) } : mode;
  const memories = importsOfKind(module, "memory");
  if (memories.length + (own.memory === undefined ? 0 : 1) > 1) {
    throw unsupported(memories[0]!.offset, MULTI_MEMORY);
  }
  return {
    ...own,
    imports: functionImports(module),
    tables: [...importsOfKind(module, "table"), ...own.tables],
    memory: memories[0]?.limits ?? own.memory,
    globals: [...globals, ...own.globals.map((g) => ({ ...g, initial: fold(g.initial) }))],
    elements: module.elements.map((segment) => ({
      ...segment,
      mode: foldMode(segment.mode),
      items: Int32Array.from(segment.items, (item) => element(segment, fold(item))),
    })),
    data: own.data.map((segment) => ({
      ...segment,
      mode: foldMode(segment.mode) as typeof segment.mode,
    })),
  };
}

/** A constant of the type, which stands for the value of an imported global. */
function someValue(type: ValueType, offset: number): ConstantExpression {
  const { i32, i64, f32, f64 } = VALUE_TYPES;
  const constants: Partial<Record<ValueType, number>> = {
    [i32]: OP.i32_const,
    [i64]: OP.i64_const,
    [f32]: OP.f32_const,
    [f64]: OP.f64_const,
  };
  const op = constants[type];
  return op === undefined
    ? { op: OP.ref_null, value: BigInt(type), offset }
    : { op, value: 0n, offset };
}

/** `global.get` of an imported, immutable global as its value. */
function foldWith(imported: readonly Global[], expression: ConstantExpression): ConstantExpression {
  const { op, value, offset } = expression;
  if (op !== OP.global_get) return expression;
  const global = imported[Number(value)];
  if (global === undefined) throw invalid(offset, `unknown global ${value}`);
  if (global.mutable) throw invalid(offset, "constant expression required: the global is mutable");
  return { ...global.initial, offset };
}

/** An element as `ElementSegment` has it. */
function element(segment: UnlinkedElements, { op, value, offset }: ConstantExpression): number {
  if (op === OP.ref_null && Number(value) === segment.type) return -1;
  if (op !== OP.ref_func || segment.type !== VALUE_TYPES.funcref) {
    throw invalid(offset, "type mismatch");
  }
  if (value >= MODULE_LIMITS.functions * 2) throw invalid(offset, `unknown function ${value}`);
  return Number(value);
}
