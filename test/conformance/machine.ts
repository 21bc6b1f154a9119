/** A machine that holds the instances of one group, and calls their functions. */
import { readFileSync } from "node:fs";

import { link } from "../../offchain/link/link.ts";
import { readUnlinked } from "../../offchain/link/read.ts";
import type { Place } from "../../offchain/link/space.ts";
import { Interpreter } from "../../offchain/machine/interpreter.ts";
import { decodeModule } from "../../offchain/module/decode.ts";
import type { Module } from "../../offchain/module/types.ts";
import { lower } from "../../offchain/program/lower.ts";
import type { Program } from "../../offchain/program/program.ts";
import { STATUS, UNDEFINED_FAMILIES } from "../../offchain/program/tables.ts";
import type { StatusName } from "../../offchain/program/tables.ts";
import { inputsOf } from "./plan.ts";
import type { PlannedGroup } from "./plan.ts";

/** The production build runs only what lowering accepts: no instruction that is not defined. */
const BUILD =
  UNDEFINED_FAMILIES.size > 0 ? "build/interpreter-checked.wasm" : "build/interpreter.wasm";
const STATUS_NAMES = Object.keys(STATUS) as StatusName[];
/** The whole range of tf: no assertion is about fuel. */
const ALLOWANCE = 2n ** 64n - 1n;

export const BLOCK = {
  height: 1n,
  transactions: [new Uint8Array([1])],
  allowance: ALLOWANCE,
} as const;

export type CallOutcome =
  | { readonly results: readonly bigint[]; readonly trap?: undefined }
  | { readonly results?: undefined; readonly trap: StatusName };

/** Told of each run that has been made, to make it again step by step. */
export interface Witness {
  /** Told before each command. Differences that are found in its runs, until all is compared, go there. */
  collect(): string[];
  /**
   * @param start Makes the state from which the run goes.
   * @param end eic after the run; its state is the machine's present one.
   */
  rerun(machine: Interpreter, program: Program, start: () => void, end: bigint): Promise<void>;
}

let build: WebAssembly.Module | undefined;

export class GroupMachine {
  readonly #machine: Interpreter;
  readonly #program: Program;
  readonly #exports: ReadonlyMap<string, ReadonlyMap<string, Place>>;
  readonly #instantiations: ReadonlyMap<string, number>;
  readonly #witness: Witness | undefined;
  /** The trap in which the prologue ended; it may be that of a lone module's instantiation. */
  #prologue: StatusName | undefined;

  private constructor(group: PlannedGroup, witness: Witness | undefined) {
    const { module, exports, instantiations } = assemble(group);
    this.#exports = exports;
    this.#instantiations = instantiations;
    this.#program = lower(module, {
      gateway: null,
      undefinedInstructions: UNDEFINED_FAMILIES.size > 0,
    }).program;
    build ??= new WebAssembly.Module(readFileSync(BUILD));
    this.#machine = Interpreter.create(build, this.#program);
    this.#witness = witness;
  }

  /**
   * Makes the machine and runs the prologue.
   * @throws ModuleError, LinkError, ProgramError or MachineError.
   */
  static async create(group: PlannedGroup, witness?: Witness): Promise<GroupMachine> {
    const made = new GroupMachine(group, witness);
    const machine = made.#machine;
    const start = machine.snapshot();
    machine.enter(BLOCK);
    machine.runToEnd();
    if (machine.status !== STATUS.halted) made.#prologue = nameOf(machine.status);
    await made.#rerun(() => {
      machine.restore(start);
      machine.enter(BLOCK);
    });
    return made;
  }

  /** Instantiates a module of the group. Returns the trap in which that ended, if it did. */
  async instantiate(name: string): Promise<StatusName | undefined> {
    if (this.#prologue !== undefined) return this.#prologue;
    const index = this.#instantiations.get(name);
    return index === undefined ? undefined : (await this.#call(index, [])).trap;
  }

  /** Calls an export. Throws if there is none of that name. */
  call(instance: string, name: string, args: readonly bigint[]): Promise<CallOutcome> {
    return this.#call(this.#find(instance, name, "function"), args);
  }

  /** The value of an exported global. */
  get(instance: string, name: string): bigint {
    const index = this.#find(instance, name, "global");
    const leaf = this.#machine.globals.node(0, index >> 2);
    return new DataView(leaf.buffer, leaf.byteOffset).getBigUint64(8 * (index & 3));
  }

  async #call(index: number, args: readonly bigint[]): Promise<CallOutcome> {
    const machine = this.#machine;
    const before = this.#witness && machine.snapshot();
    machine.openCall(index, args);
    const results = machine.finishCall();
    const trap = results === undefined ? nameOf(machine.status) : undefined;
    if (results !== undefined) machine.step();
    if (before !== undefined) {
      await this.#rerun(() => {
        machine.restore(before);
        machine.openCall(index, args);
      });
    }
    return trap === undefined ? { results: results! } : { trap };
  }

  async #rerun(start: () => void): Promise<void> {
    await this.#witness?.rerun(this.#machine, this.#program, start, this.#machine.eic);
  }

  #find(instance: string, name: string, kind: Place["kind"]): number {
    const place = this.#exports.get(instance)?.get(name);
    if (place?.kind !== kind) throw new Error(`no ${kind} is exported as ${JSON.stringify(name)}`);
    return place.index;
  }
}

interface Assembled {
  readonly module: Module;
  readonly exports: ReadonlyMap<string, ReadonlyMap<string, Place>>;
  readonly instantiations: ReadonlyMap<string, number>;
}

/** A module that imports nothing is taken as it is, with its own prologue; others are linked. */
function assemble({ inputs }: PlannedGroup): Assembled {
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined && !importsAnything(only.bytes)) {
    const module = decodeModule(only.bytes);
    const exports = module.exports.map(({ name, kind, index }) => [name, { kind, index }] as const);
    return { module, exports: new Map([[only.name, new Map(exports)]]), instantiations: new Map() };
  }
  const { bytes, exports, instantiations } = link(inputsOf(inputs), { withoutStart: true });
  return { module: decodeModule(bytes), exports, instantiations };
}

function importsAnything(bytes: Uint8Array): boolean {
  return readUnlinked(bytes).imports.length > 0;
}

function nameOf(status: number): StatusName {
  return STATUS_NAMES.find((name) => STATUS[name] === status)!;
}
