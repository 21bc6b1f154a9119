/** Where tables and segments of a module lie in the program's arrays (docs/VM.md 2.2, Arrays). */
import type { Module } from "../module/types.ts";
import { functionTypeText } from "../module/types.ts";
import { ProgramError } from "./errors.ts";
import { LEAF_BYTES } from "./program.ts";
import { LIMITS } from "./tables.ts";

/** Part of an array: where it begins, and its length in the unit that its user names. */
export interface Extent {
  readonly base: number;
  readonly size: number;
}

export interface Layout {
  /** In elements. */
  readonly tables: readonly Extent[];
  readonly tableSlots: number;
  /** In elements. */
  readonly elementSegments: readonly Extent[];
  readonly elements: BigUint64Array;
  /** `base` in leaves, `size` in bytes. */
  readonly dataSegments: readonly Extent[];
  readonly data: Uint8Array;
  /** Index in *dropped* of the first element segment's flag; those of data segments precede it. */
  readonly firstElementFlag: number;
  /** Type ids by index of the type section: the first equal entry. */
  readonly typeIds: readonly number[];
}

/** @throws ProgramError `too-many`. */
export function layOut(module: Module): Layout {
  const tables = extents(module.tables.map((table) => table.limits.min));
  const elementSegments = extents(module.elements.map((segment) => segment.items.length));
  const leaves = module.data.map((segment) => Math.ceil(segment.bytes.length / LEAF_BYTES));
  const dataExtents = extents(leaves);
  const tableSlots = bounded(endOf(tables), "table elements");
  const elements = new BigUint64Array(bounded(endOf(elementSegments), "elements in segments"));
  const data = new Uint8Array(bounded(endOf(dataExtents), "leaves of data") * LEAF_BYTES);
  module.elements.forEach(({ items }, i) => {
    const { base } = elementSegments[i]!;
    items.forEach((item, k) => (elements[base + k] = BigInt(item + 1)));
  });
  module.data.forEach(({ bytes }, i) => {
    data.set(bytes, dataExtents[i]!.base * LEAF_BYTES);
  });
  return {
    tables,
    tableSlots,
    elementSegments,
    elements,
    dataSegments: dataExtents.map(({ base }, i) => ({ base, size: module.data[i]!.bytes.length })),
    data,
    firstElementFlag: module.data.length,
    typeIds: typeIdsOf(module),
  };
}

/** Parts of the given sizes, one after the other. */
function extents(sizes: readonly number[]): Extent[] {
  let base = 0;
  return sizes.map((size) => {
    const extent = { base, size };
    base += size;
    return extent;
  });
}

function endOf(parts: readonly Extent[]): number {
  const last = parts[parts.length - 1];
  return last === undefined ? 0 : last.base + last.size;
}

function bounded(count: number, what: string): number {
  if (count > LIMITS.words) {
    throw new ProgramError(
      "too-many",
      `the module has ${count} ${what}; ${LIMITS.words} are allowed: build a smaller one`,
    );
  }
  return count;
}

function typeIdsOf(module: Module): number[] {
  const firsts = new Map<string, number>();
  return module.types.map((type, index) => {
    const text = functionTypeText(type);
    const first = firsts.get(text) ?? index;
    firsts.set(text, first);
    return first;
  });
}
