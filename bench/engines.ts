/** The three that are compared, behind one interface. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { V8Package } from "../examples/ethereum-ledger/v8-host.ts";
import { Interpreter } from "../offchain/machine/interpreter.ts";
import { memoised, recoverWithNoble } from "../offchain/machine/recover.ts";
import type { Recover } from "../offchain/machine/recover.ts";
import { decodeModule } from "../offchain/module/decode.ts";
import { lower } from "../offchain/program/lower.ts";
import type { Program } from "../offchain/program/program.ts";
import { STATUS } from "../offchain/program/tables.ts";
import type { BaselineBlock } from "./js/machine.ts";
import { JsInterpreter } from "./js-interpreter.ts";
import type { BenchProgram } from "./programs.ts";

export const ENGINES = ["v8", "interpreter", "js"] as const;
export type EngineName = (typeof ENGINES)[number];

/** What a block took by the rules of docs/VM.md; undefined in V8, which does not count. */
export interface Counts {
  /** Steps, `enter` included. */
  readonly instructions: number;
  readonly fuel: number;
}

/** A machine of one engine. */
export interface Instance {
  /** Runs the gateway on a block, whether it halts or traps; V8 knows no fuel. */
  run(block: BaselineBlock, allowance?: number): void;
  /** Whether the last block halted. */
  readonly halted: boolean;
  /** Of the last block. */
  readonly counts: Counts | undefined;
  /** A copy of the memory. */
  memory(): Uint8Array;
}

/** Fuel for each block: more than any program here takes. */
const ALLOWANCE = 2 ** 45;

/** Answers are kept, for all engines alike: what is measured is not the recovery of signers. */
const recover: Recover = memoised(recoverWithNoble);

export class Workbench {
  readonly #program: Program;
  readonly #module: WebAssembly.Module;
  readonly #wasm: Uint8Array<ArrayBuffer>;

  constructor({ wasm }: BenchProgram) {
    this.#program = lower(decodeModule(wasm)).program;
    this.#wasm = wasm;
    const path = resolve(import.meta.dirname, "../build/interpreter.wasm");
    this.#module = new WebAssembly.Module(new Uint8Array(readFileSync(path)));
  }

  /** A new machine. */
  create(engine: EngineName): Instance {
    switch (engine) {
      case "v8":
        return new V8Instance(new V8Package(this.#wasm, recover));
      case "interpreter":
        return new InterpreterInstance(
          Interpreter.create(this.#module, this.#program, { recover }),
          this.#program,
        );
      case "js":
        return new JsInstance(new JsInterpreter(this.#program, recover));
    }
  }
}

class V8Instance implements Instance {
  readonly counts = undefined;
  halted = false;
  readonly #package: V8Package;

  constructor(untouched: V8Package) {
    this.#package = untouched;
  }

  run({ height, transactions }: BaselineBlock): void {
    this.halted = this.#package.runBlock(height, transactions) === "halted";
  }

  memory(): Uint8Array {
    return this.#package.memory.slice();
  }
}

class InterpreterInstance implements Instance {
  counts: Counts | undefined;
  readonly #machine: Interpreter;
  readonly #program: Program;

  constructor(machine: Interpreter, program: Program) {
    this.#machine = machine;
    this.#program = program;
  }

  get halted(): boolean {
    return this.#machine.status === STATUS.halted;
  }

  run(block: BaselineBlock, allowance = ALLOWANCE): void {
    const { eic, tf } = this.#machine;
    this.#machine.enter({ ...block, allowance: BigInt(allowance) });
    this.#machine.runToEnd();
    this.counts = {
      instructions: Number(this.#machine.eic - eic),
      fuel: Number(this.#machine.tf - tf),
    };
  }

  memory(): Uint8Array {
    return this.#machine.readMemory(0, this.#program.memoryPages * 65_536);
  }
}

class JsInstance implements Instance {
  counts: Counts | undefined;
  halted = false;
  readonly #machine: JsInterpreter;

  constructor(machine: JsInterpreter) {
    this.#machine = machine;
  }

  run(block: BaselineBlock, allowance = ALLOWANCE): void {
    const { status, instructions, fuel } = this.#machine.runBlock(block, allowance);
    this.halted = status === STATUS.halted;
    this.counts = { instructions, fuel };
  }

  memory(): Uint8Array {
    return this.#machine.memory.slice();
  }
}
