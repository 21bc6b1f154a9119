import { foldOperands } from "./nodes.ts";
import type { ByteWriter } from "../bytes/writer.ts";

/** The low 32 bits of an operand, as a number. */
export function low32(value: bigint): number {
  return Number(value & 0xffff_ffffn);
}

/** Takes operands from the top of the running frame and writes each into the proof. */
export class OperandReader {
  /** Values taken so far, the topmost first. */
  readonly popped: bigint[] = [];
  readonly #writer: ByteWriter;
  readonly #operands: readonly bigint[];

  constructor(writer: ByteWriter, operands: readonly bigint[]) {
    this.#writer = writer;
    this.#operands = operands;
  }

  /** Operands not taken yet. */
  get left(): number {
    return this.#operands.length - this.popped.length;
  }

  take(count: number): void {
    for (let i = 0; i < count; i++) {
      const value = this.#operands[this.left - 1] as bigint;
      this.popped.push(value);
      this.#writer.u64(value);
    }
  }

  /** The chain under the values taken. */
  writeChain(): void {
    this.#writer.bytes(foldOperands(this.#operands.slice(0, this.left)));
  }
}
