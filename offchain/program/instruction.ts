/** One instruction of a program and its 32-byte leaf (docs/VM.md 2.3). */
import { HOST_FUNCTIONS, OPCODES, UNDEFINED_FAMILIES } from "./tables.ts";
import type { OpcodeRow } from "./tables.ts";

export interface Instruction {
  /** u8. */
  readonly op: number;
  /** Immediates a to e are u32. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  /** u64. */
  readonly imm: bigint;
}

/** An instruction whose unused immediates are zero. */
export function instruction(
  op: number,
  fields: Partial<Omit<Instruction, "op">> = {},
): Instruction {
  return { op, a: 0, b: 0, c: 0, d: 0, e: 0, imm: 0n, ...fields };
}

/** The instruction's leaf, 32 bytes. */
export function encodeInstruction(i: Instruction): Uint8Array {
  const leaf = new Uint8Array(32);
  const view = new DataView(leaf.buffer);
  leaf[0] = i.op;
  view.setUint32(4, i.a);
  view.setUint32(8, i.b);
  view.setUint32(12, i.c);
  view.setUint32(16, i.d);
  view.setUint32(20, i.e);
  view.setBigUint64(24, i.imm);
  return leaf;
}

/** Reads a leaf; bytes 1 to 3 are ignored, as the step ignores them. */
export function decodeInstruction(leaf: Uint8Array): Instruction {
  const view = new DataView(leaf.buffer, leaf.byteOffset, 32);
  return {
    op: view.getUint8(0),
    a: view.getUint32(4),
    b: view.getUint32(8),
    c: view.getUint32(12),
    d: view.getUint32(16),
    e: view.getUint32(20),
    imm: view.getBigUint64(24),
  };
}

const byCode: readonly (OpcodeRow | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  OPCODES.find((r) => r.code === code),
);

/** The table's row of an opcode, also of one that no step executes; undefined if there is none. */
export function rowOf(op: number): OpcodeRow | undefined {
  return byCode[op];
}

/** What rules 4.2.2 to 4.2.5 need of an instruction; undefined where the instruction is undefined. */
export function executableRow(
  i: Instruction,
):
  | { name: string; family: OpcodeRow["family"]; pops: number; pushes: number; fuel: number }
  | undefined {
  const row = byCode[i.op];
  if (row === undefined || row.family === "entry" || UNDEFINED_FAMILIES.has(row.family)) {
    return undefined;
  }
  if (row.family !== "host") return row;
  const host = HOST_FUNCTIONS[i.a];
  if (host === undefined) return undefined;
  return { ...row, pushes: host.results.length, fuel: host.fuel };
}

/** Bytes that a load or a store moves; undefined for other opcodes. */
export function accessBytes(op: number): number | undefined {
  const name = byCode[op]?.name ?? "";
  const match = /^[if](32|64)\.(load|store)(8|16|32)?(_[su])?$/.exec(name);
  if (match === null) return undefined;
  return Number(match[3] ?? match[1]) / 8;
}

export function isStore(op: number): boolean {
  return byCode[op]?.name.includes(".store") ?? false;
}
