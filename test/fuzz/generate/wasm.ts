/** The parts of a WebAssembly binary that the generator writes. */
import { concat } from "../../../offchain/bytes/concat.ts";

export const TYPE_CODES = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  funcref: 0x70,
  externref: 0x6f,
} as const;

export type ValueType = keyof typeof TYPE_CODES;

export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

/** Signed LEB128. */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && low < 64) || (rest === -1n && low >= 64);
    bytes.push(done ? low : low | 128);
    if (done) return bytes;
  }
}

export function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

export function name(text: string): number[] {
  return [...unsigned(text.length), ...new TextEncoder().encode(text)];
}

export function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

export function types(list: readonly ValueType[]): number[] {
  return vector(list.map((type) => [TYPE_CODES[type]]));
}

export function signature({ params, results }: Signature): number[] {
  return [0x60, ...types(params), ...types(results)];
}

/** An instruction with the prefix 0xFC. */
export function prefixed(subOpcode: number, ...immediates: readonly number[]): number[] {
  return [0xfc, ...unsigned(subOpcode), ...immediates];
}

export function file(sections: readonly (readonly number[])[]): Uint8Array {
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return concat(...[header, ...sections].map((bytes) => Uint8Array.from(bytes)));
}
