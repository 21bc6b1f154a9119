/**
 * Arithmetic of the k-ary search (paper 4.1.1), the twin of contracts/game/Search.sol.
 *
 * An interval (lo, hi] of n = hi − lo ≥ 1 steps is cut into m = min(k, n) pieces; piece j of 0 … m − 1
 * ends at lo + ⌈(j + 1)·n/m⌉. With m in place of the k of (4.2) no piece is empty, also where n < k.
 */

/** The states between `lo` and `hi`, given by their `eic`. */
export interface Interval {
  /** eic of the last state on which both agree. */
  readonly lo: bigint;
  /** eic of the first state known to differ. */
  readonly hi: bigint;
}

/** Whether one step is left. */
export function isStep({ lo, hi }: Interval): boolean {
  return hi - lo === 1n;
}

/** Number of pieces, m. */
export function pieceCount({ lo, hi }: Interval, arity: number): number {
  const n = hi - lo;
  return n < BigInt(arity) ? Number(n) : arity;
}

/** Where piece j begins and piece j − 1 ends: σ(j) of (4.2). 0 ≤ j ≤ m. */
export function boundary(interval: Interval, arity: number, j: number): bigint {
  const m = BigInt(pieceCount(interval, arity));
  const n = interval.hi - interval.lo;
  return interval.lo + (BigInt(j) * n + m - 1n) / m;
}

/** Piece j as an interval. */
export function pieceOf(interval: Interval, arity: number, j: number): Interval {
  return { lo: boundary(interval, arity, j), hi: boundary(interval, arity, j + 1) };
}

/** The m − 1 positions, ascending, whose states a list gives. */
export function listPositions(interval: Interval, arity: number): bigint[] {
  const positions: bigint[] = [];
  for (let j = 1; j < pieceCount(interval, arity); j++)
    positions.push(boundary(interval, arity, j));
  return positions;
}
