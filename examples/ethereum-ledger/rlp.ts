/** RLP, Ethereum's encoding of nested byte strings: as much as blocks and transactions need. */

/** What is encoded: a byte string or a list. */
export type RlpItem = Uint8Array | readonly RlpItem[];

/** An item within a larger encoding. Offsets are in bytes from the start of that encoding. */
export interface RlpSpan {
  readonly isList: boolean;
  /** Where the item begins, header included. */
  readonly start: number;
  /** Where its content begins. */
  readonly content: number;
  readonly end: number;
}

/** Thrown for bytes that are not RLP. */
export class RlpError extends Error {
  readonly code = "invalid-rlp";
  readonly offset: number;

  constructor(offset: number) {
    super(`no RLP item at byte ${offset}: check that the file holds whole RLP-encoded blocks`);
    this.name = "RlpError";
    this.offset = offset;
  }
}

/** The item that begins at `start` and ends at or before `end`. */
export function spanAt(bytes: Uint8Array, start: number, end = bytes.length): RlpSpan {
  const first = start < end ? bytes[start]! : -1;
  if (first < 0) throw new RlpError(start);
  const isList = first >= 0xc0;
  if (first < 0x80) return { isList, start, content: start, end: start + 1 };
  const code = first & 0x3f;
  const digits = Math.max(0, code - 55);
  const content = start + 1 + digits;
  let length = digits === 0 ? code : 0;
  for (let i = start + 1; i < content; i++) length = length * 256 + (bytes[i] ?? 0);
  if (content + length > end) throw new RlpError(start);
  return { isList, start, content, end: content + length };
}

/** The items of a list. */
export function itemsOf(bytes: Uint8Array, list: RlpSpan): RlpSpan[] {
  if (!list.isList) throw new RlpError(list.start);
  const items: RlpSpan[] = [];
  for (let at = list.content; at < list.end;) {
    const item = spanAt(bytes, at, list.end);
    items.push(item);
    at = item.end;
  }
  return items;
}

export function encodeRlp(item: RlpItem): Uint8Array {
  if (!(item instanceof Uint8Array)) {
    const content = Buffer.concat(item.map(encodeRlp));
    return Buffer.concat([header(0xc0, content.length), content]);
  }
  if (item.length === 1 && item[0]! < 0x80) return item;
  return Buffer.concat([header(0x80, item.length), item]);
}

function header(base: number, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(base + length);
  const digits = scalar(BigInt(length));
  return Uint8Array.of(base + 55 + digits.length, ...digits);
}

/** An integer as RLP wants it: big-endian without leading zeros. */
export function scalar(value: bigint): Uint8Array {
  const hex = value === 0n ? "" : value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}
