/** Where the official core test suite is, and what its scripts say. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface SuiteCommand {
  readonly type: string;
  readonly line: number;
  readonly filename?: string;
  readonly text?: string;
  readonly module_type?: string;
}

/** The suite's folder: WASM_TESTSUITE, or ../shared/wasm-testsuite beside the repository. */
export const SUITE =
  process.env.WASM_TESTSUITE ?? join(import.meta.dirname, "../../../shared/wasm-testsuite");

/** File names of the scripts; undefined where there is no suite. */
export function suiteScripts(): string[] | undefined {
  if (!existsSync(SUITE)) return undefined;
  return readdirSync(SUITE).filter((name) => name.endsWith(".json"));
}

export function commandsOf(script: string): readonly SuiteCommand[] {
  const text = readFileSync(join(SUITE, script), "utf8");
  return (JSON.parse(text) as { commands: SuiteCommand[] }).commands;
}
