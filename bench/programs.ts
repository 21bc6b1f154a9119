/** What is measured: the programs, their blocks, and the results that are expected of them. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import { workload } from "../examples/ethereum-ledger/workload.ts";
import type { Size } from "../examples/ethereum-ledger/workload.ts";
import type { BaselineBlock } from "./js/machine.ts";

export interface BenchProgram {
  readonly name: string;
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** Blocks that are run before the clock starts, on a machine that is new each time. */
  readonly before: readonly BaselineBlock[];
  /** The block that is timed; it halts. */
  readonly measured: BaselineBlock;
  /** The first bytes of memory afterwards, known from elsewhere; undefined for the ledger. */
  readonly expected: Uint8Array | undefined;
}

const BUILD = resolve(import.meta.dirname, "../build");
/** A call needs a transaction, though the small programs read none. */
const CALL: BaselineBlock = { height: 1n, transactions: [Uint8Array.of(0)] };

/** The four small programs (bench/assembly) and the example package's heavy block. */
export function benchPrograms(ledger: Size): BenchProgram[] {
  return [
    small("sieve", words(82_025)),
    small("sort", sortedChecksum()),
    small("sha256", patternHash()),
    small("fibonacci", words(514_229)),
    ledgerProgram(ledger),
  ];
}

function small(name: string, expected: Uint8Array): BenchProgram {
  const wasm = readWasm(`bench-${name}.wasm`);
  return { name, wasm, before: [CALL], measured: CALL, expected };
}

function ledgerProgram(size: Size): BenchProgram {
  const blocks = workload(size);
  return {
    name: "ethereum-ledger",
    wasm: readWasm("ethereum-ledger.wasm"),
    before: blocks.slice(0, -1),
    measured: blocks.at(-1),
    expected: undefined,
  };
}

function readWasm(file: string): Uint8Array<ArrayBuffer> {
  const path = resolve(BUILD, file);
  if (!existsSync(path)) throw new Error(`build/${file} is missing: npm run build:wasm`);
  return new Uint8Array(readFileSync(path));
}

/** Integers as the programs store them. */
function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

/** What bench/assembly/sort.ts leaves: the checksum of its sorted numbers, and 1. */
function sortedChecksum(): Uint8Array {
  const values = new Uint32Array(1 << 16);
  let seed = 1;
  for (let i = 0; i < values.length; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    values[i] = seed;
  }
  values.sort();
  const checksum = values.reduce((sum, value) => (Math.imul(sum, 31) + value) | 0, 0);
  return words(checksum, 1);
}

/** What bench/assembly/sha256.ts leaves. */
function patternHash(): Uint8Array {
  const message = Uint8Array.from({ length: 256 << 10 }, (_, i) => i & 0xff);
  return createHash("sha256").update(message).digest();
}
