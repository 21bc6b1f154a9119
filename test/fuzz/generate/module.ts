/** A module as the generator and the shrinker see it, and its binary. */
import type { Signature, ValueType } from "./wasm.ts";
import { file, name, section, signature, signed, TYPE_CODES, unsigned, vector } from "./wasm.ts";

/** One instruction, or a construct with bodies, and what it does to the operands. */
export interface Node extends Signature {
  /** For people. */
  readonly name: string;
  /** Its bytes; of a construct, only its opcode. */
  readonly bytes: readonly number[];
  /** Of `block` and `loop` one, of `if` one or two. */
  readonly bodies?: readonly (readonly Node[])[];
  /** Nothing that follows it in its body is executed. */
  readonly ends?: boolean;
  /** The guards without which the module might run for ever: never left out. */
  readonly keep?: boolean;
}

export interface FunctionSpec extends Signature {
  /** Beyond the parameters. */
  readonly locals: readonly ValueType[];
  readonly body: readonly Node[];
}

export interface GlobalSpec {
  readonly type: ValueType;
  readonly mutable: boolean;
  /** Constant expression. */
  readonly initial: readonly number[];
}

export interface DataSpec {
  /** Address where it is put at the start; undefined if it is passive. */
  readonly at: number | undefined;
  readonly bytes: Uint8Array;
}

export interface ElementSpec {
  readonly mode: "active" | "passive" | "declarative";
  readonly table: number;
  readonly at: number;
  /** Function indices; −1 is null. */
  readonly items: readonly number[];
}

export interface ImportSpec extends Signature {
  readonly module: string;
  readonly name: string;
}

export interface ModuleSpec {
  readonly imports: readonly ImportSpec[];
  readonly functions: readonly FunctionSpec[];
  /** In pages of 64 KiB; there is always a memory, which cannot grow. */
  readonly pages: number;
  /** Sizes; all of functions. They cannot grow. */
  readonly tables: readonly number[];
  readonly globals: readonly GlobalSpec[];
  readonly data: readonly DataSpec[];
  readonly elements: readonly ElementSpec[];
  /** Function index of the gateway. */
  readonly gateway: number;
  /** Function index, if there is a start function. */
  readonly start?: number;
}

/** Name under which function `index` is exported. All are, so that references can be told apart. */
export function functionExport(index: number): string {
  return `f${index}`;
}
export const globalExport = (index: number): string => `g${index}`;
export const tableExport = (index: number): string => `t${index}`;

/** The types of a module, each once, unless `twice` asks for doubles at odd places. */
class Types {
  readonly list: Signature[] = [];

  index({ params, results }: Signature): number {
    const key = JSON.stringify([params, results]);
    const found = this.list.findIndex((t) => JSON.stringify([t.params, t.results]) === key);
    if (found >= 0) return found;
    return this.list.push({ params, results }) - 1;
  }
}

/** Immediate of an instruction that names a type: replaced when the types have their indices. */
export interface TypeUse extends Node {
  readonly typeUse: Signature;
  /** Bytes after the index. */
  readonly after: readonly number[];
}

export function encodeModule(module: ModuleSpec): Uint8Array {
  const table = new Types();
  const importTypes = module.imports.map((i) => table.index(i));
  const functionTypes = module.functions.map((f) => table.index(f));
  const bodies = module.functions.map((f) => functionBody(f, table));
  const count = module.imports.length + module.functions.length;
  const exported = [
    [...name("gateway"), 0, ...unsigned(module.gateway)],
    [...name("memory"), 2, 0],
    ...Array.from({ length: count }, (_, i) => [...name(functionExport(i)), 0, ...unsigned(i)]),
    ...module.tables.map((_, i) => [...name(tableExport(i)), 1, ...unsigned(i)]),
    ...module.globals.map((_, i) => [...name(globalExport(i)), 3, ...unsigned(i)]),
  ];
  return file([
    section(1, vector(table.list.map(signature))),
    section(
      2,
      vector(
        module.imports.map((i, at) => [
          ...name(i.module),
          ...name(i.name),
          0,
          ...unsigned(importTypes[at]!),
        ]),
      ),
    ),
    section(3, vector(functionTypes.map(unsigned))),
    section(4, vector(module.tables.map((size) => [TYPE_CODES.funcref, ...limits(size)]))),
    section(5, vector([limits(module.pages)])),
    section(6, vector(module.globals.map(globalEntry))),
    section(7, vector(exported)),
    ...(module.start === undefined ? [] : [section(8, unsigned(module.start))]),
    section(9, vector(module.elements.map(elementEntry))),
    section(12, unsigned(module.data.length)),
    section(10, vector(bodies)),
    section(11, vector(module.data.map(dataEntry))),
  ]);
}

/** As large at most as at least: what asks for more is refused, as it is by the machine. */
function limits(size: number): number[] {
  return [1, ...unsigned(size), ...unsigned(size)];
}

function globalEntry({ type, mutable, initial }: GlobalSpec): number[] {
  return [TYPE_CODES[type], mutable ? 1 : 0, ...initial, 0x0b];
}

function offset(at: number): number[] {
  return [0x41, ...signed(BigInt(at | 0)), 0x0b];
}

/** In the forms with expressions, so that null can be an item. */
function elementEntry({ mode, table, at, items }: ElementSpec): number[] {
  const expressions = vector(
    items.map((item) =>
      item < 0 ? [0xd0, TYPE_CODES.funcref, 0x0b] : [0xd2, ...unsigned(item), 0x0b],
    ),
  );
  const kind = [TYPE_CODES.funcref];
  switch (mode) {
    case "active":
      return [6, ...unsigned(table), ...offset(at), ...kind, ...expressions];
    case "passive":
      return [5, ...kind, ...expressions];
    case "declarative":
      return [7, ...kind, ...expressions];
  }
}

function dataEntry({ at, bytes }: DataSpec): number[] {
  const content = [...unsigned(bytes.length), ...bytes];
  return at === undefined ? [1, ...content] : [0, ...offset(at), ...content];
}

function functionBody({ locals, body }: FunctionSpec, table: Types): number[] {
  const declared = vector(locals.map((type) => [1, TYPE_CODES[type]]));
  const bytes = [...declared, ...code(body, table), 0x0b];
  return [...unsigned(bytes.length), ...bytes];
}

function code(nodes: readonly Node[], table: Types): number[] {
  const bytes: number[] = [];
  for (const node of nodes) {
    bytes.push(...node.bytes);
    if ("typeUse" in node) {
      const { typeUse, after } = node as TypeUse;
      bytes.push(...unsigned(table.index(typeUse)), ...after);
    }
    if (node.bodies === undefined) continue;
    bytes.push(...blockType(node, table));
    const [first = [], second] = node.bodies;
    bytes.push(...code(first, table));
    if (second !== undefined) bytes.push(0x05, ...code(second, table));
    bytes.push(0x0b);
  }
  return bytes;
}

/** Of an `if`, the condition is no parameter of the block. */
function blockType({ name: kind, params, results }: Node, table: Types): number[] {
  const own = kind === "if" ? params.slice(0, -1) : params;
  if (own.length === 0 && results.length === 0) return [0x40];
  if (own.length === 0 && results.length === 1) return [TYPE_CODES[results[0]!]];
  return signed(BigInt(table.index({ params: own, results })));
}
