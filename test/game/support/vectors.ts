/** Intervals and the positions of their lists, made once with exact fractions from (4.2), m for k. */
import { readFileSync } from "node:fs";

import type { Interval } from "../../../offchain/game/interval.ts";

export interface SearchVector {
  readonly interval: Interval;
  readonly arity: number;
  readonly positions: readonly bigint[];
}

interface Written {
  readonly lo: string;
  readonly hi: string;
  readonly arity: number;
  readonly positions: readonly string[];
}

const written = JSON.parse(
  readFileSync(new URL("../search-vectors.json", import.meta.url), "utf8"),
) as readonly Written[];

export const SEARCH_VECTORS: readonly SearchVector[] = written.map(
  ({ lo, hi, arity, positions }) => ({
    interval: { lo: BigInt(lo), hi: BigInt(hi) },
    arity,
    positions: positions.map((position) => BigInt(position)),
  }),
);

/** Values of k that the tests try. */
export const ARITIES = [2, 3, 4, 16] as const;
