/** Seeded randomness, so that a failure can be repeated. */

export interface Random {
  readonly seed: number;
  /** 0 ≤ result < bound. */
  below(bound: number): number;
  pick<T>(values: readonly T[]): T;
}

/** mulberry32. FLUENCE_SEED in the environment overrides the seed. */
export function randomFrom(fallback: number): Random {
  const seed = Number(process.env.FLUENCE_SEED ?? fallback) >>> 0;
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return { seed, below, pick: (values) => values[below(values.length)]! };
}
