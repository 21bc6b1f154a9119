/** Reads the repository's own text for the layout rules: which files there are, what they import. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, posix, resolve } from "node:path";

/** Path from the root of the repository, with forward slashes → text. */
export type Sources = ReadonlyMap<string, string>;

export const ROOT = resolve(import.meta.dirname, "../..");

/** Folders that are installed, built or not ours. */
const SKIPPED = new Set([".git", "node_modules", "build", "coverage"]);

/** Every file of the repository whose path passes `wanted`. */
export function readSources(wanted: (path: string) => boolean, folder = ""): Sources {
  const found = new Map<string, string>();
  for (const entry of readdirSync(resolve(ROOT, folder), { withFileTypes: true })) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) {
      for (const [inner, text] of readSources(wanted, path)) found.set(inner, text);
    } else if (entry.isFile() && wanted(path)) {
      found.set(path, readFileSync(resolve(ROOT, path), "utf8"));
    }
  }
  return found;
}

/** TypeScript that Node runs; AssemblyScript, in folders named `assembly`, is another language. */
export function isTypeScript(path: string): boolean {
  return path.endsWith(".ts") && !path.includes("/assembly/");
}

/** The text without its comments. Strings that hold a comment's mark lose their end: good enough. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`, in TypeScript and in Solidity. */
const IMPORT = new RegExp(
  [
    /^[ \t]*(?:import|export)\b[^"'`;=(]*?\bfrom\s*["']([^"'\n]+)["']/,
    /^[ \t]*import\s+["']([^"'\n]+)["']/,
    /\bimport\s*\(\s*["']([^"'\n]+)["']/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gm",
);

/**
 * What a file imports: files of the repository as paths from its root, packages by their names.
 * Type-only imports count: they bind the reader as much as the others.
 */
export function importsOf(path: string, text: string): string[] {
  return [...withoutComments(text).matchAll(IMPORT)].map(([, from, bare, dynamic]) => {
    const target = (from ?? bare ?? dynamic)!;
    return target.startsWith(".") ? posix.join(dirname(path), target) : target;
  });
}
