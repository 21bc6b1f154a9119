/** Writes the linked module. */
import { ByteWriter } from "../bytes/writer.ts";
import type { ExportKind } from "../module/types.ts";
import {
  elementSegment,
  functionType,
  initialiser,
  limits,
  name as writeName,
  section,
  sized,
  varU32,
  vector,
} from "./encode.ts";
import type { IndexSpaces, Place, Placed } from "./space.ts";

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const KINDS: readonly ExportKind[] = ["function", "table", "memory", "global"];
const PASSIVE_DATA = 1;
const FUNCTION_NAMES = 1;

export interface NamedPlace extends Place {
  readonly name: string;
}

/** All that the linked module consists of. */
export interface Contents {
  readonly spaces: IndexSpaces;
  readonly modules: readonly Placed[];
  /** Of the functions that are not imported, without their sizes. */
  readonly bodies: readonly Uint8Array[];
  readonly start: number | undefined;
  readonly exports: readonly NamedPlace[];
  /** By function. */
  readonly names: ReadonlyMap<number, string>;
}

export function writeModule(contents: Contents): Uint8Array {
  const { spaces, modules, bodies, start } = contents;
  const writer = new ByteWriter(1 << 16).bytes(Uint8Array.from(HEADER));
  section(writer, 1, spaces.types, functionType);
  section(writer, 2, spaces.hosts, (w, { module, name, type }) => {
    writeName(w, module);
    writeName(w, name);
    w.u8(0);
    varU32(w, type);
  });
  section(writer, 3, spaces.functions.slice(spaces.hosts.length), varU32);
  section(writer, 4, spaces.tables, (w, table) => {
    w.u8(table.element);
    limits(w, table.limits);
  });
  const { memory } = spaces;
  section(writer, 5, memory === undefined ? [] : [memory.limits], limits);
  section(writer, 6, spaces.globals, (w, { type, mutable, initial }) => {
    w.u8(type).u8(mutable ? 1 : 0);
    initialiser(w, initial);
  });
  section(writer, 7, contents.exports, (w, { name, kind, index }) => {
    writeName(w, name);
    w.u8(KINDS.indexOf(kind));
    varU32(w, index);
  });
  if (start !== undefined) {
    const index = new ByteWriter();
    varU32(index, start);
    writer.u8(8);
    sized(writer, index.finish());
  }
  const elements = modules.flatMap((module) => module.elements);
  section(writer, 9, elements, (w, { type, mode, items }) =>
    elementSegment(w, type, mode.kind === "declarative", items),
  );
  const data = modules.flatMap(({ module }) => module.own.data);
  if (data.length > 0) {
    const count = new ByteWriter();
    varU32(count, data.length);
    writer.u8(12);
    sized(writer, count.finish());
  }
  section(writer, 10, bodies, sized);
  section(writer, 11, data, (w, { bytes }) => {
    w.u8(PASSIVE_DATA);
    sized(w, bytes);
  });
  writeNames(writer, contents.names);
  return writer.finish();
}

/** The custom section `name`, with functions' names alone. */
function writeNames(writer: ByteWriter, names: ReadonlyMap<number, string>): void {
  if (names.size === 0) return;
  const map = new ByteWriter();
  const ascending = [...names].sort(([a], [b]) => a - b);
  vector(map, ascending, (w, [index, text]) => {
    varU32(w, index);
    writeName(w, text);
  });
  const custom = new ByteWriter();
  writeName(custom, "name");
  custom.u8(FUNCTION_NAMES);
  sized(custom, map.finish());
  writer.u8(0);
  sized(writer, custom.finish());
}
