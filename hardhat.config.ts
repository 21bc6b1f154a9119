/**
 * Hardhat: the Solidity compiler, the embedded chain, the test runner and the operator commands.
 *
 * The compiler is the npm package `solc`, so a build needs no download beyond `npm ci`.
 */
import { createRequire } from "node:module";

import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";
import type { HookContext, SolidityHooks } from "hardhat/types/hooks";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { CompilerOutput } from "hardhat/types/solidity";

import { tasks } from "./tasks/index.ts";

/** The hard fork of the embedded chain and of the generated code. Every gas figure is measured on it. */
const HARD_FORK = "osaka";

const solcPath = createRequire(import.meta.url).resolve("solc/soljson.js");

interface CompilerSettings {
  /** Compile through Yul. Off by default: solc 0.8.37 has a Yul optimiser bug, mended in 0.8.38. */
  readonly viaIR?: boolean;
  /** How often a function is expected to run; high values favour gas, low ones code size. */
  readonly runs?: number;
}

function compiler({ viaIR = false, runs = 200 }: CompilerSettings = {}) {
  return {
    version: "0.8.37",
    path: solcPath,
    settings: {
      optimizer: { enabled: true, runs },
      viaIR,
      evmVersion: HARD_FORK,
      metadata: { bytecodeHash: "none" },
      outputSelection: { "*": { "*": ["storageLayout"] } },
    },
  };
}

/** Files that need other settings, e.g. `"contracts/step/Floats.sol": compiler({ runs: 1 })`. */
const overrides: Record<string, ReturnType<typeof compiler>> = {};

/** Makes each compiler warning about a file of this project an error, so that the build fails. */
function promoteWarnings(output: CompilerOutput): CompilerOutput {
  const errors = output.errors?.map((error) =>
    error.severity === "warning" && error.formattedMessage?.includes("--> project/") === true
      ? { ...error, severity: "error" as const, type: "WarningAsError" }
      : error,
  );
  return errors === undefined ? output : { ...output, errors };
}

const invokeSolc: SolidityHooks["invokeSolc"] = async (
  context: HookContext,
  solc,
  input,
  config,
  next,
) => promoteWarnings(await next(context, solc, input, config));

const warningsAsErrors: HardhatPlugin = {
  id: "warnings-as-errors",
  hookHandlers: {
    solidity: () => Promise.resolve({ default: () => Promise.resolve({ invokeSolc }) }),
  },
};

export default defineConfig({
  plugins: [toolbox, warningsAsErrors],
  tasks: [...tasks],
  solidity: { compilers: [compiler()], overrides },
  networks: {
    // In the process, fresh for each connection. The contract size limit is the real one (EIP-170).
    default: {
      type: "edr-simulated",
      chainType: "l1",
      hardfork: HARD_FORK,
      allowUnlimitedContractSize: false,
    },
  },
  typechain: { outDir: "build/typechain", tsNocheck: true },
  paths: { artifacts: "build/artifacts", cache: "build/cache", tests: "test" },
  test: { mocha: { timeout: 120_000 } },
});
