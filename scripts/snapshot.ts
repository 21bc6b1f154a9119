/**
 * Keeps the code size and the storage layout of each contract as a reviewed file.
 *
 *   npm run snapshot             rewrites snapshots/contracts.json from the built contracts
 *   npm run snapshot -- --check  exits 1 if it differs from them
 *
 * Reads what `hardhat build` wrote. Fails if a contract passes the size limits of EIP-170 and
 * EIP-3860, whatever the file says. Interfaces, mocks and empty libraries have no entry.
 */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const ARTIFACTS = resolve(ROOT, "build/artifacts");
const SNAPSHOT = resolve(ROOT, "snapshots/contracts.json");

const LIMIT = { deployed: 24_576, creation: 49_152 } as const;

/** Library with internal functions only: solc leaves this much of it, which nobody deploys. */
const EMPTY_CODE = 100;

interface Artifact {
  readonly sourceName: string;
  readonly inputSourceName: string;
  readonly contractName: string;
  readonly bytecode: string;
  readonly deployedBytecode: string;
  readonly buildInfoId: string;
}

interface Variable {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}

interface StorageLayout {
  readonly storage: readonly Variable[];
  /** Null if there is no storage. Structs, and only they, have members. */
  readonly types: Record<string, { readonly members?: readonly Variable[] }> | null;
}

interface BuildOutput {
  readonly output: {
    readonly contracts: Record<string, Record<string, { readonly storageLayout: StorageLayout }>>;
  };
}

interface Entry {
  /** Bytes of the code on chain, and of the code that creates it. */
  readonly deployed: number;
  readonly creation: number;
  /** `slot+offset label: type`, in order; then the same of each struct's members. */
  readonly storage?: readonly string[];
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

function byteLength(hex: string): number {
  return (hex.length - 2) / 2;
}

/** Type names carry the number of a syntax node, which any edit changes. */
function stableType(name: string): string {
  return name.replace(/\)\d+/g, ")");
}

function describe(variables: readonly Variable[], prefix: string): string[] {
  return variables.map(
    ({ label, slot, offset, type }) => `${prefix}${slot}+${offset} ${label}: ${stableType(type)}`,
  );
}

const buildOutputs = new Map<string, BuildOutput>();

function storageOf(artifact: Artifact): string[] {
  const id = artifact.buildInfoId;
  const build =
    buildOutputs.get(id) ?? (readJson(`${ARTIFACTS}/build-info/${id}.output.json`) as BuildOutput);
  buildOutputs.set(id, build);
  const contract = build.output.contracts[artifact.inputSourceName]?.[artifact.contractName];
  if (contract === undefined) throw new Error(`${artifact.contractName}: not in its build output`);
  const { storage, types } = contract.storageLayout;
  const members = Object.entries(types ?? {}).flatMap(([name, type]) =>
    describe(type.members ?? [], `${stableType(name)}: `),
  );
  return [...describe(storage, ""), ...members.sort()];
}

/** Contract → its entry, in the order of their names. */
function measure(): Record<string, Entry> {
  const entries: Record<string, Entry> = {};
  for (const file of globSync("contracts/**/*.json", { cwd: ARTIFACTS }).sort()) {
    if (file.startsWith("contracts/mocks/")) continue;
    const artifact = readJson(resolve(ARTIFACTS, file)) as Artifact;
    const deployed = byteLength(artifact.deployedBytecode);
    if (deployed <= EMPTY_CODE) continue;
    const creation = byteLength(artifact.bytecode);
    const storage = storageOf(artifact);
    entries[`${artifact.sourceName}:${artifact.contractName}`] = {
      deployed,
      creation,
      ...(storage.length > 0 ? { storage } : {}),
    };
  }
  return entries;
}

const entries = measure();
const complaints = Object.entries(entries)
  .filter(([, entry]) => entry.deployed > LIMIT.deployed || entry.creation > LIMIT.creation)
  .map(([name, { deployed, creation }]) => `${name}: too large (${deployed}, ${creation} bytes)`);
const text = `${JSON.stringify(entries, null, 2)}\n`;

if (process.argv.includes("--check")) {
  const measured = new Map(Object.entries(entries));
  const committed = existsSync(SNAPSHOT)
    ? (readJson(SNAPSHOT) as Record<string, Entry | undefined>)
    : {};
  for (const name of new Set([...Object.keys(committed), ...Object.keys(entries)])) {
    const [was, is] = [
      JSON.stringify(committed[name] ?? null),
      JSON.stringify(measured.get(name) ?? null),
    ];
    if (was !== is) complaints.push(`${name}: was ${was}, is ${is}`);
  }
  if (complaints.length > 0) complaints.push("If the change is meant: npm run snapshot");
} else {
  mkdirSync(dirname(SNAPSHOT), { recursive: true });
  writeFileSync(SNAPSHOT, text);
}
if (complaints.length > 0) {
  console.error(complaints.join("\n"));
  process.exitCode = 1;
}
