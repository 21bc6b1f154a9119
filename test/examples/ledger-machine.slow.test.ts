/** The example ledger in the machine: as in V8, and whole blocks or none wherever fuel ends. */
import { readFileSync } from "node:fs";

import { expect } from "chai";

import { MAINNET_BLOCKS, readBlocks } from "../../examples/ethereum-ledger/blocks.ts";
import { encodeCommand, insertsOf, queryFor } from "../../examples/ethereum-ledger/commands.ts";
import type { Command } from "../../examples/ethereum-ledger/commands.ts";
import { LedgerOracle } from "../../examples/ethereum-ledger/oracle.ts";
import { SeededRandom } from "../../examples/ethereum-ledger/random.ts";
import {
  RESULT_BYTES,
  RESULT_POINTER,
  readAnswers,
} from "../../examples/ethereum-ledger/results.ts";
import type { Answer } from "../../examples/ethereum-ledger/results.ts";
import { MAINNET_NAMES, workload } from "../../examples/ethereum-ledger/workload.ts";
import { Interpreter } from "../../offchain/machine/interpreter.ts";
import { decodeModule } from "../../offchain/module/decode.ts";
import { lower } from "../../offchain/program/lower.ts";
import type { Program } from "../../offchain/program/program.ts";
import { STATUS } from "../../offchain/program/tables.ts";
import { compile } from "./compile.ts";

const SEED = 3_346_406;
const AMPLE = 1n << 40n;
const LEAF_BYTES = 32;
const INTERPRETER = new URL("../../build/interpreter.wasm", import.meta.url);

describe(`ethereum ledger in the machine (seed ${SEED})`, () => {
  const engine = new WebAssembly.Module(readFileSync(INTERPRETER));
  const real = readBlocks(MAINNET_BLOCKS).flatMap(insertsOf);
  let program: Program;

  before(async () => {
    const wasm = await compile("examples/ethereum-ledger/assembly/index.ts");
    program = lower(decodeModule(wasm)).program;
  });

  /** Runs a block to its end; returns the fuel that it took. */
  function run(machine: Interpreter, height: bigint, block: readonly Uint8Array[], fuel = AMPLE) {
    const before = machine.tf;
    machine.enter({ height, transactions: block, allowance: fuel });
    machine.runToEnd();
    return machine.tf - before;
  }

  function answersOf(machine: Interpreter, height: bigint, commands: readonly Command[]): Answer[] {
    const memory = new Uint8Array(RESULT_POINTER + RESULT_BYTES);
    for (let at = RESULT_POINTER; at < memory.length; at += LEAF_BYTES) {
      memory.set(machine.memory.node(0, at / LEAF_BYTES), at);
    }
    return readAnswers(memory, height, commands);
  }

  function confirm(oracle: LedgerOracle, commands: readonly Command[]): Answer[] {
    return commands.map((command) => oracle.execute(command));
  }

  it("answers the small demonstration as the oracle does, in about 10^6 instructions", () => {
    const machine = Interpreter.create(engine, program);
    const oracle = new LedgerOracle();
    for (const { height, transactions, commands, traps } of workload("small")) {
      const before = machine.eic;
      run(machine, height, transactions);
      expect(machine.status).to.equal(traps ? STATUS.unreachable : STATUS.halted);
      if (height === 3n) expect(Number(machine.eic - before)).to.be.within(8e5, 2e6);
      if (!traps) expect(answersOf(machine, height, commands)).to.eql(confirm(oracle, commands));
    }
  });

  it("applies a block as a whole or not at all, wherever its fuel ends", () => {
    const random = new SeededRandom(SEED);
    const machine = Interpreter.create(engine, program);
    const oracle = new LedgerOracle();
    const first = [...real.slice(0, 12), ...MAINNET_NAMES.slice(0, 2)];
    const second = [...real.slice(10, 30), ...MAINNET_NAMES, queryFor("EtherDelta")];
    const block = second.map(encodeCommand);
    run(machine, 1n, first.map(encodeCommand));
    confirm(oracle, first);
    const settled = machine.snapshot();
    const once = confirm(oracle, second);
    const twice = confirm(oracle, second);
    const fuel = Number(run(machine, 2n, block));
    // The last of these come after the block's end was made valid, and before the gateway returned.
    const shortages = Array.from({ length: 12 }, (_, i) => fuel - 1 - i);
    const anywhere = Array.from({ length: 24 }, () => random.between(1, fuel - 1));
    const seen = new Set<string>();
    for (const limit of [...anywhere, ...shortages]) {
      machine.restore(settled);
      run(machine, 2n, block, BigInt(limit));
      expect(machine.status).to.equal(STATUS.outOfFuel);
      run(machine, 3n, block);
      const answers = answersOf(machine, 3n, second);
      const whole = answers[3]!.kind === "refused";
      seen.add(whole ? "whole" : "none");
      expect(answers, `fuel ${limit}`).to.eql(whole ? twice : once);
      if (limit < fuel - 12) expect(whole).to.equal(false);
    }
    expect([...seen].sort()).to.eql(["none", "whole"]);
  });
});
