/** Makes a failing input smaller for as long as it fails. */

/** Whether a candidate still fails in the way that is being looked for. */
export type StillFails<T> = (candidate: T) => Promise<boolean>;

/** Candidates that are simpler than the input, the boldest first. */
export type Simpler<T> = (input: T) => Iterable<T>;

/**
 * Takes the first simpler candidate that still fails, again and again.
 * @param budget Candidates that are tried at most.
 */
export async function shrink<T>(
  input: T,
  simpler: Simpler<T>,
  stillFails: StillFails<T>,
  budget: number,
): Promise<T> {
  let best = input;
  let tried = 0;
  search: for (;;) {
    for (const candidate of simpler(best)) {
      if (tried++ >= budget) return best;
      if (!(await stillFails(candidate))) continue;
      best = candidate;
      continue search;
    }
    return best;
  }
}

/** Ranges [from, to) that cover 0 to `length`: first the whole, then halves, down to single places. */
export function* ranges(length: number): Generator<readonly [from: number, to: number]> {
  for (let width = length; width >= 1; width = width >> 1) {
    for (let from = 0; from < length; from += width) yield [from, Math.min(length, from + width)];
  }
}

/** The list without one range. */
export function* withoutRanges<T>(list: readonly T[]): Generator<T[]> {
  for (const [from, to] of ranges(list.length)) yield [...list.slice(0, from), ...list.slice(to)];
}
