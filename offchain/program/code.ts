/** Instruction leaves written one after the other, with what debugging wants to know of each. */
import { ProgramError } from "./errors.ts";
import { LEAF_BYTES } from "./program.ts";
import { LIMITS } from "./tables.ts";

/** Immediates of an instruction; those left out are zero. */
export interface Immediates {
  readonly a?: number;
  readonly b?: number;
  readonly c?: number;
  readonly d?: number;
  readonly e?: number;
  readonly imm?: bigint;
}

/** Stands for the Wasm offset of an instruction that has no counterpart in the module. */
export const NO_OFFSET = 0xffff_ffff;

const FIELD_A = 4;
const FIELD_D = 16;
const FIELD_E = 20;
const FIELD_IMM = 24;

export class CodeWriter {
  #leaves = new Uint8Array(1024 * LEAF_BYTES);
  #view = new DataView(this.#leaves.buffer);
  #offsets = new Uint32Array(1024);
  #length = 0;

  /** Program index of the next instruction. */
  get pc(): number {
    return this.#length;
  }

  /**
   * Appends an instruction.
   * @param offset Byte offset of its origin in the module.
   * @returns Its program index.
   * @throws ProgramError `code-length`.
   */
  emit(op: number, immediates: Immediates, offset: number = NO_OFFSET): number {
    const pc = this.#length;
    if (pc === this.#offsets.length) this.#grow();
    const at = pc * LEAF_BYTES;
    const { a, b, c, d, e, imm } = immediates;
    this.#leaves[at] = op;
    if (a !== undefined) this.#view.setUint32(at + FIELD_A, a);
    if (b !== undefined) this.#view.setUint32(at + FIELD_A + 4, b);
    if (c !== undefined) this.#view.setUint32(at + FIELD_A + 8, c);
    if (d !== undefined) this.#view.setUint32(at + FIELD_D, d);
    if (e !== undefined) this.#view.setUint32(at + FIELD_E, e);
    if (imm !== undefined) this.#view.setBigUint64(at + FIELD_IMM, imm);
    this.#offsets[pc] = offset;
    this.#length++;
    return pc;
  }

  opAt(pc: number): number {
    return this.#leaves[pc * LEAF_BYTES]!;
  }

  immediateE(pc: number): number {
    return this.#view.getUint32(pc * LEAF_BYTES + FIELD_E);
  }

  /** Sets a target that was not known when the instruction was written. */
  setA(pc: number, a: number): void {
    this.#view.setUint32(pc * LEAF_BYTES + FIELD_A, a);
  }

  setD(pc: number, d: number): void {
    this.#view.setUint32(pc * LEAF_BYTES + FIELD_D, d);
  }

  /** The leaves written, 32 bytes each. */
  leaves(): Uint8Array {
    return this.#leaves.slice(0, this.#length * LEAF_BYTES);
  }

  /** Offset in the module by program index; NO_OFFSET where there is none. */
  offsets(): Uint32Array {
    return this.#offsets.slice(0, this.#length);
  }

  #grow(): void {
    if (this.#length >= LIMITS.instructions) {
      throw new ProgramError(
        "code-length",
        `the program has more than ${LIMITS.instructions} instructions: build a smaller module`,
      );
    }
    const leaves = new Uint8Array(2 * this.#leaves.length);
    leaves.set(this.#leaves);
    this.#leaves = leaves;
    this.#view = new DataView(leaves.buffer);
    const offsets = new Uint32Array(2 * this.#offsets.length);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
  }
}
