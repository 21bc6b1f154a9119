/** Appends the big-endian fields of a proof (docs/VM.md 7). */
export class ProofWriter {
  #bytes: Uint8Array = new Uint8Array(2048);
  #length = 0;

  u8(value: number): this {
    return this.#uint(BigInt(value), 1);
  }

  u16(value: number): this {
    return this.#uint(BigInt(value), 2);
  }

  u32(value: number): this {
    return this.#uint(BigInt(value), 4);
  }

  u64(value: bigint): this {
    return this.#uint(value, 8);
  }

  /** Appends raw bytes: a hash, a leaf, facts, a transaction. */
  bytes(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** Appends hashes one after the other. */
  all(values: Iterable<Uint8Array>): this {
    for (const value of values) this.bytes(value);
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #uint(value: bigint, size: number): this {
    if (value < 0n || value >= 1n << BigInt(8 * size)) {
      throw new RangeError(`${value} does not fit in ${size} bytes of a proof`);
    }
    this.#reserve(size);
    for (let i = size - 1, rest = value; i >= 0; i--, rest >>= 8n) {
      this.#bytes[this.#length + i] = Number(rest & 0xffn);
    }
    this.#length += size;
    return this;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + size));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
