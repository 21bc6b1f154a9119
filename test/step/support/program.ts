/** Programs assembled by hand, also such that no compiler would make (docs/VM.md 2.3, 2.4). */
import { keccak_256 } from "@noble/hashes/sha3.js";

import type { TreeView } from "../../../offchain/machine/state.ts";
import { encodeInstruction, instruction } from "../../../offchain/program/instruction.ts";
import type { Instruction } from "../../../offchain/program/instruction.ts";
import type { FunctionFacts, Program } from "../../../offchain/program/program.ts";
import { opcode, VM_VERSION } from "../../../offchain/program/tables.ts";

import type { ProgramView } from "../../../offchain/proof/program-view.ts";
import { word } from "./hash.ts";
import { depthOf, sparseTree, wordArray } from "./sparse-tree.ts";

export interface ProgramParts {
  readonly code: readonly Instruction[];
  /** Number of instructions, if more than are given: the rest are zeros. */
  readonly codeLength?: number;
  /** Index of the first one given; 0 if left out. */
  readonly firstPc?: number;
  readonly memoryPages: number;
  readonly maxFrames: number;
  readonly maxSlots: number;
  readonly gatewayEntry: number;
  readonly gatewayLocals: number;
  readonly frameHeight: number;
  readonly globals: number;
  readonly tableSlots: number;
  readonly segments: number;
  readonly functions: readonly FunctionFacts[];
  /** Leaves of 32 bytes. */
  readonly data: readonly Uint8Array[];
  readonly elements: readonly bigint[];
}

export const SMALL_PROGRAM: ProgramParts = {
  code: [],
  memoryPages: 1,
  maxFrames: 4,
  maxSlots: 100,
  gatewayEntry: 1,
  gatewayLocals: 3,
  frameHeight: 20,
  globals: 9,
  tableSlots: 10,
  segments: 6,
  functions: [],
  data: [],
  elements: [],
};

/** `i32.add`, or with immediates, `br {a: 3, b: 1, c: 2}`. */
export function op(name: string, fields: Partial<Omit<Instruction, "op">> = {}): Instruction {
  return instruction(opcode(name), fields);
}

function indexed<T>(values: readonly T[], first = 0): Map<number, T> {
  return new Map(values.map((value, i) => [first + i, value]));
}

function rootOf(tree: TreeView): Uint8Array {
  return tree.node(tree.depth, 0);
}

function functionLeaf(f: FunctionFacts): Uint8Array {
  const leaf = new Uint8Array(32);
  const view = new DataView(leaf.buffer);
  [f.typeId, f.entry, f.params, f.locals, f.height].forEach((v, i) => view.setUint32(4 * i, v));
  return leaf;
}

/** The program's trees and its facts. */
export function assemble(parts: ProgramParts): ProgramView {
  const codeLength = parts.codeLength ?? parts.code.length;
  const instructions = indexed(parts.code.map(encodeInstruction), parts.firstPc);
  const code = sparseTree(depthOf(codeLength), instructions);
  const functions = sparseTree(
    depthOf(parts.functions.length),
    indexed(parts.functions.map(functionLeaf)),
  );
  const data = sparseTree(depthOf(parts.data.length), indexed(parts.data));
  const elements = wordArray(parts.elements.length, indexed(parts.elements));

  const facts = new Uint8Array(148);
  const view = new DataView(facts.buffer);
  [
    VM_VERSION,
    parts.memoryPages,
    parts.maxFrames,
    parts.maxSlots,
    parts.gatewayEntry,
    parts.gatewayLocals,
    parts.frameHeight,
    parts.globals,
    parts.tableSlots,
    parts.segments,
    parts.functions.length,
    parts.data.length,
    parts.elements.length,
  ].forEach((v, i) => view.setUint32(4 * i, v));
  facts.set(rootOf(functions), 52);
  facts.set(rootOf(data), 84);
  facts.set(rootOf(elements), 116);
  return {
    codeLength,
    code,
    facts,
    factsHash: keccak_256(facts),
    functionCount: parts.functions.length,
    functions,
    dataLeaves: parts.data.length,
    data,
    elementCount: parts.elements.length,
    elements,
  };
}

/** H_Ψ. */
export function programHash(program: ProgramView): Uint8Array {
  const head = word((0x20n << 248n) | BigInt(program.codeLength));
  const bytes = new Uint8Array(96);
  bytes.set(head);
  bytes.set(rootOf(program.code), 32);
  bytes.set(program.factsHash, 64);
  return keccak_256(bytes);
}

/** The same program as the machine takes it. */
export function programOf(parts: ProgramParts): Program {
  const { code: given, firstPc = 0, codeLength = given.length, data, elements, ...rest } = parts;
  const code = new Uint8Array(32 * codeLength);
  given.forEach((i, index) => code.set(encodeInstruction(i), 32 * (firstPc + index)));
  return {
    ...rest,
    version: VM_VERSION,
    code,
    data: Uint8Array.from(data.flatMap((leaf) => [...leaf])),
    elements: BigUint64Array.from(elements),
  };
}
