/** Compiles AssemblyScript in memory, with the options of the ledger. */
import { fileURLToPath } from "node:url";

import { main as asc, createMemoryStream } from "assemblyscript/asc";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const compiled = new Map<string, Promise<Uint8Array>>();

/** The binary of `entry`, a path from the root of the repository. Throws on any diagnostic. */
export function compile(entry: string): Promise<Uint8Array> {
  const binary = compiled.get(entry) ?? compileAnew(entry);
  compiled.set(entry, binary);
  return binary;
}

async function compileAnew(entry: string): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const stderr = createMemoryStream();
  const config = "examples/ethereum-ledger/asconfig.json";
  const { error } = await asc(
    [entry, "--config", config, "--baseDir", ROOT, "--outFile", "o.wasm"],
    {
      stderr,
      writeFile: (name, contents) => {
        if (name === "o.wasm") wasm = contents as Uint8Array;
      },
    },
  );
  const messages = stderr.toString();
  if (error !== null || messages !== "" || wasm === undefined) {
    throw new Error(`${entry} does not compile cleanly:\n${messages}`);
  }
  return wasm;
}
