/** Single instructions of the generator. */
import type { Node, TypeUse } from "./module.ts";
import type { Dice } from "./dice.ts";
import { edge32, edge64 } from "./numbers.ts";
import type { Signature, ValueType } from "./wasm.ts";
import { prefixed, signed, TYPE_CODES, unsigned, vector } from "./wasm.ts";

const little = (value: bigint, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));

function node(name: string, bytes: readonly number[], ...[params, results]: ValueType[][]): Node {
  return { name, bytes, params: params ?? [], results: results ?? [] };
}

/** A constant of any type, given its bits; of references, null. */
export function constant(type: ValueType, bits: bigint): Node {
  switch (type) {
    case "i32":
      return node(`i32.const ${bits}`, [0x41, ...signed(BigInt.asIntN(32, bits))], [], [type]);
    case "i64":
      return node(`i64.const ${bits}`, [0x42, ...signed(BigInt.asIntN(64, bits))], [], [type]);
    case "f32":
      return node(`f32.const ${bits}`, [0x43, ...little(bits, 4)], [], [type]);
    case "f64":
      return node(`f64.const ${bits}`, [0x44, ...little(bits, 8)], [], [type]);
    case "funcref":
    case "externref":
      return node("ref.null", [0xd0, TYPE_CODES[type]], [], [type]);
  }
}

export const i32 = (value: number): Node => constant("i32", BigInt(value));

export function anyType(dice: Dice): ValueType {
  return dice.weighted<ValueType>([
    [12, "i32"],
    [8, "i64"],
    [2, "f32"],
    [2, "f64"],
    [2, "funcref"],
    [1, "externref"],
  ]);
}

/** Bits of a value at which a machine may go wrong. */
export function edgeBits(dice: Dice, type: ValueType): bigint {
  switch (type) {
    case "i32":
      return BigInt(edge32(dice));
    case "f32":
      return BigInt(dice.chance(50) ? dice.pick(F32) : dice.u32());
    case "f64":
      return dice.chance(50) ? BigInt(dice.pick(F32)) << 32n : dice.u64();
    default:
      return edge64(dice);
  }
}

/** 0, 1, −1, 1/2, 2^31, a subnormal, infinity, a quiet and a signalling NaN. */
const F32 = [
  ...[0, 0x8000_0000, 0x3f80_0000, 0xbf80_0000, 0x3f00_0000, 0x4f00_0000, 1],
  ...[0x7f80_0000, 0x7fc0_0000, 0x7fa0_0001],
];

export const localGet = (index: number, type: ValueType): Node =>
  node(`local.get ${index}`, [0x20, ...unsigned(index)], [], [type]);
export const localSet = (index: number, type: ValueType): Node =>
  node(`local.set ${index}`, [0x21, ...unsigned(index)], [type], []);
export const localTee = (index: number, type: ValueType): Node =>
  node(`local.tee ${index}`, [0x22, ...unsigned(index)], [type], [type]);
export const globalGet = (index: number, type: ValueType): Node =>
  node(`global.get ${index}`, [0x23, ...unsigned(index)], [], [type]);
export const globalSet = (index: number, type: ValueType): Node =>
  node(`global.set ${index}`, [0x24, ...unsigned(index)], [type], []);
export const drop = (type: ValueType): Node => node("drop", [0x1a], [type], []);
export const refFunc = (index: number): Node =>
  node(`ref.func ${index}`, [0xd2, ...unsigned(index)], [], ["funcref"]);
export const refIsNull = (type: ValueType): Node => node("ref.is_null", [0xd1], [type], ["i32"]);
export const nop: Node = node("nop", [0x01]);
export const and = (): Node => node("i32.and", [0x71], ["i32", "i32"], ["i32"]);
export const or = (): Node => node("i32.or", [0x72], ["i32", "i32"], ["i32"]);
export const memorySize: Node = node("memory.size", [0x3f, 0], [], ["i32"]);

/** Growing by an amount that is made odd, because the machine refuses to grow by nothing, too. */
export const memoryGrow: Node = node("memory.grow", [0x41, 1, 0x72, 0x40, 0], ["i32"], ["i32"]);
export const tableGrow = (table: number): Node =>
  node(
    `table.grow ${table}`,
    [0x41, 1, 0x72, ...prefixed(15, ...unsigned(table))],
    ["funcref", "i32"],
    ["i32"],
  );

export function select(type: ValueType, withType: boolean): Node {
  const bytes = withType ? [0x1c, ...vector([[TYPE_CODES[type]]])] : [0x1b];
  return node("select", bytes, [type, type, "i32"], [type]);
}

const THREE: ValueType[] = ["i32", "i32", "i32"];

export const memoryFill: Node = node("memory.fill", prefixed(11, 0), THREE);
export const memoryCopy: Node = node("memory.copy", prefixed(10, 0, 0), THREE);
export const memoryInit = (segment: number): Node =>
  node(`memory.init ${segment}`, prefixed(8, ...unsigned(segment), 0), THREE);
export const dataDrop = (segment: number): Node =>
  node(`data.drop ${segment}`, prefixed(9, ...unsigned(segment)));
export const elementDrop = (segment: number): Node =>
  node(`elem.drop ${segment}`, prefixed(13, ...unsigned(segment)));
export const tableInit = (table: number, segment: number): Node =>
  node(`table.init ${table}`, prefixed(12, ...unsigned(segment), ...unsigned(table)), THREE);
export const tableCopy = (to: number, from: number): Node =>
  node(`table.copy ${to} ${from}`, prefixed(14, ...unsigned(to), ...unsigned(from)), THREE);
export const tableFill = (table: number): Node =>
  node(`table.fill ${table}`, prefixed(17, ...unsigned(table)), ["i32", "funcref", "i32"]);
export const tableSize = (table: number): Node =>
  node(`table.size ${table}`, prefixed(16, ...unsigned(table)), [], ["i32"]);
export const tableGet = (table: number): Node =>
  node(`table.get ${table}`, [0x25, ...unsigned(table)], ["i32"], ["funcref"]);
export const tableSet = (table: number): Node =>
  node(`table.set ${table}`, [0x26, ...unsigned(table)], ["i32", "funcref"]);

export const unreachable: Node = { ...node("unreachable", [0x00]), ends: true };

export function callNode(index: number, { params, results }: Signature): Node {
  return { name: `call ${index}`, bytes: [0x10, ...unsigned(index)], params, results };
}

export function callIndirect(table: number, type: Signature): TypeUse {
  return {
    name: `call_indirect ${table}`,
    bytes: [0x11],
    typeUse: type,
    after: unsigned(table),
    params: [...type.params, "i32"],
    results: type.results,
  };
}

export function branch(label: number, types: readonly ValueType[]): Node {
  const bytes = [0x0c, ...unsigned(label)];
  return { name: `br ${label}`, bytes, params: types, results: [], ends: true };
}

export function branchIf(label: number, types: readonly ValueType[]): Node {
  const bytes = [0x0d, ...unsigned(label)];
  return { name: `br_if ${label}`, bytes, params: [...types, "i32"], results: types };
}

export function branchTable(
  labels: readonly number[],
  otherwise: number,
  types: readonly ValueType[],
): Node {
  const bytes = [0x0e, ...vector(labels.map(unsigned)), ...unsigned(otherwise)];
  const name = `br_table ${[...labels, otherwise].join(" ")}`;
  return { name, bytes, params: [...types, "i32"], results: [], ends: true };
}

export function returnNode(results: readonly ValueType[]): Node {
  return { name: "return", bytes: [0x0f], params: results, results: [], ends: true };
}

/** Several instructions that are kept together, and kept. */
export function guard(name: string, parts: readonly Node[]): Node {
  return { name, bytes: parts.flatMap((part) => part.bytes), params: [], results: [], keep: true };
}

/** Takes one from an i32 counter; returns with zeros from the function when there is none left. */
export function countdown(
  name: string,
  read: Node,
  write: Node,
  results: readonly ValueType[],
): Node {
  const raw = (bytes: number[]): Node => node("", bytes);
  return guard(name, [
    read,
    raw([0x45, 0x04, 0x40]),
    ...results.map((type) => constant(type, 0n)),
    raw([0x0f, 0x0b]),
    read,
    raw([0x41, 1, 0x6b]),
    write,
  ]);
}
