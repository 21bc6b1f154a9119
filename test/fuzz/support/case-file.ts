/** Cases as JSON that people can read: the form of the committed regressions. */
import { fromHex, toHex } from "../../../offchain/bytes/hex.ts";
import type { Instruction } from "../../../offchain/program/instruction.ts";
import { instruction, rowOf } from "../../../offchain/program/instruction.ts";
import { opcode } from "../../../offchain/program/tables.ts";
import type { HostileCase } from "./hostile-case.ts";

const FIELDS = ["a", "b", "c", "d", "e"] as const;

/** `call a=3 b=1`; an opcode without a name is `opcode_6`. */
export function instructionText(i: Instruction): string {
  const name = rowOf(i.op)?.name ?? `opcode_${i.op}`;
  const fields = FIELDS.filter((field) => i[field] !== 0).map((field) => `${field}=${i[field]}`);
  return [name, ...fields, ...(i.imm === 0n ? [] : [`imm=${i.imm}`])].join(" ");
}

/** Inverse of `instructionText`. */
export function instructionOf(text: string): Instruction {
  const [name = "", ...fields] = text.split(" ");
  const code = name.startsWith("opcode_") ? Number(name.slice(7)) : opcode(name);
  const values = fields.map((field) => field.split("=") as [string, string]);
  return instruction(
    code,
    Object.fromEntries(values.map(([k, v]) => [k, k === "imm" ? BigInt(v) : Number(v)])),
  );
}

/** JSON of values with bigints (`"12n"`) and byte strings (`"0x…"`). */
export function toCaseJson(one: HostileCase): string {
  const { code, ...parts } = one.parts;
  const readable = { ...one, parts: { ...parts, code: code.map(instructionText) } };
  const replace = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? toHex(value) : value;
  return `${JSON.stringify(readable, replace, 2)}\n`;
}

/** Inverse of `toCaseJson`. The file is one of ours: its shape is taken on trust. */
export function fromCaseJson(text: string): HostileCase {
  const revive = (_: string, value: unknown): unknown => {
    if (typeof value !== "string") return value;
    if (/^\d+n$/.test(value)) return BigInt(value.slice(0, -1));
    return /^0x([0-9a-f]{2})*$/.test(value) ? fromHex(value) : value;
  };
  const { parts, ...one } = JSON.parse(text, revive) as Omit<HostileCase, "parts"> & {
    parts: Omit<HostileCase["parts"], "code"> & { code: string[] };
  };
  return { ...one, parts: { ...parts, code: parts.code.map(instructionOf) } };
}
