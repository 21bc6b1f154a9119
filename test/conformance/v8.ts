/**
 * Runs a script on V8, as a witness that the script is read and expects what it should. V8 gets the
 * modules as they are. Floats go in and out as bits, through small modules that reinterpret them:
 * JavaScript's numbers do not keep the bits of every NaN.
 */
import { ByteWriter } from "../../offchain/bytes/writer.ts";
import {
  functionType,
  name as writeName,
  section,
  sized,
  varU32,
} from "../../offchain/link/encode.ts";
import { readUnlinked } from "../../offchain/link/read.ts";
import { functionImports } from "../../offchain/link/unlinked.ts";
import { VALUE_TYPES } from "../../offchain/module/types.ts";
import type { FunctionType, ValueType } from "../../offchain/module/types.ts";
import { judge } from "./interpret.ts";
import type { CallOutcome } from "./machine.ts";
import type { Outcome } from "./outcome.ts";
import type {
  Action,
  ActionCommand,
  Command,
  ModuleCommand,
  RefusalCommand,
  Script,
} from "./script.ts";
import { SPECTEST, SPECTEST_PARTS } from "./spectest.ts";
import { trapOf, wordOf } from "./values.ts";

const { i32, i64, f32, f64, externref } = VALUE_TYPES;

interface V8Instance {
  readonly exports: Readonly<Record<string, WebAssembly.ExportValue>>;
  /** By exported function. */
  readonly types: ReadonlyMap<string, FunctionType>;
}

/** Runs all commands with results or traps, and all instantiations. */
export function witness(script: Script): Outcome[] {
  const run = new V8Run(script);
  const outcomes: Outcome[] = [];
  for (const command of script.commands) {
    if (command.type === "register") run.register(command.as, command.name);
    else if (!isRefusal(command)) {
      const detail = "action" in command ? run.act(command) : run.instantiate(command);
      const verdict = detail === "" ? "passed" : "failed";
      outcomes.push({ command, verdict, detail, mismatches: [] });
    }
  }
  return outcomes;
}

/** V8 knows later versions of WebAssembly, so it accepts more. */
function isRefusal(command: Command): command is RefusalCommand {
  return command.type === "assert_invalid" || command.type === "assert_malformed";
}

class V8Run {
  readonly #script: Script;
  readonly #registered: Record<string, WebAssembly.ModuleImports> = { [SPECTEST]: spectest() };
  readonly #named = new Map<string, V8Instance>();
  #last: V8Instance = { exports: {}, types: new Map() };

  constructor(script: Script) {
    this.#script = script;
  }

  register(as: string, name: string | undefined): void {
    const instance = name === undefined ? this.#last : this.#named.get(name)!;
    this.#registered[as] = instance.exports;
  }

  instantiate(command: ModuleCommand): string {
    const bytes = this.#script.module(command.filename);
    const error = attempt(() => {
      const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
      const { exports } = new WebAssembly.Instance(module, this.#registered);
      if (command.type !== "module") return;
      this.#last = { exports, types: exportedTypes(bytes) };
      if (command.name !== undefined) this.#named.set(command.name, this.#last);
    });
    if (command.type === "module") return error === undefined ? "" : textOf(error);
    const due =
      command.type === "assert_unlinkable"
        ? [WebAssembly.LinkError, TypeError]
        : [WebAssembly.RuntimeError];
    if (due.some((kind) => error instanceof kind)) return "";
    return `ended with ${textOf(error)}`;
  }

  act(command: ActionCommand): string {
    const { module } = command.action;
    const instance = module === undefined ? this.#last : this.#named.get(module)!;
    let outcome: CallOutcome | undefined;
    const error = attempt(() => (outcome = perform(instance, command.action)));
    if (outcome !== undefined) return judge(command, outcome);
    // V8 has its own words for traps: that there is one has to do.
    const trapped = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    if (!trapped) return textOf(error);
    const expected = command.type === "assert_trap" || command.type === "assert_exhaustion";
    return judge(command, { trap: expected ? trapOf(command.text ?? "") : "unreachable" });
  }
}

function attempt(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : "success";
}

function spectest(): WebAssembly.ModuleImports {
  const parts = [...SPECTEST_PARTS.values()].map((bytes) => {
    const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
    return new WebAssembly.Instance(module).exports;
  });
  return Object.assign({}, ...parts) as WebAssembly.ModuleImports;
}

function exportedTypes(bytes: Uint8Array): Map<string, FunctionType> {
  const module = readUnlinked(bytes);
  const functions = [...functionImports(module), ...module.own.functions];
  return new Map(
    module.own.exports.flatMap(({ name, kind, index }) =>
      kind === "function" ? [[name, module.own.types[functions[index]!.type]!]] : [],
    ),
  );
}

type WasmFunction = (...args: readonly unknown[]) => unknown;

function perform({ exports, types }: V8Instance, { type, field, args }: Action): CallOutcome {
  if (type === "get") {
    return { results: [fromHost((exports[field] as { readonly value: unknown }).value)] };
  }
  const signature = types.get(field)!;
  const call = onBits(exports[field] as WasmFunction, signature);
  const values = (args ?? []).map((value, i) => toHost(wordOf(value), signature.params[i]!));
  const returned = call(...values);
  const { length } = signature.results;
  const results = length === 0 ? [] : length === 1 ? [returned] : [...(returned as unknown[])];
  return { results: results.map(fromHost) };
}

/** External references, of which each is one object. */
const references = new Map<bigint, { readonly word: bigint }>();

function toHost(word: bigint, type: ValueType): unknown {
  if (type === i64 || type === f64) return BigInt.asIntN(64, word);
  if (type !== externref) return type === i32 || type === f32 ? Number(word) | 0 : null;
  if (word === 0n) return null;
  const known = references.get(word) ?? { word };
  references.set(word, known);
  return known;
}

function fromHost(value: unknown): bigint {
  if (typeof value === "number") {
    // Floats come as bits, but for those of exported globals, which no script asks for.
    if (!Number.isInteger(value)) throw new Error(`no bits of ${value}`);
    return BigInt(value >>> 0);
  }
  if (typeof value === "bigint") return BigInt.asUintN(64, value);
  if (value === null) return 0n;
  // Of a function only that it is one is ever asked.
  return typeof value === "function" ? 1n : (value as { word: bigint }).word;
}

const converters = new Map<string, WebAssembly.Module>();

/** A function that takes and gives the bits of floats as integers. */
function onBits(inner: WasmFunction, type: FunctionType): WasmFunction {
  if (![...type.params, ...type.results].some((one) => one === f32 || one === f64)) return inner;
  const key = JSON.stringify(type);
  const module = converters.get(key) ?? new WebAssembly.Module(converter(type));
  converters.set(key, module);
  const instance = new WebAssembly.Instance(module, { m: { f: inner } });
  return instance.exports.g as WasmFunction;
}

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const TO_BITS: Partial<Record<ValueType, number>> = { [f32]: 0xbc, [f64]: 0xbd };
const FROM_BITS: Partial<Record<ValueType, number>> = { [f32]: 0xbe, [f64]: 0xbf };

function bitsOf(type: ValueType): ValueType {
  return type === f32 ? i32 : type === f64 ? i64 : type;
}

/** A module that exports `g`, which calls the imported `m.f` and reinterprets floats both ways. */
function converter(type: FunctionType): Uint8Array<ArrayBuffer> {
  const { params, results } = type;
  const outer = { params: params.map(bitsOf), results: results.map(bitsOf) };
  const body = new ByteWriter();
  varU32(body, results.length);
  for (const one of results) body.u8(1).u8(one);
  const convert = (conversion: number | undefined): void => {
    if (conversion !== undefined) body.u8(conversion);
  };
  params.forEach((one, i) => {
    varU32(body.u8(LOCAL_GET), i);
    convert(FROM_BITS[one]);
  });
  body.u8(0x10).u8(0);
  for (let i = results.length - 1; i >= 0; i--) varU32(body.u8(LOCAL_SET), params.length + i);
  results.forEach((one, i) => {
    varU32(body.u8(LOCAL_GET), params.length + i);
    convert(TO_BITS[one]);
  });
  body.u8(0x0b);
  const writer = new ByteWriter().bytes(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  section(writer, 1, [type, outer], functionType);
  section(writer, 2, ["f"], (w, field) => {
    writeName(w, "m");
    writeName(w, field);
    w.u8(0).u8(0);
  });
  section(writer, 3, [1], varU32);
  section(writer, 7, ["g"], (w, field) => {
    writeName(w, field);
    w.u8(0).u8(1);
  });
  section(writer, 10, [body.finish()], sized);
  return writer.finish() as Uint8Array<ArrayBuffer>;
}
