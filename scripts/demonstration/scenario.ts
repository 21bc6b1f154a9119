/** What is run: the ledger on real transactions, or a package and blocks from files. */
import { resolve } from "node:path";

import { commandsOf, confirm } from "./ledger.ts";
import type { Confirmation } from "./ledger.ts";
import { RESULT_BYTES, RESULT_POINTER } from "../../examples/ethereum-ledger/results.ts";
import { purposeOf } from "../../examples/ethereum-ledger/profile.ts";
import { workload } from "../../examples/ethereum-ledger/workload.ts";
import type { Size } from "../../examples/ethereum-ledger/workload.ts";
import { readBlockFile } from "../../offchain/adapters/block-file.ts";
import { readPackage } from "../../offchain/adapters/package-file.ts";
import type { NodeBlock } from "../../offchain/player/node.ts";
import type { Package } from "../../offchain/program/build.ts";

export interface ScenarioBlock extends NodeBlock {
  readonly title: string;
}

export interface Scenario {
  readonly name: string;
  readonly package: Package;
  /** The quarrel is about the last one. */
  readonly blocks: readonly ScenarioBlock[];
  /** Where the package leaves its answers, if that is known. */
  readonly answers?: {
    readonly address: number;
    readonly bytes: number;
    /** Compares them with a computation in plain TypeScript. */
    readonly confirm: (memory: Uint8Array) => Confirmation;
  };
  /** What a function is there for. */
  readonly purposeOf: (functionName: string) => string;
}

/** The paper's own example (2.2): Ethereum transactions, contracts, and a query over both. */
export function ledgerScenario(size: Size): Scenario {
  const blocks = workload(size);
  return {
    name: "examples/ethereum-ledger",
    package: readPackage(resolve(import.meta.dirname, "../../build/ethereum-ledger.wasm")),
    blocks,
    answers: {
      address: RESULT_POINTER,
      bytes: RESULT_BYTES,
      confirm: (memory) => confirm(memory, commandsOf(blocks)),
    },
    purposeOf,
  };
}

export function fileScenario(files: { readonly wasm: string; readonly block: string }): Scenario {
  return {
    name: files.wasm,
    package: readPackage(files.wasm),
    blocks: readBlockFile(files.block).map((b) => ({ ...b, title: `block ${b.height}` })),
    purposeOf: (name) => name,
  };
}
