/** Random valid modules with the calls that are made of them. */
import { HOST_FUNCTIONS, HOST_MODULE } from "../../../offchain/program/tables.ts";
import { BodyWriter } from "./body.ts";
import type { Context } from "./context.ts";
import { BUDGET } from "./context.ts";
import { Dice } from "./dice.ts";
import type {
  DataSpec,
  ElementSpec,
  FunctionSpec,
  GlobalSpec,
  ImportSpec,
  ModuleSpec,
  Node,
} from "./module.ts";
import * as n from "./nodes.ts";
import type { Signature, ValueType } from "./wasm.ts";

export interface BlockSpec {
  readonly height: bigint;
  readonly transactions: readonly Uint8Array[];
}

/** A call of an exported function with arguments as bits. */
export interface Invocation {
  readonly function: number;
  readonly args: readonly bigint[];
}

export interface ModuleCase {
  readonly seed: number;
  readonly module: ModuleSpec;
  /** Calls of the gateway, one after the other. */
  readonly blocks: readonly BlockSpec[];
  /** Calls of functions on a fresh instance. */
  readonly invocations: readonly Invocation[];
}

/** Calls that one call from outside may lead to. */
const CALLS = 15;

/** The case that a seed stands for, the same for ever in one version of this generator. */
export function moduleCase(seed: number, floats = false): ModuleCase {
  const dice = new Dice(seed);
  const imports = importSpecs(dice);
  const signatures: Signature[] = [...imports];
  const inner = dice.between(2, 5);
  const some = (most: number): ValueType[] =>
    Array.from({ length: dice.below(most + 1) }, () => n.anyType(dice));
  for (let i = 0; i < inner; i++) signatures.push({ params: some(4), results: some(3) });
  const wrapped = Array.from({ length: inner }, (_, i) => imports.length + i);
  const wrappers = wrapped.map((index) => wrapperSignature(signatures[index]!));
  const nothing: Signature = { params: [], results: [] };
  const starts = dice.chance(15);

  const tables = Array.from({ length: dice.below(3) }, () => dice.pick([0, 1, 4, 7, 12]));
  const pages = dice.pick([0, 1, 1, 1, 1, 1, 2]);
  const data = dataSpecs(dice, pages);
  const elements = elementSpecs(dice, tables, signatures.length);
  const context: Context = {
    floats,
    imports,
    functions: signatures,
    pages,
    tables,
    globals: globalSpecs(dice, signatures.length),
    dataLengths: data.map(({ bytes }) => bytes.length),
    elementLengths: elements.map(({ items }) => items.length),
  };
  const reset = n.guard("budget", [n.i32(CALLS), n.globalSet(BUDGET, "i32")]);
  const outer = (size: number): FunctionSpec =>
    new BodyWriter(dice, context, nothing).write(size, [reset]);
  const functions = [
    ...wrapped.map((index) => innerFunction(dice, context, signatures[index]!)),
    ...wrapped.map((index) => wrapper(dice, signatures[index]!, index, reset)),
    outer(dice.between(4, 30)),
    ...(starts ? [outer(6)] : []),
  ];
  const gateway = imports.length + 2 * inner;
  const module: ModuleSpec = {
    ...{ imports, functions, pages, tables, data, elements, gateway },
    globals: context.globals,
    ...(starts ? { start: gateway + 1 } : {}),
  };
  return {
    seed,
    module,
    blocks: Array.from({ length: dice.between(1, 3) }, () => blockSpec(dice)),
    invocations: Array.from({ length: dice.between(2, 5) }, () => {
      const which = dice.below(inner);
      const { params } = wrappers[which]!;
      const args = params.map((type) => n.edgeBits(dice, type));
      return { function: imports.length + inner + which, args };
    }),
  };
}

/** All host functions but the clock, which another machine cannot know; one that does not exist. */
function importSpecs(dice: Dice): ImportSpec[] {
  const known = HOST_FUNCTIONS.filter((row, k) => k > 0 && row.name !== "time").map((row) => ({
    module: HOST_MODULE,
    name: row.name,
    params: row.params,
    results: row.results,
  }));
  const few = known.filter(() => dice.chance(60));
  const unknown: ImportSpec = { module: "env", name: "missing", params: ["i32"], results: ["i64"] };
  return [...(few.length > 0 ? few : known), unknown];
}

/** Arguments from outside are integers; references inside are made up. */
function wrapperSignature({ params, results }: Signature): Signature {
  return { params: params.filter((type) => type === "i32" || type === "i64"), results };
}

function innerFunction(dice: Dice, context: Context, signature: Signature): FunctionSpec {
  const read = n.globalGet(BUDGET, "i32");
  const write = n.globalSet(BUDGET, "i32");
  const guard = n.countdown("call", read, write, signature.results);
  return new BodyWriter(dice, context, signature).write(dice.between(2, 25), [guard]);
}

function wrapper(dice: Dice, callee: Signature, index: number, reset: Node): FunctionSpec {
  const own = wrapperSignature(callee);
  let next = 0;
  const args = callee.params.map((type) => {
    if (type === "i32" || type === "i64") return n.localGet(next++, type);
    return n.constant(type, n.edgeBits(dice, type));
  });
  return { ...own, locals: [], body: [reset, ...args, n.callNode(index, callee)] };
}

function globalSpecs(dice: Dice, functions: number): GlobalSpec[] {
  const budget: GlobalSpec = { type: "i32", mutable: true, initial: n.i32(CALLS).bytes };
  const others = Array.from({ length: dice.below(7) }, (): GlobalSpec => {
    const type = n.anyType(dice);
    const initial =
      type === "funcref" && dice.chance(50)
        ? n.refFunc(dice.below(functions))
        : n.constant(type, n.edgeBits(dice, type));
    return { type, mutable: dice.chance(80), initial: initial.bytes };
  });
  return [budget, ...others];
}

function dataSpecs(dice: Dice, pages: number): DataSpec[] {
  return Array.from({ length: dice.below(4) }, () => {
    const bytes = dice.bytes(dice.pick([0, 1, 31, 32, 33, 100]));
    const last = 65_536 * pages - bytes.length;
    const inside = dice.chance(98) && last >= 0;
    if (dice.chance(50) || (!inside && dice.chance(90))) return { at: undefined, bytes };
    return { at: inside ? dice.below(last + 1) : last + dice.below(3) + 1, bytes };
  });
}

function elementSpecs(dice: Dice, tables: readonly number[], functions: number): ElementSpec[] {
  return Array.from({ length: dice.below(4) }, () => {
    const items = Array.from({ length: dice.below(6) }, () => dice.below(functions + 1) - 1);
    const table = dice.below(Math.max(1, tables.length));
    const last = (tables[table] ?? -1) - items.length;
    const mode = dice.pick(["active", "passive", "passive", "declarative"] as const);
    const fits = last >= 0 || (tables.length > 0 && dice.chance(5));
    if (mode !== "active" || fits) {
      const at = Math.max(0, dice.chance(98) ? dice.below(Math.max(0, last) + 1) : last + 1);
      return { mode, table, at, items };
    }
    return { mode: "passive", table, at: 0, items };
  });
}

function blockSpec(dice: Dice): BlockSpec {
  const transactions = Array.from({ length: dice.between(1, 3) }, () => dice.bytes(dice.below(50)));
  return { height: BigInt(dice.below(100_000)), transactions };
}
