/** A module as the writers of its bodies see it. */
import type { Dice } from "./dice.ts";
import type { GlobalSpec, ImportSpec } from "./module.ts";
import type { Sequence } from "./sequence.ts";
import type { Signature, ValueType } from "./wasm.ts";

/** What bodies may refer to. */
export interface Context {
  readonly floats: boolean;
  readonly imports: readonly ImportSpec[];
  /**
   * Signatures by function index, imports first, of what the module itself may call: a function that
   * renews the budget is not among them.
   */
  readonly functions: readonly Signature[];
  readonly pages: number;
  readonly tables: readonly number[];
  /** Global 0 is the budget of calls. */
  readonly globals: readonly GlobalSpec[];
  readonly dataLengths: readonly number[];
  readonly elementLengths: readonly number[];
}

/** Global that counts the calls that may still be made. */
export const BUDGET = 0;

/** What a part of a body needs of the writer of the whole. */
export interface OperandWriter {
  readonly dice: Dice;
  readonly context: Context;
  /** Pushes a value of the type. */
  operand(out: Sequence, type: ValueType): void;
  /** Sees to it that operands of these types are on top. */
  need(out: Sequence, types: readonly ValueType[]): void;
  /** Pushes an i32: below `bound`, or now and then the bound itself, or anything. */
  index(out: Sequence, bound: number): void;
}
