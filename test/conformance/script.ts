/** The scripts of the official core test suite, as `wast2json` writes them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A value as bits in decimal; `nan:…` for a set of NaNs, `null`, or nothing for any of its type. */
export interface Value {
  readonly type: string;
  readonly value?: string;
}

export interface Action {
  readonly type: "invoke" | "get";
  /** Name of the instance, `$` included; the last one made if left out. */
  readonly module?: string;
  readonly field: string;
  readonly args?: readonly Value[];
}

interface At {
  readonly line: number;
}

export type ActionCommand = At & {
  readonly type: "action" | "assert_return" | "assert_trap" | "assert_exhaustion";
  readonly action: Action;
  readonly expected?: readonly Value[];
  /** What the trap is called. */
  readonly text?: string;
};

export type ModuleCommand = At & {
  readonly type: "module" | "assert_uninstantiable" | "assert_unlinkable";
  readonly filename: string;
  readonly name?: string;
  readonly text?: string;
};

export type RefusalCommand = At & {
  readonly type: "assert_invalid" | "assert_malformed";
  readonly filename: string;
  readonly module_type: "binary" | "text";
  readonly text: string;
};

export type RegisterCommand = At & {
  readonly type: "register";
  readonly as: string;
  readonly name?: string;
};

export type Command = ActionCommand | ModuleCommand | RefusalCommand | RegisterCommand;

export interface Script {
  /** Without an ending, e.g. `memory_grow`. */
  readonly name: string;
  readonly commands: readonly Command[];
  /** The bytes of a module that a command names. */
  readonly module: (filename: string) => Uint8Array;
}

/** The folder is not the suite that this project is measured by. */
export class SuiteError extends Error {
  override readonly name = "SuiteError";
}

/** The suite's folder: WASM_TESTSUITE, or ../shared/wasm-testsuite beside the repository. */
export const SUITE_FOLDER =
  process.env.WASM_TESTSUITE ?? join(import.meta.dirname, "../../../shared/wasm-testsuite");

/** What the whole suite holds: another number means another suite, or part of one. */
export const WHOLE_SUITE = { scripts: 90, returnsAndTraps: 23_707 } as const;

export function suiteExists(folder: string = SUITE_FOLDER): boolean {
  return existsSync(folder);
}

/** Names of all scripts in the folder. */
export function scriptNames(folder: string = SUITE_FOLDER): string[] {
  if (!existsSync(folder)) {
    throw new SuiteError(
      `there is no folder ${folder}: pass the suite's by --suite or WASM_TESTSUITE`,
    );
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

const COMMANDS = [
  ...["module", "register", "action", "assert_return", "assert_trap", "assert_exhaustion"],
  ...["assert_invalid", "assert_malformed", "assert_unlinkable", "assert_uninstantiable"],
];
const VALUE_TYPES = ["i32", "i64", "f32", "f64", "funcref", "externref"];

/**
 * Reads a script.
 * @throws SuiteError if it is incomplete, or of a later version of WebAssembly.
 */
export function readScript(name: string, folder: string = SUITE_FOLDER): Script {
  const file = join(folder, `${name}.json`);
  let commands: readonly Command[];
  try {
    const script = JSON.parse(readFileSync(file, "utf8")) as { commands?: readonly Command[] };
    if (script.commands === undefined) throw new Error("it holds no commands");
    ({ commands } = script);
  } catch (error) {
    throw new SuiteError(`${file} cannot be read: ${(error as Error).message}; fetch it again`);
  }
  for (const command of commands) {
    const fault = faultOf(command, folder);
    if (fault !== undefined) throw new SuiteError(`${name}:${command.line}: ${fault}`);
  }
  return { name, commands, module: (filename) => readFileSync(join(folder, filename)) };
}

/** Whether a command is about text alone: its module was never made binary. */
export function isText(command: Command): boolean {
  return "module_type" in command && command.module_type === "text";
}

function faultOf(command: Command, folder: string): string | undefined {
  if (!COMMANDS.includes(command.type)) {
    return `the command ${JSON.stringify(command.type)} is of a later version of WebAssembly`;
  }
  if ("filename" in command && !isText(command) && !existsSync(join(folder, command.filename))) {
    return `${command.filename} is missing: the suite's folder is truncated; fetch it again`;
  }
  if (!("action" in command)) return undefined;
  const values = [...(command.action.args ?? []), ...(command.expected ?? [])];
  const later = values.find(({ type }) => !VALUE_TYPES.includes(type));
  return later === undefined
    ? undefined
    : `a value of type ${JSON.stringify(later.type)} is of a later version of WebAssembly`;
}
