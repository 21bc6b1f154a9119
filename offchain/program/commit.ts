/** The commitment to a program, H_Ψ, and the trees that proofs open (docs/VM.md 2.4). */
import { concat } from "../bytes/concat.ts";
import { ByteWriter, word } from "../bytes/writer.ts";
import { nobleHasher } from "../hash/keccak.ts";
import type { Hasher } from "../hash/keccak.ts";
import { MerkleTree } from "../merkle/tree.ts";
import { packWords } from "../merkle/words.ts";
import { checkWellFormed, codeLength, LEAF_BYTES } from "./program.ts";
import type { FunctionFacts, Program } from "./program.ts";
import { TAGS } from "./tables.ts";

export interface ProgramCommitment {
  /** H_Ψ, 32 bytes. */
  readonly programHash: Uint8Array;
  readonly codeLength: number;
  readonly code: MerkleTree;
  /** 148 bytes. */
  readonly facts: Uint8Array;
  /** H(facts), 32 bytes. */
  readonly factsHash: Uint8Array;
  readonly functionCount: number;
  readonly functions: MerkleTree;
  readonly dataLeaves: number;
  readonly data: MerkleTree;
  readonly elementCount: number;
  readonly elements: MerkleTree;
}

/**
 * @param hasher A faster one than noble's, where there is one.
 * @throws ProgramError if the program is not well-formed.
 */
export function commitProgram(program: Program, hasher: Hasher = nobleHasher): ProgramCommitment {
  checkWellFormed(program);
  const code = new MerkleTree(program.code, hasher);
  const functions = new MerkleTree(functionLeaves(program.functions), hasher);
  const data = new MerkleTree(program.data, hasher);
  const elements = new MerkleTree(packWords(program.elements), hasher);
  const facts = encodeFacts(program, functions.root, data.root, elements.root);
  const factsHash = hasher.hash(facts);
  const length = codeLength(program);
  const head = word((BigInt(TAGS.program) << 248n) + BigInt(length));
  return {
    programHash: hasher.hash(concat(head, code.root, factsHash)),
    codeLength: length,
    code,
    facts,
    factsHash,
    functionCount: program.functions.length,
    functions,
    dataLeaves: program.data.length / LEAF_BYTES,
    data,
    elementCount: program.elements.length,
    elements,
  };
}

/** The thirteen numbers with which `facts` begins. */
export function factNumbers(program: Program): number[] {
  return [
    program.version,
    program.memoryPages,
    program.maxFrames,
    program.maxSlots,
    program.gatewayEntry,
    program.gatewayLocals,
    program.frameHeight,
    program.globals,
    program.tableSlots,
    program.segments,
    program.functions.length,
    program.data.length / LEAF_BYTES,
    program.elements.length,
  ];
}

function encodeFacts(program: Program, ...roots: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter(148);
  for (const number of factNumbers(program)) writer.u32(number);
  for (const root of roots) writer.bytes(root);
  return writer.finish();
}

function functionLeaves(functions: readonly FunctionFacts[]): Uint8Array {
  const leaves = new Uint8Array(functions.length * LEAF_BYTES);
  const view = new DataView(leaves.buffer);
  functions.forEach((facts, index) => {
    const { typeId, entry, params, locals, height } = facts;
    [typeId, entry, params, locals, height].forEach((value, i) => {
      view.setUint32(index * LEAF_BYTES + 4 * i, value);
    });
  });
  return leaves;
}
