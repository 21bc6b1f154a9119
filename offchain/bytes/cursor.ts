/**
 * Reads bytes front to back, as the binary format of WebAssembly lays them out: little-endian, and
 * integers in LEB128 of at most ⌈N/7⌉ bytes whose unused bits repeat the sign (or are zero).
 */

export type CursorErrorCode = "unexpected-end" | "integer-too-long" | "integer-too-large";

const REASONS: Readonly<Record<CursorErrorCode, string>> = {
  "unexpected-end": "unexpected end",
  "integer-too-long": "integer representation too long",
  "integer-too-large": "integer too large",
};

/** The bytes are no such value. `offset` is where the value begins that could not be read. */
export class CursorError extends Error {
  override readonly name = "CursorError";
  readonly code: CursorErrorCode;
  readonly offset: number;

  constructor(code: CursorErrorCode, offset: number) {
    super(`${REASONS[code]} at byte ${offset}`);
    this.code = code;
    this.offset = offset;
  }
}

export class Cursor {
  readonly bytes: Uint8Array;
  /** Offset one past the last byte that may be read. */
  readonly end: number;
  /** Offset in `bytes` of the next byte. */
  position: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  get left(): number {
    return this.end - this.position;
  }

  u8(): number {
    if (this.position >= this.end) throw new CursorError("unexpected-end", this.position);
    return this.bytes[this.position++]!;
  }

  /** The next byte, which stays unread; undefined at the end. */
  peek(): number | undefined {
    return this.position < this.end ? this.bytes[this.position] : undefined;
  }

  /** A view of the next `length` bytes. */
  take(length: number): Uint8Array {
    if (length > this.left) throw new CursorError("unexpected-end", this.position);
    const start = this.position;
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }

  /** A cursor over the next `length` bytes alone, which count as read. */
  fork(length: number): Cursor {
    const start = this.position;
    this.take(length);
    return new Cursor(this.bytes, start, this.position);
  }

  /** u32, four bytes, little-endian. */
  u32(): number {
    const b = this.take(4);
    return (b[0]! | (b[1]! << 8) | (b[2]! << 16) | (b[3]! << 24)) >>> 0;
  }

  /** u64, eight bytes, little-endian. */
  u64(): bigint {
    const low = this.u32();
    return (BigInt(this.u32()) << 32n) | BigInt(low);
  }

  /** LEB128 of an u32. */
  varU32(): number {
    const start = this.position;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const last = this.#lastByte(start);
    if (last > 0x0f) throw new CursorError("integer-too-large", start);
    return (value | (last << 28)) >>> 0;
  }

  /** LEB128 of an s32. */
  varS32(): number {
    return this.#varSigned(32);
  }

  /** LEB128 of an s33, as block types are written. */
  varS33(): number {
    return this.#varSigned(33);
  }

  /** LEB128 of an s64. */
  varS64(): bigint {
    const start = this.position;
    let low = 0;
    let value = 0n;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = this.u8();
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else value |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) return BigInt.asIntN(shift + 7, value | BigInt(low));
    }
    const last = this.#lastByte(start);
    if (last !== 0 && last !== 0x7f) throw new CursorError("integer-too-large", start);
    return BigInt.asIntN(64, value | BigInt(low) | (BigInt(last) << 63n));
  }

  /** LEB128 of five bytes at most, of which the last carries `width` − 28 bits. */
  #varSigned(width: 32 | 33): number {
    const start = this.position;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value << (25 - shift)) >> (25 - shift);
    }
    const last = this.#lastByte(start);
    const sign = last >> (width - 29);
    if (sign !== 0 && sign !== 0x7f >> (width - 29)) {
      throw new CursorError("integer-too-large", start);
    }
    const high = sign === 0 ? last : last - 0x80;
    return high * 2 ** 28 + value;
  }

  /** The last byte that an integer of this width may have. */
  #lastByte(start: number): number {
    const byte = this.u8();
    if (byte >= 0x80) throw new CursorError("integer-too-long", start);
    return byte;
  }
}
