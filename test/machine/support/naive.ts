/**
 * H_VM computed from nothing but values, with noble, in the plainest way that docs/VM.md 3 allows:
 * the oracle of the interpreter's incremental hash. The frames chain is not part of a state's values;
 * `FrameWatch` follows it from step to step.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat } from "../../../offchain/bytes/concat.ts";
import { word } from "../../../offchain/bytes/writer.ts";
import type { Interpreter } from "../../../offchain/machine/interpreter.ts";
import type { WordArrayView } from "../../../offchain/machine/state.ts";

const Z = new Uint8Array(32);
const h2 = (a: Uint8Array, b: Uint8Array): Uint8Array => keccak_256(concat(a, b));
const head = (tag: number, size: bigint): Uint8Array => word((BigInt(tag) << 248n) + size);

/** Root over leaves, padded with `pad` to the next power of two. */
function root(leaves: readonly Uint8Array[], pad: Uint8Array): Uint8Array {
  let width = 1;
  while (width < leaves.length) width *= 2;
  let level = Array.from({ length: width }, (_, i) => leaves[i] ?? pad);
  while (level.length > 1) {
    level = level.filter((_, i) => i % 2 === 0).map((left, i) => h2(left, level[2 * i + 1]!));
  }
  return level[0]!;
}

/** The values of a word array, read from its leaves. */
export function valuesOf(array: WordArrayView): bigint[] {
  return Array.from({ length: array.count }, (_, i) => {
    const leaf = array.node(0, Math.floor(i / 4));
    return new DataView(leaf.buffer, leaf.byteOffset).getBigUint64(8 * (i % 4));
  });
}

function wordRoot(values: readonly bigint[]): Uint8Array {
  const leaves: Uint8Array[] = [];
  for (let i = 0; i < values.length; i += 4) {
    const leaf = new Uint8Array(32);
    const view = new DataView(leaf.buffer);
    values.slice(i, i + 4).forEach((value, k) => view.setBigUint64(8 * k, value));
    leaves.push(leaf);
  }
  return root(leaves, Z);
}

export function operandsChain(values: readonly bigint[]): Uint8Array {
  return values.reduce<Uint8Array>((chain, value) => h2(chain, word(value)), Z);
}

function operandsLeaf(values: readonly bigint[]): Uint8Array {
  return h2(head(1, BigInt(values.length)), operandsChain(values));
}

function localsLeaf(values: readonly bigint[]): Uint8Array {
  return h2(head(3, BigInt(values.length)), wordRoot(values));
}

function memoryRoot(machine: Interpreter): Uint8Array {
  const { pages } = machine.memory;
  const bytes = machine.readMemory(0, 65_536 * pages);
  const cache = new Map<string, Uint8Array>();
  const chunkNode = (chunk: Uint8Array, stamp: bigint): Uint8Array => {
    const leaves = Array.from({ length: 128 }, (_, i) => chunk.subarray(32 * i, 32 * i + 32));
    const key = Buffer.from(chunk).toString("latin1");
    let chunkRoot = cache.get(key);
    if (chunkRoot === undefined) cache.set(key, (chunkRoot = root(leaves, Z)));
    return h2(chunkRoot, word(stamp));
  };
  const nodes = Array.from({ length: 16 * pages }, (_, i) =>
    chunkNode(bytes.subarray(4096 * i, 4096 * i + 4096), machine.memory.stamp(i)),
  );
  return root(nodes, chunkNode(new Uint8Array(4096), 0n));
}

/** Follows the frames chain of a machine that makes one step at a time. */
export class FrameWatch {
  readonly #chains: Uint8Array[] = [Z];
  #locals: readonly bigint[] = [];
  #operands: readonly bigint[] = [];
  #slots = 0;

  get chain(): Uint8Array {
    return this.#chains.at(-1);
  }

  /** To be told of the state after each step, and of the one before the first. */
  see(machine: Interpreter): void {
    const depth = machine.framesDepth;
    if (depth === 0) this.#chains.length = 1;
    while (this.#chains.length - 1 > depth) this.#chains.pop();
    if (this.#chains.length - 1 < depth) this.#push(machine);
    this.#locals = valuesOf(machine.locals);
    this.#operands = machine.operands;
    this.#slots = machine.slots;
  }

  #push(machine: Interpreter): void {
    const top = machine.topFrame!;
    // The arguments (and, of call_indirect, the index) are gone from the caller's operands.
    const operands = this.#operands.slice(0, top.operandDepth);
    const first = this.#chains.length === 1;
    const back = (top.returnPc << 32n) + BigInt(first ? 0 : this.#slots);
    const leaves = concat(
      localsLeaf(first ? [] : this.#locals),
      operandsLeaf(first ? [] : operands),
    );
    this.#chains.push(keccak_256(concat(this.chain, word(back), leaves)));
  }
}

/** H_VM of the present state; `framesChain` is that of a `FrameWatch`. */
export function naiveHash(machine: Interpreter, framesChain: Uint8Array): Uint8Array {
  const { globals, tables, dropped, memory, input } = machine;
  const array = (tag: number, words: WordArrayView): Uint8Array =>
    h2(head(tag, BigInt(words.count)), wordRoot(valuesOf(words)));
  const size = (BigInt(machine.framesDepth) << 32n) + BigInt(machine.slots);
  const leaves = [
    word(BigInt(machine.status)),
    word(machine.pc),
    word(machine.eic),
    word(machine.tf),
    word(machine.limit),
    operandsLeaf(machine.operands),
    h2(head(2, size), framesChain),
    localsLeaf(valuesOf(machine.locals)),
    h2(head(4, BigInt(memory.pages)), memoryRoot(machine)),
    word(machine.callIndex),
    array(5, globals),
    array(6, tables),
    array(7, dropped),
    h2(head(8, (BigInt(input.txCount) << 64n) + input.height), input.dataHash),
    Z,
    Z,
  ];
  return root(leaves, Z);
}
