/** Numbers at which machines go wrong. */
import type { Dice } from "./dice.ts";

const PAGE = 65_536;
const CHUNK = 4_096;
const LEAF = 32;

const EDGES_32 = [
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 32, 2 ** 32 - 2, 2 ** 32 - 1],
  ...[0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff],
];
const EDGES_64 = [2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 32n, 2n ** 64n - 2n ** 31n];

/** A u32 that a 32-bit operation finds interesting. */
export function edge32(dice: Dice): number {
  return dice.weighted([
    [6, () => dice.below(4)],
    [3, () => dice.below(70)],
    [3, () => dice.pick(EDGES_32)],
    [2, () => 2 ** dice.below(32)],
    [2, () => dice.u32()],
  ])();
}

/** A u64; of those for 32-bit operations, some with rubbish in the high half. */
export function edge64(dice: Dice): bigint {
  const low = BigInt(edge32(dice));
  return dice.weighted([
    [5, () => low],
    [2, () => BigInt.asUintN(64, -low)],
    [2, () => dice.pick(EDGES_64)],
    [2, () => (BigInt(edge32(dice)) << 32n) | low],
    [1, () => dice.u64()],
  ])();
}

/** An address at or near an edge of leaf, chunk or page, mostly inside `pages` of memory. */
export function address(dice: Dice, pages: number): number {
  const size = pages * PAGE;
  const near = (edge: number): number => Math.max(0, edge + dice.between(-3, 3));
  return dice.weighted([
    [12, () => near(CHUNK * dice.below(pages * 16))],
    [12, () => near(LEAF * dice.below(8))],
    [8, () => LEAF * dice.below(pages * 2_048)],
    [8, () => dice.below(size)],
    [2, () => near(size)],
    [4, () => Math.max(0, size - dice.between(8, 200))],
    [1, () => edge32(dice)],
  ])();
}

/** A number of bytes to move: mostly few leaves, sometimes a chunk, seldom absurd. */
export function byteCount(dice: Dice): number {
  return dice.weighted([
    [6, () => 0],
    [12, () => dice.below(5)],
    [12, () => dice.between(28, 100)],
    [4, () => dice.between(CHUNK - 2, CHUNK + 34)],
    [1, () => edge32(dice)],
  ])();
}

/** An index below `count`, or at its end, or beyond. */
export function indexNear(dice: Dice, count: number): number {
  return dice.weighted([
    [50, () => dice.below(Math.max(1, count))],
    [4, () => Math.max(0, count - 1)],
    [2, () => count],
    [1, () => count + dice.below(5)],
    [1, () => edge32(dice)],
  ])();
}
