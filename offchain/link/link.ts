/**
 * Links modules into one, which has their functions, tables and globals and at most one memory. Modules
 * come in the order of dependency. Linking changes nothing of what a module does:
 *
 * - Active segments become passive ones, which a function of the linked module, the module's
 *   *instantiation*, writes and drops as the specification says, and then calls the start function.
 *   The linked module's start function calls the instantiations in order, so that a module finds what
 *   those before it have done, and a trap leaves what came before it.
 * - Globals that initialisers read are immutable and known: their values stand in for them.
 * - Imports of functions that no linked module provides stay imports.
 */
import { ByteWriter } from "../bytes/writer.ts";
import { OP } from "../module/opcodes.ts";
import type { ConstantExpression } from "../module/types.ts";
import { validateUnlinked } from "./check.ts";
import { i32Const, constant, opcode, varU32 } from "./encode.ts";
import { LinkError } from "./errors.ts";
import { inDependencyOrder } from "./order.ts";
import type { Candidate, LinkInput } from "./order.ts";
import { readUnlinked } from "./read.ts";
import { relocateBody } from "./relocate.ts";
import { IndexSpaces } from "./space.ts";
import type { Place, Placed } from "./space.ts";
import { functionImports } from "./unlinked.ts";
import { writeModule } from "./write.ts";
import type { NamedPlace } from "./write.ts";

export interface LinkOptions {
  /** Leaves the start function out: who runs the module calls the instantiations. */
  readonly withoutStart?: boolean;
}

export interface Linked {
  readonly bytes: Uint8Array;
  /** By name of the module: its exports by their own names. */
  readonly exports: ReadonlyMap<string, ReadonlyMap<string, Place>>;
  /** By name of the module: its instantiation; none where there is nothing to do. */
  readonly instantiations: ReadonlyMap<string, number>;
}

/**
 * Links modules. Exports of the last one given keep their names; those of the others are named
 * `module.export`. So are functions in the name section.
 * @throws ModuleError if one of the modules is not valid, with the offset in it; LinkError.
 */
export function link(inputs: readonly LinkInput[], options: LinkOptions = {}): Linked {
  const candidates = inDependencyOrder(inputs.map(candidate));
  const spaces = new IndexSpaces(candidates);
  const modules = candidates.map((one) => spaces.place(one));
  const bodies = modules.flatMap(({ module: { own }, maps }) =>
    own.functions.map((body) => relocateBody(own, body, maps)),
  );
  const names = new Map<number, string>();
  const main = inputs[inputs.length - 1]?.name;
  const full = (module: string, name: string): string =>
    module === main ? name : `${module}.${name}`;

  const nothing = spaces.typeId({ params: [], results: [] });
  const define = (name: string, body: Uint8Array): number => {
    bodies.push(body);
    const index = spaces.functions.push(nothing) - 1;
    names.set(index, name);
    return index;
  };
  const instantiations = new Map<string, number>();
  for (const module of modules) {
    const body = instantiation(spaces, module);
    if (body !== undefined) {
      instantiations.set(module.name, define(full(module.name, "(instantiation)"), body));
    }
  }
  for (const { name, module, maps } of modules) {
    const imported = functionImports(module).length;
    module.own.functionNames.forEach((text, index) => {
      const linked = index < imported ? undefined : maps.function[index];
      if (linked !== undefined) names.set(linked, full(name, text));
    });
  }
  const start =
    options.withoutStart === true || instantiations.size === 0
      ? undefined
      : define("(start)", calls([...instantiations.values()]));
  return {
    bytes: writeModule({
      spaces,
      modules,
      bodies,
      start,
      names,
      exports: exportsOf(modules, full),
    }),
    exports: new Map(modules.map(({ name, exports }) => [name, exports])),
    instantiations,
  };
}

function candidate({ name, bytes, resolve }: LinkInput): Candidate {
  const module = readUnlinked(bytes);
  validateUnlinked(module);
  const sources = module.imports.map((wanted) => resolve?.(wanted.module, wanted.name) ?? wanted);
  return { name, module, sources: sources.map((s) => ({ module: s.module, name: s.name })) };
}

/** The exports of the linked module. @throws LinkError `duplicate-export`. */
function exportsOf(
  modules: readonly Placed[],
  full: (module: string, name: string) => string,
): NamedPlace[] {
  const taken = new Map<string, string>();
  return modules.flatMap(({ name: module, exports }) =>
    [...exports].map(([own, place]) => {
      const name = full(module, own);
      const other = taken.get(name);
      if (other !== undefined) {
        throw new LinkError(
          "duplicate-export",
          [other, module],
          `${other} and ${module} both export ${JSON.stringify(name)}: rename one of the modules`,
        );
      }
      taken.set(name, module);
      return { name, ...place };
    }),
  );
}

/** The body of a module's instantiation; undefined where it would be empty. */
function instantiation(spaces: IndexSpaces, placed: Placed): Uint8Array | undefined {
  const { module, maps } = placed;
  const writer = new ByteWriter().u8(0);
  const range = (start: ConstantExpression, length: number): void => {
    constant(writer, spaces.fold(maps, start));
    i32Const(writer, 0);
    i32Const(writer, length);
  };
  module.elements.forEach(({ mode, items }, i) => {
    if (mode.kind !== "active") return;
    const segment = maps.firstElementSegment + i;
    range(mode.start, items.length);
    opcode(writer, OP.table_init);
    varU32(writer, segment);
    varU32(writer, maps.table[mode.index]!);
    opcode(writer, OP.elem_drop);
    varU32(writer, segment);
  });
  module.own.data.forEach(({ mode, bytes }, i) => {
    if (mode.kind !== "active") return;
    const segment = maps.firstDataSegment + i;
    range(mode.start, bytes.length);
    opcode(writer, OP.memory_init);
    varU32(writer, segment);
    writer.u8(0);
    opcode(writer, OP.data_drop);
    varU32(writer, segment);
  });
  const { start } = module.own;
  if (start !== undefined) call(writer, maps.function[start.index]!);
  if (writer.length === 1) return undefined;
  return writer.u8(OP.end).finish();
}

/** A body that calls functions of the type `[] -> []` in order. */
function calls(functions: readonly number[]): Uint8Array {
  const writer = new ByteWriter().u8(0);
  for (const index of functions) call(writer, index);
  return writer.u8(OP.end).finish();
}

function call(writer: ByteWriter, index: number): void {
  opcode(writer, OP.call);
  varU32(writer, index);
}
