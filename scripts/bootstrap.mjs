/**
 * Entry of `npm start` and `npm test`: sets up what is missing, then runs the command on Node 24.
 *
 *   node scripts/bootstrap.mjs start [arguments of scripts/start.ts]
 *   node scripts/bootstrap.mjs test  [test files and options of `hardhat test`]
 *
 * Runs on Node 20 with nothing installed, so it is plain JavaScript without dependencies. Hardhat
 * needs Node 22 or later, also while npm installs it: under an older Node, npm leaves out Hardhat's
 * native part. So npm itself is run on the Node 24 that package.json names.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname ?? ".", "..");
const MODULES = join(ROOT, "node_modules");
const BIN = join(MODULES, ".bin");
const NODE = join(MODULES, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const HARDHAT = join(MODULES, "hardhat", "dist", "src", "cli.js");
/** Written after a whole installation; says what was installed. */
const STAMP = join(MODULES, ".installed");

const COMMANDS = {
  start: (args) => [
    [HARDHAT, "build", "--quiet"],
    ["scripts/start.ts", ...args],
  ],
  // With arguments only the named tests run; without, everything is checked first.
  test: (args) => [
    ...(args.length === 0 ? [["scripts/check.ts", "--no-tests"]] : []),
    [HARDHAT, "test", ...args],
  ],
};

function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}

/** Runs a program in the repository to its end. Passes signals on; resolves to its exit code. */
function run(program, args, env) {
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...env },
    shell: process.platform === "win32" && program === "npx",
  });
  const forward = (signal) => {
    // A terminal sends its own interrupt to the whole group, the child included.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal === null) done(code);
      else process.kill(process.pid, signal);
    });
  });
}

async function install() {
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const nodePackage = `node@${devDependencies.node}`;
  const digest = createHash("sha256").update(lock).digest("hex");
  const wanted = `${nodePackage} ${process.platform}-${process.arch} ${digest}\n`;
  if (existsSync(STAMP) && existsSync(NODE) && readFileSync(STAMP, "utf8") === wanted) return;

  console.log(`Setting up: installing ${nodePackage} and the locked packages with npm (a minute)`);
  const started = Date.now();
  // Without our own node_modules/.bin on the path: npm is about to delete it.
  const path = process.env.PATH.split(delimiter).filter((entry) => resolve(entry) !== BIN);
  const code = await run("npx", ["--yes", "--package", nodePackage, "--", "npm", "ci"], {
    PATH: path.join(delimiter),
    npm_config_loglevel: process.env.npm_config_loglevel ?? "error",
  }).catch((error) => fail(`npx, which comes with npm, does not start: ${error.message}`));
  if (code !== 0) {
    fail(
      `\nnpm could not install the packages (exit code ${code}). If it names a network error, ` +
        "check the connection, the proxy and `npm config get registry`, then run this again.",
    );
  }
  if (!existsSync(NODE)) fail(`npm installed the packages, but not ${NODE}.`);
  writeFileSync(STAMP, wanted);
  console.log(`Setting up: installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, name ?? "")) {
  fail(`Usage: node scripts/bootstrap.mjs ${Object.keys(COMMANDS).join("|")} [arguments]`, 2);
}
if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Node 20 or later is needed to set up; this is ${process.version}.`);
}

await install();
const env = {
  PATH: [BIN, process.env.PATH].join(delimiter),
  HARDHAT_DISABLE_TELEMETRY: "true",
};
for (const command of [["scripts/build-wasm.ts"], ...COMMANDS[name](args)]) {
  const code = await run(NODE, command, env);
  if (code !== 0) process.exit(code);
}
