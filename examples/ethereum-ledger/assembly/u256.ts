/**
 * Unsigned integers as little-endian limbs of 64 bits: values of four limbs (256 bits) and sums of
 * five, which hold 2^64 of them.
 */

export const VALUE_BYTES: usize = 32;
export const SUM_BYTES: usize = 40;

/** The big-endian integer of `length` ≤ 32 bytes at `bytes`, as a value at `to`. */
export function readBigEndian(to: usize, bytes: usize, length: u32): void {
  memory.fill(to, 0, VALUE_BYTES);
  for (let i: u32 = 0; i < length; i++) store<u8>(to + i, load<u8>(bytes + (length - 1 - i)));
}

/** sum += value · factor. The caller sees to it that five limbs are enough. */
export function addProduct(sum: usize, value: usize, factor: u64): void {
  const f0 = factor & 0xffff_ffff;
  const f1 = factor >> 32;
  let carry: u64 = 0;
  for (let at: usize = 0; at < VALUE_BYTES; at += 8) {
    // limb · factor + carry + sum limb fits 128 bits: (2^64 − 1)^2 + 2·(2^64 − 1) = 2^128 − 1.
    const limb = load<u64>(value + at);
    const v0 = limb & 0xffff_ffff;
    const v1 = limb >> 32;
    const middle = v1 * f0 + ((v0 * f0) >> 32);
    const cross = v0 * f1 + (middle & 0xffff_ffff);
    let high = v1 * f1 + (middle >> 32) + (cross >> 32);
    let low = limb * factor + carry;
    high += u64(low < carry);
    const before = load<u64>(sum + at);
    low += before;
    high += u64(low < before);
    store<u64>(sum + at, low);
    carry = high;
  }
  store<u64>(sum, load<u64>(sum, 32) + carry, 32);
}

/** sum := ⌊sum / divisor⌋, for a divisor that is not zero. */
export function divideSum(sum: usize, divisor: u32): void {
  let remainder: u64 = 0;
  for (let at = <i32>SUM_BYTES - 4; at >= 0; at -= 4) {
    const dividend = (remainder << 32) | (<u64>load<u32>(sum + at));
    store<u32>(sum + at, <u32>(dividend / divisor));
    remainder = dividend % divisor;
  }
}
