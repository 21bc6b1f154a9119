/** Saves and loads the guest's memory, chunk by chunk, with what is known of each. */
import type { Exports } from "./exports.ts";
import { u32 } from "./exports.ts";
import type { ChunkMap, SavedChunk } from "./snapshot.ts";
import { CHUNK_BYTES, GROUP, chunkOf, withChunks } from "./snapshot.ts";

// Flags of a chunk; interpreter/assembly/memory.ts defines them.
const UNHASHED = 2;
const UNSAVED = 4;

const ZEROS = new Uint8Array(CHUNK_BYTES);

export class ChunkKeeper {
  readonly #wasm: Exports;
  readonly #count: number;
  /** What memory holds, but for chunks with the flag UNSAVED. */
  #present: ChunkMap = [];

  constructor(wasm: Exports, pages: number) {
    this.#wasm = wasm;
    this.#count = 16 * pages;
  }

  /** The memory of the present state. */
  save(): ChunkMap {
    const bytes = this.#bytes();
    const flags = this.#flags();
    const changed = new Map<number, SavedChunk>();
    for (let chunk = 0; chunk < this.#count; chunk++) {
      if ((flags[chunk]! & UNSAVED) === 0) continue;
      const at = u32(this.#wasm.GUEST.value) + CHUNK_BYTES * chunk;
      const root = u32(this.#wasm.rootsAt.value) + 32 * chunk;
      changed.set(chunk, {
        bytes: bytes.slice(at, at + CHUNK_BYTES),
        stamp: this.#view().getBigUint64(this.#stampAt(chunk), true),
        root: (flags[chunk]! & UNHASHED) === 0 ? bytes.slice(root, root + 32) : undefined,
      });
      flags[chunk]! &= ~UNSAVED;
    }
    this.#present = withChunks(this.#present, changed);
    return this.#present;
  }

  /** Makes memory what the map holds. The stamps' flags are to be read anew after that. */
  load(map: ChunkMap): void {
    const flags = this.#flags();
    for (let first = 0; first < this.#count; first += GROUP) {
      const sameGroup = map[first / GROUP] === this.#present[first / GROUP];
      const end = Math.min(first + GROUP, this.#count);
      for (let chunk = first; chunk < end; chunk++) {
        const unsaved = (flags[chunk]! & UNSAVED) !== 0;
        if (!unsaved && (sameGroup || chunkOf(map, chunk) === chunkOf(this.#present, chunk)))
          continue;
        this.#write(chunk, chunkOf(map, chunk));
      }
    }
    this.#present = map;
  }

  #write(chunk: number, saved: SavedChunk | undefined): void {
    const bytes = this.#bytes();
    const flags = this.#flags();
    bytes.set(saved?.bytes ?? ZEROS, u32(this.#wasm.GUEST.value) + CHUNK_BYTES * chunk);
    this.#view().setBigUint64(this.#stampAt(chunk), saved?.stamp ?? 0n, true);
    flags[chunk]! &= ~UNSAVED;
    if (saved?.root === undefined) {
      flags[chunk]! |= UNHASHED;
    } else {
      flags[chunk]! &= ~UNHASHED;
      bytes.set(saved.root, u32(this.#wasm.rootsAt.value) + 32 * chunk);
    }
    bytes[u32(this.#wasm.NODES.value) + chunk] = 1;
  }

  #bytes(): Uint8Array {
    return new Uint8Array(this.#wasm.memory.buffer);
  }

  #flags(): Uint8Array {
    return new Uint8Array(this.#wasm.memory.buffer, u32(this.#wasm.FLAGS.value), this.#count);
  }

  #view(): DataView {
    return new DataView(this.#wasm.memory.buffer);
  }

  #stampAt(chunk: number): number {
    return u32(this.#wasm.stampsAt.value) + 8 * chunk;
  }
}
