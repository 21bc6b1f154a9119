/**
 * Compiles the AssemblyScript targets and holds each output to its committed hash.
 *
 *   npm run build:wasm               compiles what changed; exits 1 if an output is not as committed
 *   npm run build:wasm -- --update   accepts the outputs: rewrites scripts/wasm-hashes.json
 *
 * A target is compiled again when its sources, its options or the compiler's version change.
 */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

import { main as asc, createMemoryStream, version as ascVersion } from "assemblyscript/asc";

import { WASM_TARGETS, type WasmTarget } from "./wasm-targets.ts";

const ROOT = resolve(import.meta.dirname, "..");
const HASHES = resolve(ROOT, "scripts/wasm-hashes.json");

/** Content of the file beside each output: what it was compiled from, and what came out. */
interface Stamp {
  readonly inputs: string;
  readonly output: string;
}

type Hashes = Record<string, string>;

function readJson<T>(path: string, missing: T): T {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : missing;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Hash over everything that determines the output. */
function hashInputs(target: WasmTarget): string {
  const folder = dirname(resolve(ROOT, target.entry));
  const files = globSync("**/*.ts", { cwd: folder }).sort();
  const sources = files.map((file) => [file, sha256(readFileSync(resolve(folder, file)))]);
  const config = target.config && readFileSync(resolve(ROOT, target.config), "utf8");
  return sha256(JSON.stringify([ascVersion, target, config, sources]));
}

async function compile(target: WasmTarget): Promise<void> {
  const stderr = createMemoryStream();
  const config = target.config === undefined ? [] : ["--config", target.config];
  const paths = [target.entry, "--outFile", target.output, "--baseDir", ROOT];
  const { error } = await asc([...paths, ...config, ...target.options], { stderr });
  const messages = stderr.toString();
  if (error !== null) throw new Error(`${target.entry} does not compile.\n${messages}`);
  if (/\bWARNING\b/.test(messages)) {
    throw new Error(`${target.entry} compiles with warnings; mend them.\n${messages}`);
  }
}

/** Brings one output up to date. Returns its SHA-256. */
async function build(target: WasmTarget): Promise<string> {
  const output = resolve(ROOT, target.output);
  const stampFile = `${output}.stamp.json`;
  const inputs = hashInputs(target);
  const stamp = readJson<Stamp | undefined>(stampFile, undefined);
  if (stamp?.inputs === inputs && existsSync(output)) {
    const found = sha256(readFileSync(output));
    if (found === stamp.output) return found;
  }
  const started = Date.now();
  await compile(target);
  const compiled = sha256(readFileSync(output));
  writeFileSync(stampFile, JSON.stringify({ inputs, output: compiled } satisfies Stamp));
  console.log(`  ${target.output}: compiled in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return compiled;
}

const update = process.argv.includes("--update");
const committed = readJson<Hashes>(HASHES, {});
const built: Hashes = {};
let stale = false;

mkdirSync(resolve(ROOT, "build"), { recursive: true });
for (const target of WASM_TARGETS) {
  const name = basename(target.output);
  try {
    const hash = await build(target);
    built[name] = hash;
    if (update || hash === committed[name]) continue;
    stale = true;
    console.error(
      `${target.output} is not the committed one (SHA-256 ${hash}, expected ` +
        `${committed[name] ?? "none"}). If the change is meant: npm run build:wasm -- --update`,
    );
  } catch (error) {
    stale = true;
    console.error(error instanceof Error ? error.message : error);
  }
}
if (update && !stale) writeFileSync(HASHES, `${JSON.stringify(built, null, 2)}\n`);
if (stale) process.exitCode = 1;
