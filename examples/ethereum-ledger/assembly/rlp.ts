/**
 * RLP, Ethereum's encoding of nested byte strings, read in place and strictly: a length or a
 * single byte that could be written shorter is refused, and so is an item that leaves its parent.
 *
 * `readItem` leaves what it found in `itemStart`, `itemLength` and `itemIsList`.
 */

/** Where the item's content begins. */
export let itemStart: usize = 0;
/** Length of the content in bytes. */
export let itemLength: u32 = 0;
export let itemIsList: bool = false;

/** Reads the header of the item at `at`. False if there is no canonical item within [at, end). */
export function readItem(at: usize, end: usize): bool {
  if (at >= end) return false;
  const first: u32 = load<u8>(at);
  itemIsList = first >= 0xc0;
  if (first < 0x80) return setContent(at, 1, end);
  const code = first & 0x3f;
  if (code < 56) {
    if (!setContent(at + 1, code, end)) return false;
    return itemIsList || code != 1 || load<u8>(at + 1) >= 0x80;
  }
  return readLongHeader(at + 1, code - 55, end);
}

/** A length of 56 or more, written in `digits` bytes at `at`, before the content. */
function readLongHeader(at: usize, digits: u32, end: usize): bool {
  // What fits the memory has at most four digits.
  if (digits > 4 || at + digits > end || load<u8>(at) == 0) return false;
  const length = readInteger(at, digits);
  return length >= 56 && setContent(at + digits, length, end);
}

function setContent(start: usize, length: u64, end: usize): bool {
  if (<u64>start + length > <u64>end) return false;
  itemStart = start;
  itemLength = <u32>length;
  return true;
}

/** As `readItem`, for a list. */
export function readList(at: usize, end: usize): bool {
  return readItem(at, end) && itemIsList;
}

/** As `readItem`, for a byte string of at most `limit` bytes. */
export function readBytes(at: usize, end: usize, limit: u32): bool {
  return readItem(at, end) && !itemIsList && itemLength <= limit;
}

/** As `readBytes`, for an integer: no leading zeros. */
export function readScalar(at: usize, end: usize, limit: u32): bool {
  return readBytes(at, end, limit) && (itemLength == 0 || load<u8>(itemStart) != 0);
}

/** Where the next item begins. */
export function itemEnd(): usize {
  return itemStart + itemLength;
}

/** The big-endian integer of `length` ≤ 8 bytes at `at`. */
export function readInteger(at: usize, length: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < length; i++) value = (value << 8) | load<u8>(at + i);
  return value;
}

/** Writes `value` as an RLP scalar to `at`; returns where it ends. */
export function writeScalar(at: usize, value: u64): usize {
  if (value != 0 && value < 0x80) {
    store<u8>(at, <u8>value);
    return at + 1;
  }
  const digits = significantBytes(value);
  store<u8>(at, <u8>(0x80 + digits));
  return writeDigits(at + 1, value, digits);
}

/** Bytes of the header of a list of `length` bytes of content. */
export function listHeaderLength(length: u32): u32 {
  return length < 56 ? 1 : 1 + significantBytes(length);
}

/** Writes the header of a list of `length` bytes of content to `at`; returns where it ends. */
export function writeListHeader(at: usize, length: u32): usize {
  if (length < 56) {
    store<u8>(at, <u8>(0xc0 + length));
    return at + 1;
  }
  const digits = significantBytes(length);
  store<u8>(at, <u8>(0xf7 + digits));
  return writeDigits(at + 1, length, digits);
}

function significantBytes(value: u64): u32 {
  return <u32>((71 - clz<u64>(value)) >> 3);
}

function writeDigits(at: usize, value: u64, digits: u32): usize {
  for (let i: u32 = 0; i < digits; i++) {
    store<u8>(at + i, <u8>(value >> (8 * (digits - 1 - i))));
  }
  return at + digits;
}
