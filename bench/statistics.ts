/** Medians and spreads of small samples. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Of a sample that is not empty. */
export function spreadOf(sample: readonly number[]): Spread {
  const sorted = [...sample].sort((x, y) => x - y);
  const [lower, upper] = [Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2)];
  return {
    median: (sorted[lower]! + sorted[upper]!) / 2,
    min: sorted[0]!,
    max: sorted.at(-1),
  };
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
