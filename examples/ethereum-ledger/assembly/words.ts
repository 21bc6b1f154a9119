/**
 * Byte strings as words: u64, first byte most significant, the last word padded with zeros. Two
 * strings of one length compare as their words do, and eight bytes cost one comparison.
 */

/** Writes the hash at `bytes` to `to` as four words. */
export function packHash(to: usize, bytes: usize): void {
  store<u64>(to, bswap<u64>(load<u64>(bytes)), 0);
  store<u64>(to, bswap<u64>(load<u64>(bytes, 8)), 8);
  store<u64>(to, bswap<u64>(load<u64>(bytes, 16)), 16);
  store<u64>(to, bswap<u64>(load<u64>(bytes, 24)), 24);
}

/** The inverse of `packHash`; the same byte swaps, from words to bytes. */
export function unpackHash(to: usize, words: usize): void {
  packHash(to, words);
}

/** Writes the address at `bytes` to `to` as three words, the third one half empty. */
export function packAddress(to: usize, bytes: usize): void {
  store<u64>(to, bswap<u64>(load<u64>(bytes)), 0);
  store<u64>(to, bswap<u64>(load<u64>(bytes, 8)), 8);
  store<u64>(to, (<u64>bswap<u32>(load<u32>(bytes, 16))) << 32, 16);
}

/** The inverse of `packAddress`. */
export function unpackAddress(to: usize, words: usize): void {
  store<u64>(to, bswap<u64>(load<u64>(words)), 0);
  store<u64>(to, bswap<u64>(load<u64>(words, 8)), 8);
  store<u32>(to, bswap<u32>(<u32>(load<u64>(words, 16) >> 32)), 16);
}

/** −1, 0 or 1 as the words at `a`, `bytes` long, are less than, equal to or greater than at `b`. */
export function compareWords(a: usize, b: usize, bytes: u32): i32 {
  for (let i: u32 = 0; i < bytes; i += 8) {
    const x = load<u64>(a + i);
    const y = load<u64>(b + i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}
