/** Names of the features that are left out, by the byte that gives each away. */

const TYPED_REFERENCES = "typed function references";
const GC = "garbage collection";
const EXCEPTIONS = "exception handling";
const TAIL_CALLS = "tail calls";
export const THREADS = "threads";
export const MEMORY64 = "64-bit addresses (memory64)";
export const MULTI_MEMORY = "multiple memories";

/** Opcodes outside WebAssembly 2.0 without SIMD. */
const OPCODES: ReadonlyMap<number, string> = new Map([
  ...[0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f].map((op) => [op, EXCEPTIONS] as const),
  ...[0x12, 0x13].map((op) => [op, TAIL_CALLS] as const),
  ...[0x14, 0x15, 0xd4, 0xd5, 0xd6].map((op) => [op, TYPED_REFERENCES] as const),
  [0xd3, GC],
  [0xfb, GC],
  [0xfd, "SIMD"],
  [0xfe, THREADS],
]);

export function opcodeFeature(op: number): string | undefined {
  return OPCODES.get(op);
}

/** Bytes that stand for a value type elsewhere. */
export function typeFeature(byte: number): string | undefined {
  if (byte === 0x7b) return "SIMD";
  if (byte === 0x69 || byte === 0x74) return EXCEPTIONS;
  if (byte === 0x63 || byte === 0x64) return TYPED_REFERENCES;
  if ((byte >= 0x6a && byte <= 0x6e) || (byte >= 0x71 && byte <= 0x73)) return GC;
  return undefined;
}

/** Bytes that begin an entry of the type section elsewhere. */
export function typeFormFeature(byte: number): string | undefined {
  return [0x4e, 0x4f, 0x50, 0x5e, 0x5f].includes(byte) ? GC : undefined;
}

/** The tag section, and tags among imports and exports. */
export const TAGS = EXCEPTIONS;

/** A table with an initial value. */
export const TABLE_INITIALISER = TYPED_REFERENCES;

/** Sub-opcodes after 0xFC. */
export function prefixFcFeature(sub: number): string | undefined {
  if (sub === 18) return "memory control";
  return sub >= 19 && sub <= 22 ? "wide arithmetic" : undefined;
}
