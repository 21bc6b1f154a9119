/** Runs one exported function of a module, outside of any block: for authors and measurements. */
import { Interpreter } from "../machine/interpreter.ts";
import { MachineError } from "../machine/errors.ts";
import { functionTypeOf, VALUE_TYPES } from "../module/types.ts";
import type { Package } from "../program/build.ts";

/** Integers as they are written; a result is undefined if the function trapped. */
export interface ExportRun {
  readonly machine: Interpreter;
  readonly results: readonly string[] | undefined;
}

/**
 * @param values Arguments as decimal integers.
 * @param fuel What the prologue and the function may use together.
 * @throws MachineError "no-such-function" or "wrong-arguments".
 */
export function runExport(
  engine: WebAssembly.Module,
  pack: Package,
  name: string,
  values: readonly string[],
  fuel: bigint,
): ExportRun {
  const { module, program } = pack;
  const exported = module.exports.find((e) => e.kind === "function" && e.name === name);
  if (exported === undefined) {
    const names = module.exports.filter((e) => e.kind === "function").map((e) => e.name);
    throw new MachineError(
      "no-such-function",
      `No function is exported as ${name}. There are: ${names.join(", ") || "none"}.`,
    );
  }
  const type = functionTypeOf(module, exported.index);
  const machine = Interpreter.create(engine, program);
  const results = machine.invoke(exported.index, values.map(argument), fuel);
  return { machine, results: results?.map((value, i) => resultText(value, type.results[i])) };
}

function argument(text: string): bigint {
  if (!/^-?\d+$/.test(text.trim())) {
    throw new MachineError("wrong-arguments", `${text} is not a decimal integer.`);
  }
  return BigInt(text.trim());
}

function resultText(value: bigint, type: number | undefined): string {
  return (
    type === VALUE_TYPES.i32 ? BigInt.asIntN(32, value) : BigInt.asIntN(64, value)
  ).toString();
}
