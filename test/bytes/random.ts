/** Randomness for tests that a printed seed repeats. */

/** The seed of this run: TEST_SEED, or a new one. Put it into the test's title. */
export const SEED = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Integers below `bound` ≤ 2^32, the same for the same seed (mulberry32). */
export function random(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

export function randomBytes(next: (bound: number) => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => next(256));
}
