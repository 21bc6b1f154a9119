/** A module as the writers of its bodies see it. */
import type { GlobalSpec, ImportSpec } from "./module.ts";
import type { Signature } from "./wasm.ts";

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
