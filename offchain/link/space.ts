/** The index spaces of the linked module, filled module by module. */
import { functionTypeText } from "../module/types.ts";
import type {
  ConstantExpression,
  ExportKind,
  FunctionImport,
  FunctionType,
  Global,
  Limits,
  Table,
} from "../module/types.ts";
import { OP } from "../module/opcodes.ts";
import { LinkError } from "./errors.ts";
import type { Candidate, Source } from "./order.ts";
import type { IndexMaps } from "./relocate.ts";
import type { Import, UnlinkedElements } from "./unlinked.ts";

/** What an export of a linked module is: an index in the linked module. */
export interface Place {
  readonly kind: ExportKind;
  readonly index: number;
}

export interface Elements extends UnlinkedElements {
  /** Without `global.get`; functions by their index in the linked module. */
  readonly items: readonly ConstantExpression[];
}

/** A module with its place in the linked one. */
export interface Placed extends Candidate {
  readonly maps: IndexMaps;
  readonly exports: ReadonlyMap<string, Place>;
  readonly elements: readonly Elements[];
}

export class IndexSpaces {
  readonly types: FunctionType[] = [];
  /** Imports of functions that no linked module provides: host functions. */
  readonly hosts: readonly FunctionImport[];
  /** Index of its type, by function. */
  readonly functions: number[];
  readonly tables: Table[] = [];
  readonly globals: Global[] = [];
  memory: { readonly limits: Limits; readonly owner: string } | undefined;
  elementSegments = 0;
  dataSegments = 0;
  readonly #typeIds = new Map<string, number>();
  readonly #placed = new Map<string, Placed>();
  readonly #hostIndices = new Map<string, number>();

  /** @param candidates In dependency order. */
  constructor(candidates: readonly Candidate[]) {
    const names = new Set(candidates.map(({ name }) => name));
    const hosts: FunctionImport[] = [];
    for (const { name, module, sources } of candidates) {
      module.imports.forEach((wanted, i) => {
        const source = sources[i]!;
        if (names.has(source.module)) return;
        if (wanted.kind !== "function") throw unknownImport(name, wanted.kind, source);
        const type = this.typeId(module.own.types[wanted.type]!);
        const key = hostKey(source, type);
        if (this.#hostIndices.has(key)) return;
        this.#hostIndices.set(key, hosts.length);
        hosts.push({ ...source, type, offset: wanted.offset });
      });
    }
    this.hosts = hosts;
    this.functions = hosts.map(({ type }) => type);
  }

  /** Index of a type; equal ones are one. */
  typeId(type: FunctionType): number {
    const text = functionTypeText(type);
    const known = this.#typeIds.get(text);
    if (known !== undefined) return known;
    this.#typeIds.set(text, this.types.length);
    this.types.push(type);
    return this.types.length - 1;
  }

  /**
   * Gives the next module its place.
   * @throws LinkError `unknown-import`, `import-type`, `two-memories`.
   */
  place(candidate: Candidate): Placed {
    const { name, module, sources } = candidate;
    const { own } = module;
    const maps = {
      type: own.types.map((type) => this.typeId(type)),
      function: [] as number[],
      table: [] as number[],
      global: [] as number[],
      firstElementSegment: this.elementSegments,
      firstDataSegment: this.dataSegments,
    };
    module.imports.forEach((wanted, i) => {
      const index = this.#import(candidate, wanted, sources[i]!);
      if (wanted.kind !== "memory") maps[wanted.kind].push(index);
    });
    for (const { type } of own.functions) {
      maps.function.push(this.functions.push(maps.type[type]!) - 1);
    }
    for (const table of own.tables) maps.table.push(this.tables.push(table) - 1);
    if (own.memory !== undefined) this.#addMemory(name, own.memory);
    for (const global of own.globals) {
      // Only imported globals can be read here, and those have their place.
      const initial = this.fold(maps, global.initial);
      maps.global.push(this.globals.push({ ...global, initial }) - 1);
    }
    this.elementSegments += module.elements.length;
    this.dataSegments += own.data.length;
    const elements = module.elements.map((segment) => ({
      ...segment,
      items: segment.items.map((item) => this.fold(maps, item)),
    }));
    const exports = new Map(
      own.exports.map(({ name: exported, kind, index }) => [
        exported,
        { kind, index: kind === "memory" ? 0 : maps[kind][index]! },
      ]),
    );
    const placed = { ...candidate, maps, exports, elements };
    this.#placed.set(name, placed);
    return placed;
  }

  /** A constant expression of a module in terms of the linked one: globals as their values. */
  fold(maps: IndexMaps, expression: ConstantExpression): ConstantExpression {
    const { op, value, offset } = expression;
    if (op === OP.global_get) {
      return { ...this.globals[maps.global[Number(value)]!]!.initial, offset };
    }
    if (op === OP.ref_func) return { op, value: BigInt(maps.function[Number(value)]!), offset };
    return expression;
  }

  #addMemory(name: string, limits: Limits): void {
    if (this.memory !== undefined) {
      const { owner } = this.memory;
      throw new LinkError(
        "two-memories",
        [owner, name],
        `${owner} and ${name} have a memory each, and one is all there can be: ` +
          "let one import the other's",
      );
    }
    this.memory = { limits, owner: name };
  }

  /** Index in the linked module of what is imported. */
  #import(candidate: Candidate, wanted: Import, source: Source): number {
    const provider = this.#placed.get(source.module);
    if (provider === undefined) {
      const type = candidate.module.own.types[(wanted as { type: number }).type]!;
      return this.#hostIndices.get(hostKey(source, this.typeId(type)))!;
    }
    const found = provider.exports.get(source.name);
    if (found === undefined) throw unknownImport(candidate.name, wanted.kind, source);
    if (found.kind === wanted.kind && this.#matches(candidate, wanted, found.index)) {
      return found.index;
    }
    throw new LinkError(
      "import-type",
      [candidate.name, source.module],
      `${candidate.name} imports ${source.module}.${source.name}, which is another ${
        found.kind === wanted.kind ? `type of ${found.kind}` : `thing: a ${found.kind}`
      }: build both modules against one declaration`,
    );
  }

  #matches({ module }: Candidate, wanted: Import, index: number): boolean {
    switch (wanted.kind) {
      case "function":
        return this.functions[index] === this.typeId(module.own.types[wanted.type]!);
      case "table": {
        const { element, limits } = this.tables[index]!;
        return element === wanted.element && within(limits, wanted.limits);
      }
      case "memory":
        return within(this.memory!.limits, wanted.limits);
      case "global": {
        const { type, mutable } = this.globals[index]!;
        return type === wanted.type && mutable === wanted.mutable;
      }
    }
  }
}

/** Whether limits satisfy those that an import asks for. */
function within(limits: Limits, wanted: Limits): boolean {
  if (limits.min < wanted.min) return false;
  return wanted.max === undefined || (limits.max !== undefined && limits.max <= wanted.max);
}

function hostKey({ module, name }: Source, type: number): string {
  return JSON.stringify([module, name, type]);
}

function unknownImport(importer: string, kind: string, { module, name }: Source): LinkError {
  return new LinkError(
    "unknown-import",
    [importer, module],
    `${importer} imports the ${kind} ${module}.${name}, which no linked module provides: ` +
      "link the module that does",
  );
}
