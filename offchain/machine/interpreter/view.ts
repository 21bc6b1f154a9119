/** Trees of the state, read from the interpreter's memory (docs/VM.md 3). */
import { depthOf } from "../../merkle/tree.ts";
import type { MemoryView, TreeView, WordArrayView } from "../state.ts";
import type { Exports } from "./exports.ts";
import { u32 } from "./exports.ts";

const NODE_BYTES = 32;
/** Levels of a chunk's tree. */
const CHUNK_DEPTH = 7;
const CHUNKS_PER_PAGE = 16;

function checkNode(tree: TreeView, level: number, index: number): void {
  if (level < 0 || level > tree.depth || index < 0 || index >= 2 ** (tree.depth - level)) {
    throw new RangeError(`a tree of depth ${tree.depth} has no node ${index} at level ${level}`);
  }
}

function copyNode(wasm: Exports, at: number): Uint8Array {
  return new Uint8Array(wasm.memory.buffer, at, NODE_BYTES).slice();
}

/** A word array whose heap-shaped tree lies at an address; `refresh` brings that up to date. */
export class HeapWords implements WordArrayView {
  readonly count: number;
  readonly depth: number;
  readonly #wasm: Exports;
  readonly #at: number;
  readonly #refresh: () => void;

  constructor(wasm: Exports, at: number, count: number, refresh: () => void) {
    this.count = count;
    this.depth = depthOf(Math.ceil(count / 4));
    this.#wasm = wasm;
    this.#at = at;
    this.#refresh = refresh;
  }

  node(level: number, index: number): Uint8Array {
    checkNode(this, level, index);
    this.#refresh();
    return copyNode(this.#wasm, this.#at + NODE_BYTES * (2 ** (this.depth - level) + index));
  }
}

/** The guest's memory: nodes above the chunks are kept, those inside are computed when asked for. */
export class GuestMemory implements MemoryView {
  readonly pages: number;
  readonly depth: number;
  readonly #wasm: Exports;
  readonly #refresh: () => void;
  /** Where a node is computed, 32 bytes. */
  readonly #scratch: number;
  /** Roots of trees of zeros, by depth. */
  readonly #zeros: Uint8Array[] = [new Uint8Array(NODE_BYTES)];

  constructor(wasm: Exports, pages: number, scratch: number, refresh: () => void) {
    this.pages = pages;
    this.depth = CHUNK_DEPTH + u32(wasm.upperDepth.value);
    this.#wasm = wasm;
    this.#scratch = scratch;
    this.#refresh = refresh;
  }

  node(level: number, index: number): Uint8Array {
    checkNode(this, level, index);
    const wasm = this.#wasm;
    if (level >= CHUNK_DEPTH) {
      this.#refresh();
      const position = 2 ** (this.depth - level) + index;
      return copyNode(wasm, u32(wasm.upperAt.value) + NODE_BYTES * position);
    }
    const from = index * NODE_BYTES * 2 ** level;
    if (from >= this.pages * 65_536) return this.#zeroRoot(level).slice();
    wasm.rawNode(u32(wasm.GUEST.value) + from, level, this.#scratch);
    return copyNode(wasm, this.#scratch);
  }

  stamp(chunk: number): bigint {
    if (chunk < 0 || chunk >= this.pages * CHUNKS_PER_PAGE) return 0n;
    const { memory, stampsAt } = this.#wasm;
    return new DataView(memory.buffer).getBigUint64(u32(stampsAt.value) + 8 * chunk, true);
  }

  #zeroRoot(level: number): Uint8Array {
    const wasm = this.#wasm;
    for (let depth = this.#zeros.length; depth <= level; depth++) {
      const below = this.#zeros[depth - 1]!;
      const pair = new Uint8Array(wasm.memory.buffer, this.#scratch, 2 * NODE_BYTES);
      pair.set(below);
      pair.set(below, NODE_BYTES);
      wasm.hash2(this.#scratch, this.#scratch);
      this.#zeros.push(copyNode(wasm, this.#scratch));
    }
    return this.#zeros[level]!;
  }
}
