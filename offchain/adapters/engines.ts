/** The interpreter's two builds, as set-up leaves them. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { FileError } from "./file-error.ts";

const BUILD = resolve(import.meta.dirname, "../../build");

/**
 * Compiles a build of the interpreter.
 * @param build `checked` makes every check, for programs that nobody has validated.
 * @throws FileError "unreadable" if set-up has not built it.
 */
export function readEngine(build: "checked" | "unchecked"): WebAssembly.Module {
  const path = resolve(
    BUILD,
    build === "checked" ? "interpreter-checked.wasm" : "interpreter.wasm",
  );
  try {
    return new WebAssembly.Module(readFileSync(path));
  } catch {
    throw new FileError(
      "unreadable",
      path,
      "The interpreter is not built: run `npm run build:wasm`.",
    );
  }
}
