/**
 * The layout rules, as functions from sources to complaints. Each complaint names the file first.
 *
 * Data flows one way, bytes → hash → merkle → module → program → machine → proof → chain, and the
 * folders show it.
 */
import { importsOf, type Sources, withoutComments } from "./sources.ts";

/** Which folders of `offchain/` a folder may import besides itself. A new folder is added here. */
const OFFCHAIN: ReadonlyMap<string, readonly string[]> = new Map([
  ["bytes", []],
  ["hash", ["bytes"]],
  ["merkle", ["bytes", "hash"]],
  ["module", ["bytes", "hash", "merkle"]],
  ["link", ["bytes", "module"]],
  ["program", ["bytes", "hash", "merkle", "module"]],
  ["machine", ["bytes", "hash", "merkle", "module", "program"]],
  ["proof", ["bytes", "hash", "merkle", "module", "program", "machine"]],
  ["explain", ["bytes", "hash", "merkle", "module", "program", "machine", "proof"]],
  // The dispute sees the machine only as a trace, and the chain client no Wasm.
  ["game", ["bytes", "hash", "merkle"]],
  ["chain", ["bytes", "hash", "merkle", "proof", "game"]],
  // What a program needs from outside, and its makers: files, networks, clocks.
  ["ports", ["bytes", "hash"]],
  ["adapters", ["bytes", "hash", "merkle", "module", "program", "machine", "ports"]],
  // A node: a machine that knows the chain and the game.
  [
    "player",
    [
      ...["bytes", "hash", "merkle", "module", "program", "machine", "proof", "explain"],
      ...["game", "chain"],
    ],
  ],
  ["console", []],
]);

/** Folders without I/O, clock or randomness: the same arguments give the same result, always. */
const PURE = new Set([
  ...["bytes", "hash", "merkle", "module", "link", "program", "proof", "game"],
]);

const IMPURE =
  /\bDate\b|\bperformance\.|\bMath\.random\b|\bgetRandomValues\b|\bprocess\.|\bconsole\.|\bfetch\(|\bset(?:Timeout|Interval|Immediate)\(/;

/** Folders of `contracts/` that every other may import (but `merkle` only `types`). */
const SHARED_CONTRACTS = ["types", "interfaces", "merkle"];

const LONGEST_TASK = 150;

/** `offchain/proof/step.ts` → `proof`; a file at the top of `root` → "". */
function folderIn(root: string, path: string): string | undefined {
  if (!path.startsWith(`${root}/`)) return undefined;
  const parts = path.split("/");
  return parts.length > 2 ? parts[1]! : "";
}

function* imports(sources: Sources): Generator<[from: string, to: string]> {
  for (const [path, text] of sources) {
    for (const target of importsOf(path, text)) yield [path, target];
  }
}

/** No file is reached from itself by imports. */
export function importCycles(sources: Sources): string[] {
  const complaints: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  function visit(path: string): void {
    const start = trail.indexOf(path);
    if (start >= 0) {
      complaints.push(`${path}: import cycle ${[...trail.slice(start), path].join(" → ")}`);
      return;
    }
    const text = sources.get(path);
    if (text === undefined || done.has(path)) return;
    trail.push(path);
    for (const target of importsOf(path, text)) visit(target);
    trail.pop();
    done.add(path);
  }
  for (const path of sources.keys()) visit(path);
  return complaints;
}

/** A folder of `offchain/` imports only the folders that come before it. */
export function againstTheFlow(sources: Sources): string[] {
  const complaints: string[] = [];
  for (const path of sources.keys()) {
    const folder = folderIn("offchain", path);
    if (folder !== undefined && !OFFCHAIN.has(folder)) {
      complaints.push(`${path}: add its folder to the table in test/house/rules.ts`);
    }
  }
  for (const [path, target] of imports(sources)) {
    const [from, to] = [folderIn("offchain", path), folderIn("offchain", target)];
    if (from === undefined || to === undefined || from === to) continue;
    if (OFFCHAIN.get(from)?.includes(to) === false) {
      complaints.push(`${path}: ${from} may not import ${target}`);
    }
  }
  return complaints;
}

/** Pure folders import no built-in module and no package but noble's, and name nothing impure. */
export function impurities(sources: Sources): string[] {
  const complaints: string[] = [];
  for (const [path, text] of sources) {
    if (!PURE.has(folderIn("offchain", path) ?? "")) continue;
    for (const target of importsOf(path, text)) {
      if (!target.startsWith("offchain/") && !target.startsWith("@noble/")) {
        complaints.push(`${path}: a pure folder may not import ${target}`);
      }
    }
    const impure = IMPURE.exec(withoutComments(text));
    if (impure !== null) complaints.push(`${path}: a pure folder may not use ${impure[0]}`);
  }
  return complaints;
}

/** The machine and what is below it know no chain; the chain client knows no Wasm. */
export function foreignKnowledge(sources: Sources): string[] {
  const complaints: string[] = [];
  for (const [path, text] of sources) {
    const folder = folderIn("offchain", path);
    if (folder === "machine" && importsOf(path, text).some((t) => /^(ethers|hardhat)/.test(t))) {
      complaints.push(`${path}: the machine may not know a chain`);
    }
    if (folder === "chain" && /\bWebAssembly\b/.test(withoutComments(text))) {
      complaints.push(`${path}: the chain client may not know WebAssembly`);
    }
  }
  return complaints;
}

/** Only tests, the build's configuration and their own folder import `tasks/` and `scripts/`. */
export function importsOfEntryPoints(sources: Sources): string[] {
  const complaints: string[] = [];
  for (const [path, target] of imports(sources)) {
    const folder = /^(tasks|scripts)\//.exec(target)?.[1];
    if (folder === undefined || path.startsWith(`${folder}/`)) continue;
    if (path.startsWith("test/") || path === "hardhat.config.ts") continue;
    complaints.push(`${path}: may not import ${target}; move what is shared to offchain/`);
  }
  return complaints;
}

/** A task only reads arguments, calls and prints. */
export function thickTasks(sources: Sources): string[] {
  const complaints: string[] = [];
  for (const [path, text] of sources) {
    const lines = text.split("\n").length;
    if (path.startsWith("tasks/") && lines >= LONGEST_TASK) {
      complaints.push(`${path}: ${lines} lines; move its work to offchain/`);
    }
  }
  return complaints;
}

/** Rule folders of `contracts/` meet only in `Arbiter.sol`; mocks are for tests alone. */
export function entangledContracts(sources: Sources): string[] {
  const complaints: string[] = [];
  for (const [path, target] of imports(sources)) {
    const [from, to] = [folderIn("contracts", path), folderIn("contracts", target)];
    if (from === undefined || to === undefined || from === to) continue;
    if (path === "contracts/Arbiter.sol" ? to !== "mocks" : from === "mocks") continue;
    const reachable = from === "merkle" ? ["types"] : SHARED_CONTRACTS;
    if (!reachable.includes(to)) complaints.push(`${path}: may not import ${target}`);
  }
  return complaints;
}

/** Texts that hold on one machine only. Written in pieces, so that this file passes. */
const LOCAL = [
  { what: "a path of one machine", text: /(?<![\w./-])\/(?:work|root|home\/\w+|tmp)\// },
  {
    what: "a package registry's host",
    text: new RegExp(["registry", "(npmjs|yarnpkg)"].join("\\.")),
  },
];

/** No file of the project speaks of the machine on which it was written. */
export function localKnowledge(sources: Sources): string[] {
  const complaints: string[] = [];
  for (const [path, text] of sources) {
    for (const { what, text: pattern } of LOCAL) {
      const found = pattern.exec(text);
      if (found !== null) complaints.push(`${path}: names ${what}: ${found[0]}`);
    }
  }
  return complaints;
}
