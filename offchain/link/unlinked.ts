/** A module before it is linked: one that may import memories, tables and globals too. */
import type {
  ConstantExpression,
  FunctionImport,
  Limits,
  Module,
  ReferenceType,
  SegmentMode,
  ValueType,
} from "../module/types.ts";

interface ImportSource {
  readonly module: string;
  readonly name: string;
  /** Byte offset in the module. */
  readonly offset: number;
}

export type Import = ImportSource &
  (
    | { readonly kind: "function"; readonly type: number }
    | { readonly kind: "table"; readonly element: ReferenceType; readonly limits: Limits }
    | { readonly kind: "memory"; readonly limits: Limits }
    | { readonly kind: "global"; readonly type: ValueType; readonly mutable: boolean }
  );

/** An element segment whose elements may be `global.get`, as its items may name imported globals. */
export interface UnlinkedElements {
  readonly type: ReferenceType;
  readonly mode: SegmentMode;
  readonly items: readonly ConstantExpression[];
  readonly offset: number;
}

export interface UnlinkedModule {
  /** In the order of the import section: index spaces begin with those of their kind. */
  readonly imports: readonly Import[];
  readonly elements: readonly UnlinkedElements[];
  /**
   * All else. Its `imports` and `elements` are empty; tables, memory and globals are those that the
   * module defines. Indices in it count imports.
   */
  readonly own: Module;
}

/** Imports of one kind, in their order. */
export function importsOfKind<K extends Import["kind"]>(
  module: UnlinkedModule,
  kind: K,
): Extract<Import, { kind: K }>[] {
  return module.imports.filter((i): i is Extract<Import, { kind: K }> => i.kind === kind);
}

/** The imported functions as a `Module` has them. */
export function functionImports(module: UnlinkedModule): FunctionImport[] {
  return importsOfKind(module, "function");
}
