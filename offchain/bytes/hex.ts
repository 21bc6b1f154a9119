/** Bytes as text, and back. */

const DIGITS = /^(?:0x)?((?:[0-9a-fA-F]{2})*)$/;

/** Lower-case hexadecimal digits with the prefix `0x`. */
export function toHex(bytes: Uint8Array): string {
  let text = "0x";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/**
 * Reads hexadecimal digits of either case, with or without `0x`.
 * @throws RangeError on another character or on half a byte.
 */
export function fromHex(text: string): Uint8Array {
  const digits = DIGITS.exec(text)?.[1];
  if (digits === undefined) {
    throw new RangeError(`not a hexadecimal byte string: ${JSON.stringify(text.slice(0, 80))}`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
