/** A decoded module, close to its binary form: bodies stay bytes until they are validated. */

/** Value types, by their byte in the binary format. */
export const VALUE_TYPES = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  funcref: 0x70,
  externref: 0x6f,
} as const;

export type ValueTypeName = keyof typeof VALUE_TYPES;
export type ValueType = (typeof VALUE_TYPES)[ValueTypeName];
export type ReferenceType = (typeof VALUE_TYPES)["funcref" | "externref"];

const NAMES: ReadonlyMap<number, ValueTypeName> = new Map(
  Object.entries(VALUE_TYPES).map(([name, byte]) => [byte, name as ValueTypeName]),
);

/** The text form of a value type; undefined if the byte is none. */
export function valueTypeName(byte: number): ValueTypeName | undefined {
  return NAMES.get(byte);
}

export function isReferenceType(type: number): type is ReferenceType {
  return type === VALUE_TYPES.funcref || type === VALUE_TYPES.externref;
}

export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Whether two function types are the same. */
export function sameType(a: FunctionType, b: FunctionType): boolean {
  return sameTypes(a.params, b.params) && sameTypes(a.results, b.results);
}

export function sameTypes(a: readonly ValueType[], b: readonly ValueType[]): boolean {
  return a.length === b.length && a.every((type, i) => type === b[i]);
}

/** The text form of a function type, e.g. `[i32 i64] -> [i32]`. */
export function functionTypeText(type: FunctionType): string {
  const list = (types: readonly ValueType[]): string =>
    types.map((t) => valueTypeName(t) ?? "?").join(" ");
  return `[${list(type.params)}] -> [${list(type.results)}]`;
}

/** Sizes in pages of 64 KiB (memory) or elements (tables), u32. */
export interface Limits {
  readonly min: number;
  readonly max: number | undefined;
  /** Byte offset in the module. */
  readonly offset: number;
}

export interface FunctionImport {
  readonly module: string;
  readonly name: string;
  /** Index of its type. */
  readonly type: number;
  readonly offset: number;
}

/** A run of locals of one type. */
export interface LocalGroup {
  readonly count: number;
  readonly type: ValueType;
}

/** A function that the module defines. Offsets are bytes in the module. */
export interface FunctionBody {
  /** Index of its type. */
  readonly type: number;
  /** Parameters not included. */
  readonly locals: readonly LocalGroup[];
  /** First byte of the instructions. */
  readonly start: number;
  /** One past the last byte, which must be an `end`. */
  readonly end: number;
}

export interface Table {
  readonly element: ReferenceType;
  readonly limits: Limits;
}

export interface Global {
  readonly type: ValueType;
  readonly mutable: boolean;
  readonly initial: ConstantExpression;
}

/**
 * A constant expression of one instruction; all there can be where no global is imported.
 * `op` is its opcode, and `value`
 * - for `i32.const` and `i64.const`: the value, as u32 or u64;
 * - for `f32.const` and `f64.const`: its bits;
 * - for `ref.null`: the reference type; for `ref.func`: the function's index;
 * - for `global.get`: the global's index (never valid here).
 */
export interface ConstantExpression {
  readonly op: number;
  readonly value: bigint;
  readonly offset: number;
}

export type ExportKind = "function" | "table" | "memory" | "global";

export interface Export {
  readonly name: string;
  readonly kind: ExportKind;
  readonly index: number;
  readonly offset: number;
}

export type SegmentMode =
  | { readonly kind: "passive" }
  | { readonly kind: "declarative" }
  /** `index` is that of the table or memory. */
  | { readonly kind: "active"; readonly index: number; readonly start: ConstantExpression };

/** One element of a segment: a function's index, or −1 for null. */
export interface ElementSegment {
  readonly type: ReferenceType;
  readonly mode: SegmentMode;
  readonly items: Int32Array;
  readonly offset: number;
}

export interface DataSegment {
  readonly mode: Exclude<SegmentMode, { kind: "declarative" }>;
  /** A view of the module's bytes. */
  readonly bytes: Uint8Array;
  readonly offset: number;
}

export interface Module {
  readonly bytes: Uint8Array;
  readonly types: readonly FunctionType[];
  readonly imports: readonly FunctionImport[];
  /** The functions that the module defines; their indices follow those of the imports. */
  readonly functions: readonly FunctionBody[];
  readonly tables: readonly Table[];
  readonly memory: Limits | undefined;
  readonly globals: readonly Global[];
  readonly exports: readonly Export[];
  readonly start: { readonly index: number; readonly offset: number } | undefined;
  readonly elements: readonly ElementSegment[];
  readonly data: readonly DataSegment[];
  /** Whether there is a data count section, without which bodies cannot name data segments. */
  readonly hasDataCount: boolean;
  /** Function names of the name section, by function index. */
  readonly functionNames: ReadonlyMap<number, string>;
}

/** Number of functions, imports included. */
export function functionCount(module: Module): number {
  return module.imports.length + module.functions.length;
}

/** Index of the type of a function, by its index, imports first; undefined beyond the last. */
export function typeIndexOf(module: Module, functionIndex: number): number | undefined {
  const { imports, functions } = module;
  return (imports[functionIndex] ?? functions[functionIndex - imports.length])?.type;
}

/**
 * The type of a function that exists.
 * @throws RangeError if it does not, or its type does not.
 */
export function functionTypeOf(module: Module, functionIndex: number): FunctionType {
  const type = module.types[typeIndexOf(module, functionIndex) ?? -1];
  if (type === undefined) throw new RangeError(`function ${functionIndex} has no type`);
  return type;
}
