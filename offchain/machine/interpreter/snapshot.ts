/**
 * Snapshots: states of one program that share what did not change. A chunk is copied once for each
 * snapshot that finds it changed; going back writes only the chunks that differ.
 */
import { equalBytes } from "../../bytes/concat.ts";
import type { CheckedInput } from "./block.ts";
import type { SmallRegister, WideRegister } from "./exports.ts";

export const CHUNK_BYTES = 4_096;
/** Chunks that stand in one array, shared whole between snapshots. */
export const GROUP = 64;

export interface SavedChunk {
  readonly bytes: Uint8Array;
  readonly stamp: bigint;
  /** 32 bytes, if it was known. */
  readonly root: Uint8Array | undefined;
}

/** By group, by chunk; undefined stands for zeros that were never written to. */
export type ChunkMap = readonly (readonly (SavedChunk | undefined)[] | undefined)[];

/** Parts of the state that lie in one piece, by name. */
export interface Pieces {
  readonly stack: Uint8Array;
  readonly frames: Uint8Array;
  readonly chains: Uint8Array;
  readonly globals: Uint8Array;
  readonly tables: Uint8Array;
  readonly dropped: Uint8Array;
  readonly dataHash: Uint8Array;
}

/** A state to return to. Its content is the interpreter's affair. */
export interface Snapshot {
  readonly eic: bigint;
  /** Identity of the program. */
  readonly program: object;
  readonly registers: Readonly<Record<SmallRegister, number>> &
    Readonly<Record<WideRegister, bigint>>;
  readonly pieces: Pieces;
  readonly chunks: ChunkMap;
  /** The block that was entered last, and the one that waits to be entered. */
  readonly entered: CheckedInput | undefined;
  readonly pending: CheckedInput | undefined;
}

/** The map with some chunks replaced; groups without any stay shared. */
export function withChunks(map: ChunkMap, chunks: ReadonlyMap<number, SavedChunk>): ChunkMap {
  if (chunks.size === 0) return map;
  const groups = [...map];
  const own = new Map<number, (SavedChunk | undefined)[]>();
  for (const [index, chunk] of chunks) {
    const at = Math.floor(index / GROUP);
    let group = own.get(at);
    if (group === undefined) {
      group = groups[at] === undefined ? new Array(GROUP).fill(undefined) : [...groups[at]];
      own.set(at, group);
      groups[at] = group;
    }
    group[index % GROUP] = chunk;
  }
  return groups;
}

export function chunkOf(map: ChunkMap, index: number): SavedChunk | undefined {
  return map[Math.floor(index / GROUP)]?.[index % GROUP];
}

/** `before` if it has the same bytes, so that snapshots share them; else a copy of `present`. */
export function shared(before: Uint8Array | undefined, present: Uint8Array): Uint8Array {
  return before !== undefined && equalBytes(before, present) ? before : present.slice();
}
