/** Runs a module in both builds of the interpreter and in V8, and proves steps of its traces. */
import { equalBytes } from "../../../offchain/bytes/concat.ts";
import { Interpreter } from "../../../offchain/machine/interpreter.ts";
import type { CallInput } from "../../../offchain/machine/interpreter/block.ts";
import type { WordArrayView } from "../../../offchain/machine/state.ts";
import { buildPackage } from "../../../offchain/program/build.ts";
import type { Package } from "../../../offchain/program/build.ts";
import { STATUS } from "../../../offchain/program/tables.ts";
import type { StatusName } from "../../../offchain/program/tables.ts";
import { Dice } from "../generate/dice.ts";
import { encodeModule } from "../generate/module.ts";
import type { ModuleCase } from "../generate/modules.ts";
import type { Coverage } from "./coverage.ts";
import type { Run } from "./hostile-run.ts";
import type { Ending } from "./oracle.ts";
import { NAN, NoMemoryYet, Oracle } from "./oracle.ts";
import type { Failure, StepRecord } from "./steps.ts";
import { makeStep, StepError } from "./steps.ts";

export interface Engines {
  readonly checked: WebAssembly.Module;
  readonly unchecked: WebAssembly.Module;
}

/** Traces up to this length are proven step by step; of longer ones, windows. */
const WHOLE = 250;
const WINDOWS = 6;
const WINDOW = 12;
const PLENTY = 2n ** 50n;

/** Something that two witnesses do not agree on. */
class Disagreement extends Error {
  readonly code = "disagreement";
  readonly failure: Failure;

  constructor(kind: Failure["kind"], what: string, detail: string) {
    super(`${what}: ${detail}`);
    this.failure = { kind, what, detail };
  }
}

export interface ModuleRun extends Run {
  /** Instructions executed, proven or not. */
  readonly instructions: bigint;
  readonly calls: number;
  readonly traps: number;
}

export function runModule(engines: Engines, one: ModuleCase, coverage: Coverage): ModuleRun {
  return new ModuleRunner(engines, one, coverage).run();
}

class ModuleRunner {
  readonly #engines: Engines;
  readonly #case: ModuleCase;
  readonly #coverage: Coverage;
  readonly #dice: Dice;
  readonly #bytes: Uint8Array;
  readonly #records: StepRecord[] = [];
  #instructions = 0n;
  #calls = 0;
  #traps = 0;

  constructor(engines: Engines, one: ModuleCase, coverage: Coverage) {
    this.#engines = engines;
    this.#case = one;
    this.#coverage = coverage;
    this.#dice = new Dice(one.seed);
    this.#bytes = encodeModule(one.module);
  }

  run(): ModuleRun {
    const failure = this.#failure();
    return {
      records: this.#records,
      instructions: this.#instructions,
      calls: this.#calls,
      traps: this.#traps,
      ...(failure === undefined ? {} : { failure }),
    };
  }

  #failure(): Failure | undefined {
    try {
      const pack = buildPackage(this.#bytes);
      this.#runBlocks(pack);
      this.#runStarved(pack);
      for (const build of ["checked", "unchecked"] as const) this.#runInvocations(pack, build);
      return undefined;
    } catch (error) {
      if (error instanceof Disagreement || error instanceof StepError) return error.failure;
      if (error instanceof NoMemoryYet) return undefined;
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { kind: "throws", what: "module", detail };
    }
  }

  /** Calls of the gateway: interpreter in three ways, V8, and records for the stepper. */
  #runBlocks(pack: Package): void {
    const oracle = new Oracle(this.#case.module);
    const { program } = pack;
    const fast = Interpreter.create(this.#engines.unchecked, program);
    const exact = Interpreter.create(this.#engines.checked, program);
    const stopping = Interpreter.create(this.#engines.unchecked, program);
    for (const [i, block] of this.#case.blocks.entries()) {
      const call: CallInput = { ...block, allowance: PLENTY };
      const from = fast.eic;
      for (const machine of [fast, exact, stopping]) machine.enter(call);
      fast.runToEnd();
      this.#follow(pack, exact, stopping, call, from, fast.eic);
      sameState("unchecked and checked build", fast, exact);
      this.#instructions += fast.eic - from;
      this.#calls++;
      if (fast.status !== STATUS.halted) this.#traps++;

      let ending: Ending = i === 0 ? oracle.instantiate(this.#bytes, block) : { results: [] };
      if (ending.traps === undefined) ending = oracle.callGateway(block);
      else if (i === 0) {
        sameEnding("start", fast, ending);
        return;
      }
      sameEnding(`block ${i}`, fast, ending);
      this.#sameContents(`block ${i}`, fast, oracle);
    }
  }

  /** Walks the trace (from, to], proving all of it or windows, with exact stops of the fast engine. */
  #follow(
    { commitment }: Package,
    exact: Interpreter,
    stopping: Interpreter,
    call: CallInput,
    from: bigint,
    to: bigint,
  ): void {
    for (const [start, end] of this.#windows(from, to)) {
      exact.runTo(start);
      stopping.runTo(start);
      sameState(`exact stop at ${start}`, stopping, exact);
      while (exact.eic < end) {
        this.#records.push(makeStep(exact, commitment, call, this.#coverage));
      }
    }
    exact.runToEnd();
    stopping.runToEnd();
    sameState("end after exact stops", stopping, exact);
  }

  #windows(from: bigint, to: bigint): (readonly [start: bigint, end: bigint])[] {
    const length = Number(to - from);
    if (length <= WHOLE) return [[from, to]];
    const inner = Array.from({ length: WINDOWS }, () => this.#dice.below(length - WINDOW));
    const starts = [0, ...inner, length - WINDOW].sort((a, b) => a - b);
    const windows: [bigint, bigint][] = [];
    let last = from;
    for (const start of starts) {
      const at = from + BigInt(start);
      const begin = at > last ? at : last;
      last = from + BigInt(start + WINDOW);
      windows.push([begin, last]);
    }
    return windows;
  }

  /** The first block again with too little fuel: both builds must stop in the same state. */
  #runStarved({ program }: Package): void {
    const [block] = this.#case.blocks;
    if (block === undefined) return;
    const run = (build: keyof Engines, allowance: bigint): Interpreter => {
      const machine = Interpreter.create(this.#engines[build], program);
      machine.enter({ ...block, allowance });
      machine.runToEnd();
      return machine;
    };
    const { tf } = run("unchecked", PLENTY);
    const allowance = BigInt(this.#dice.below(Number(tf) + 1));
    sameState(`allowance ${allowance}`, run("unchecked", allowance), run("checked", allowance));
  }

  #runInvocations({ program }: Package, build: keyof Engines): void {
    const oracle = new Oracle(this.#case.module);
    if (oracle.instantiate(this.#bytes).traps !== undefined) return;
    const machine = Interpreter.create(this.#engines[build], program);
    for (const { function: index, args } of this.#case.invocations) {
      const what = `${build} build, function ${index}(${args.join(", ")})`;
      const results = machine.invoke(index, args, PLENTY);
      const ending = oracle.call(index, args);
      if (ending.results === undefined) sameEnding(what, machine, ending);
      else sameResults(what, results, ending.results);
      this.#sameContents(what, machine, oracle);
    }
  }

  /** Memory, globals and tables. */
  #sameContents(what: string, machine: Interpreter, oracle: Oracle): void {
    const { memory } = oracle;
    const own = machine.readMemory(0, memory.length);
    if (Buffer.compare(own, memory) !== 0) {
      const at = own.findIndex((byte, i) => byte !== memory[i]);
      throw new Disagreement("oracle", what, `memory at ${at}: ${own[at]}, V8 has ${memory[at]}`);
    }
    sameWords(`${what}, globals`, machine.globals, oracle.globals());
    sameWords(`${what}, tables`, machine.tables, oracle.tables());
  }
}

function sameState(what: string, one: Interpreter, other: Interpreter): void {
  if (equalBytes(one.hash(), other.hash())) return;
  const text = ({ status, pc, eic, tf }: Interpreter): string =>
    `status ${status}, pc ${pc}, eic ${eic}, tf ${tf}`;
  throw new Disagreement("engines", what, `${text(one)} against ${text(other)}`);
}

function statusName(machine: Interpreter): StatusName {
  return Object.entries(STATUS).find(([, value]) => value === machine.status)![0] as StatusName;
}

function sameEnding(what: string, machine: Interpreter, { traps }: Ending): void {
  const status = statusName(machine);
  if (traps === undefined ? status === "halted" : traps.includes(status)) return;
  const expected = traps === undefined ? "no trap" : traps.join(" or ");
  throw new Disagreement("oracle", what, `${status}, V8 has ${expected}`);
}

function sameResults(
  what: string,
  results: readonly bigint[] | undefined,
  expected: readonly bigint[],
): void {
  const same = expected.every((value, i) => value === NAN || value === results?.[i]);
  if (results?.length === expected.length && same) return;
  const own = results === undefined ? "a trap" : `results ${results.join(", ")}`;
  throw new Disagreement("oracle", what, `${own}, V8 has ${expected.join(", ")}`);
}

function sameWords(
  what: string,
  words: WordArrayView,
  expected: readonly (bigint | undefined)[],
): void {
  expected.forEach((value, i) => {
    if (value === undefined) return;
    const leaf = words.node(0, i >> 2);
    const own = new DataView(leaf.buffer, leaf.byteOffset).getBigUint64(8 * (i & 3));
    if (own !== value) throw new Disagreement("oracle", what, `${i}: ${own}, V8 has ${value}`);
  });
}
