/** Where program instructions come from, for people. Not part of the program. */
import type { Module } from "../module/types.ts";
import { NO_OFFSET } from "./code.ts";

export interface Origin {
  /** Undefined in the prologue. */
  readonly functionIndex: number | undefined;
  /** From the name section, else from exports or imports, else made up. */
  readonly functionName: string;
  /** Byte offset in the module; undefined where the instruction has no counterpart there. */
  readonly wasmOffset: number | undefined;
}

export class DebugInfo {
  readonly #entries: readonly number[];
  readonly #offsets: Uint32Array;
  readonly #names: readonly string[];

  /**
   * @param entries Program index of each function's first instruction, ascending.
   * @param offsets Byte offset in the module by program index.
   */
  constructor(module: Module, entries: readonly number[], offsets: Uint32Array) {
    this.#entries = entries;
    this.#offsets = offsets;
    const exported = new Map(
      module.exports.flatMap(({ kind, name, index }) =>
        kind === "function" ? [[index, name]] : [],
      ),
    );
    this.#names = entries.map((_, index) => nameOf(module, exported, index));
  }

  /** The origin of the instruction at `pc`, a bound method. */
  readonly origin = (pc: number): Origin => {
    const functionIndex = this.#functionAt(pc);
    const offset = this.#offsets[pc] ?? NO_OFFSET;
    return {
      functionIndex,
      functionName: functionIndex === undefined ? "(prologue)" : this.#names[functionIndex]!,
      wasmOffset: offset === NO_OFFSET ? undefined : offset,
    };
  };

  /** The last function whose entry is not beyond `pc`. */
  #functionAt(pc: number): number | undefined {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries[middle]! <= pc) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : low - 1;
  }
}

function nameOf(module: Module, exported: ReadonlyMap<number, string>, index: number): string {
  const named = module.functionNames.get(index) ?? exported.get(index);
  if (named !== undefined) return named;
  const imported = module.imports[index];
  return imported === undefined ? `function ${index}` : `${imported.module}.${imported.name}`;
}
