/**
 * Checks the whole repository: what is generated is fresh, types, lint, format, fast tests.
 *
 *   npm run check                 everything, in under a minute when Wasm and contracts are built
 *   npm run check -- --no-tests   without the fast tests, for callers that run every test anyway
 *
 * A part that passes prints one line; one that fails prints its output. Exit code 1 if any fails.
 */
import { spawn } from "node:child_process";
import { resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");

interface Part {
  readonly name: string;
  /** Program in node_modules/.bin, and its arguments. */
  readonly command: readonly [string, ...string[]];
}

/** What the rest reads: compiled first, one after the other. A compiler's warning is an error. */
const BUILDS: readonly Part[] = [
  { name: "wasm", command: ["node", "scripts/build-wasm.ts"] },
  { name: "contracts", command: ["hardhat", "build", "--quiet"] },
];

/** Results of unchanged files are kept; a fresh clone, as in continuous integration, has none. */
const CACHE = "build/cache";

const CHECKS: readonly Part[] = [
  {
    name: "types",
    command: ["tsc", "--project", ".", "--incremental", "--tsBuildInfoFile", `${CACHE}/tsc.json`],
  },
  {
    name: "lint",
    command: [
      ...(["eslint", "--max-warnings", "0", "--cache"] as const),
      ...["--cache-location", `${CACHE}/eslint.json`, "."],
    ],
  },
  { name: "generated files", command: ["node", "scripts/generate.ts", "--check"] },
  { name: "snapshots", command: ["node", "scripts/snapshot.ts", "--check"] },
  {
    name: "lint of contracts",
    command: ["solhint", "--disc", "--noPoster", "--max-warnings", "0", "contracts/**/*.sol"],
  },
  {
    name: "format",
    command: [
      ...(["prettier", "--check", "--log-level", "warn", "--cache"] as const),
      ...["--cache-location", `${CACHE}/prettier.json`, "."],
    ],
  },
];

const FAST_TESTS: Part = { name: "fast tests", command: ["npm", "run", "--silent", "test:fast"] };

/** Runs one part to its end. Returns whether it passed. */
async function run({ name, command: [program, ...args] }: Part): Promise<boolean> {
  const started = Date.now();
  const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done, failed) => {
    child.on("error", failed);
    child.on("close", done);
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (code === 0) {
    console.log(`  ✔ ${name} (${seconds} s)`);
    return true;
  }
  console.error(`  ✘ ${name} (${seconds} s): ${[program, ...args].join(" ")}\n\n${output}`);
  return false;
}

/** Runs parts, `width` at a time, the longest first. Returns whether all passed. */
async function runAll(parts: readonly Part[], width: number): Promise<boolean> {
  const waiting = [...parts];
  let passed = true;
  async function worker(): Promise<void> {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      if (!(await run(part))) passed = false;
    }
  }
  await Promise.all(Array.from({ length: width }, worker));
  return passed;
}

const withTests = !process.argv.includes("--no-tests");
console.log("Checking");
const passed =
  (await runAll(BUILDS, 1)) && (await runAll(withTests ? [FAST_TESTS, ...CHECKS] : CHECKS, 2));
if (!passed) process.exitCode = 1;
