/** What `npm run build:wasm` compiles: AssemblyScript entry files, their options and outputs. */

export interface WasmTarget {
  /** Entry file, from the root of the repository. Every file of its folder counts as its source. */
  readonly entry: string;
  /** Output file, from the root of the repository; its base name is the key of its hash. */
  readonly output: string;
  /** File with further options of `asc`, for a package that its author also builds by itself. */
  readonly config?: string;
  /** Options of `asc` beyond those of every target. */
  readonly options: readonly string[];
}

const INTERPRETER = "offchain/machine/interpreter/assembly/index.ts";

/** No garbage collector: the interpreter lays out its memory itself. */
const INTERPRETER_OPTIONS = ["--runtime", "stub", "--enable", "simd", "--optimizeLevel", "3"];

export const WASM_TARGETS: readonly WasmTarget[] = [
  {
    entry: INTERPRETER,
    output: "build/interpreter.wasm",
    options: [...INTERPRETER_OPTIONS, "--noAssert"],
  },
  {
    // The same source with every check of the stepper, for programs that no validator would accept.
    entry: INTERPRETER,
    output: "build/interpreter-checked.wasm",
    options: [...INTERPRETER_OPTIONS, "--use", "CHECKED=1"],
  },
  {
    entry: "examples/ethereum-ledger/assembly/index.ts",
    output: "build/ethereum-ledger.wasm",
    config: "examples/ethereum-ledger/asconfig.json",
    options: [],
  },
  ...["sieve", "sort", "sha256", "fibonacci"].map((name) => ({
    entry: `bench/assembly/${name}.ts`,
    output: `build/bench-${name}.wasm`,
    // Address 0 stays free for results.
    options: ["--runtime", "stub", "--optimizeLevel", "3", "--memoryBase", "1024"],
  })),
];
