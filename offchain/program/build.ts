/** From a Wasm module to a package: the program, its commitment, and where instructions come from. */
import { nobleHasher } from "../hash/keccak.ts";
import type { Hasher } from "../hash/keccak.ts";
import { decodeModule } from "../module/decode.ts";
import type { Module } from "../module/types.ts";
import { commitProgram } from "./commit.ts";
import type { ProgramCommitment } from "./commit.ts";
import type { DebugInfo } from "./debug.ts";
import { lower } from "./lower.ts";
import type { LowerOptions } from "./lower.ts";
import type { Program } from "./program.ts";

export interface Package {
  readonly module: Module;
  readonly program: Program;
  readonly commitment: ProgramCommitment;
  readonly debug: DebugInfo;
}

/**
 * Decodes, validates, lowers and commits to a module (docs/VM.md 2).
 * @throws ModuleError or ProgramError, with the byte offset of what is refused.
 */
export function buildPackage(
  wasm: Uint8Array,
  options: LowerOptions = {},
  hasher: Hasher = nobleHasher,
): Package {
  const module = decodeModule(wasm);
  const { program, debug } = lower(module, options);
  return { module, program, debug, commitment: commitProgram(program, hasher) };
}
