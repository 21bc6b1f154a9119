/** Values of the scripts as the machine's words (docs/VM.md 3.1), and back. */
import type { StatusName } from "../../offchain/program/tables.ts";
import type { Value } from "./script.ts";

/** The word of an argument. */
export function wordOf({ type, value }: Value): bigint {
  if (value === undefined) throw new Error(`an argument of type ${type} without a value`);
  if (value === "null") return 0n;
  // A reference is its index + 1. The suite's external references are small numbers.
  return BigInt(value) + (type === "externref" || type === "funcref" ? 1n : 0n);
}

interface NanFormat {
  readonly exponent: bigint;
  /** The most significant bit of the fraction. */
  readonly quiet: bigint;
  readonly magnitude: bigint;
}

const NANS: Readonly<Record<string, NanFormat>> = {
  f32: { exponent: 0x7f80_0000n, quiet: 0x0040_0000n, magnitude: 0x7fff_ffffn },
  f64: {
    exponent: 0x7ff0_0000_0000_0000n,
    quiet: 0x0008_0000_0000_0000n,
    magnitude: 0x7fff_ffff_ffff_ffffn,
  },
};

/** Whether a word is what a script expects. */
export function matches(expected: Value, word: bigint): boolean {
  const { type, value } = expected;
  if (value === undefined) return type === "funcref" || type === "externref" ? word !== 0n : true;
  const nan = NANS[type];
  if (nan !== undefined && value.startsWith("nan:")) {
    const { exponent, quiet, magnitude } = nan;
    if (value === "nan:canonical") return (word & magnitude) === (exponent | quiet);
    return (word & (exponent | quiet)) === (exponent | quiet);
  }
  return word === wordOf(expected);
}

const TRAPS: readonly (readonly [text: string, status: StatusName])[] = [
  ["unreachable", "unreachable"],
  ["out of bounds memory access", "memoryOutOfBounds"],
  ["integer divide by zero", "divideByZero"],
  ["integer overflow", "integerOverflow"],
  ["invalid conversion to integer", "invalidConversion"],
  ["out of bounds table access", "tableOutOfBounds"],
  ["undefined element", "undefinedElement"],
  ["uninitialized element", "uninitializedElement"],
  ["indirect call type mismatch", "indirectCallTypeMismatch"],
  ["call stack exhausted", "stackOverflow"],
];

/** The trap that a script's text means. */
export function trapOf(text: string): StatusName {
  const found = TRAPS.find(([prefix]) => text.startsWith(prefix));
  if (found === undefined) throw new Error(`no trap is called ${JSON.stringify(text)}`);
  return found[1];
}
