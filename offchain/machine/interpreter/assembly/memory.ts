/** What is remembered of the guest's memory: stamps, and which chunks changed since when. */
import { FUEL_DIRTY_CHUNK } from "./generated/tables";
import {
  CHUNK_BITS,
  FLAGS,
  GUEST,
  NODES,
  callIndex,
  free,
  memoryBytes,
  pages,
  stampsAt,
} from "./machine";

/** The chunk's stamp is the call index: writing costs nothing more. */
export const STAMPED: u32 = 1;
/** The chunk's root is stale. */
export const UNHASHED: u32 = 2;
/** The chunk differs from the last snapshot that was taken or restored. */
export const UNSAVED: u32 = 4;
/** A chunk with all three needs no attention when it is written to. */
export const TOUCHED: u32 = STAMPED | UNHASHED | UNSAVED;

/** Fuel for the chunks that a write of `size` ≥ 1 bytes at guest address `address` makes dirty. */
// @ts-ignore: decorator
@inline
export function dirtyCharge(address: u32, size: u32): u64 {
  const first = load<u8>(FLAGS + (address >>> CHUNK_BITS));
  const last = load<u8>(FLAGS + ((address + size - 1) >>> CHUNK_BITS));
  return (first & last & STAMPED) != 0 ? 0 : chargeOfChunks(address, size);
}

function chargeOfChunks(address: u32, size: u32): u64 {
  const first = address >>> CHUNK_BITS;
  const last = (address + size - 1) >>> CHUNK_BITS;
  let charge: u64 = 0;
  for (let chunk = first; chunk <= last; chunk++) {
    if ((load<u8>(FLAGS + chunk) & STAMPED) == 0) charge += FUEL_DIRTY_CHUNK;
  }
  return charge;
}

/** Notes a write of `size` ≥ 1 bytes at guest address `address`, which spans at most two chunks. */
// @ts-ignore: decorator
@inline
export function noteWrite(address: u32, size: u32): void {
  const first = address >>> CHUNK_BITS;
  const last = (address + size - 1) >>> CHUNK_BITS;
  if ((load<u8>(FLAGS + first) & load<u8>(FLAGS + last) & TOUCHED) != TOUCHED) {
    touch(first);
    touch(last);
  }
}

/** Marks a chunk as written to by a step. */
export function touch(chunk: u32): void {
  const flags = load<u8>(FLAGS + chunk);
  if ((flags & STAMPED) == 0) store<u64>(stampsAt + (chunk << 3), callIndex);
  store<u8>(FLAGS + chunk, flags | TOUCHED);
  store<u8>(NODES + chunk, 1);
}

/** Marks a chunk as changed from outside the machine; its stamp stays as it is. */
export function touchFromOutside(chunk: u32): void {
  store<u8>(FLAGS + chunk, load<u8>(FLAGS + chunk) | UNHASHED | UNSAVED);
  store<u8>(NODES + chunk, 1);
}

/** Takes a flag away from every chunk. */
export function clearFlag(flag: u32): void {
  const chunks: usize = pages << 4;
  const keep = (~flag & 0xff) * 0x0101_0101;
  for (let i: usize = 0; i < chunks; i += 4) {
    store<u32>(FLAGS + i, load<u32>(FLAGS + i) & keep);
  }
}

/** Sets STAMPED from the stamps, after the host has changed stamps or the call index. */
export function readStamps(): void {
  const chunks: usize = pages << 4;
  for (let i: usize = 0; i < chunks; i++) {
    const flags = load<u8>(FLAGS + i) & ~STAMPED;
    const stamped = callIndex != 0 && load<u64>(stampsAt + (i << 3)) == callIndex;
    store<u8>(FLAGS + i, flags | (stamped ? STAMPED : 0));
  }
}
