/** Packages from files of WebAssembly. */
import { readFileSync } from "node:fs";

import { buildPackage } from "../program/build.ts";
import type { Package } from "../program/build.ts";
import type { LowerOptions } from "../program/lower.ts";
import { FileError, readableReason } from "./file-error.ts";

/**
 * Reads and builds the package of a module.
 * @throws FileError "unreadable" or "not-wasm"; ModuleError or ProgramError if it is refused.
 */
export function readPackage(path: string, options: LowerOptions = {}): Package {
  let wasm: Uint8Array;
  try {
    wasm = readFileSync(path);
  } catch (error) {
    throw new FileError("unreadable", path, `${path} cannot be read: ${readableReason(error)}.`);
  }
  if (
    wasm.length < 8 ||
    wasm[0] !== 0 ||
    wasm[1] !== 0x61 ||
    wasm[2] !== 0x73 ||
    wasm[3] !== 0x6d
  ) {
    throw new FileError(
      "not-wasm",
      path,
      `${path} is no WebAssembly module: it does not begin with "\\0asm". Compile the package first.`,
    );
  }
  return buildPackage(wasm, options);
}
