/**
 * How a liar's machine comes by its states: at one instruction something in it is changed from
 * outside, and it runs on from there. Nothing is made up: every hash is that of a real state.
 */
import type { Replayable } from "../game/replay.ts";
import type { CountersOpening, PcOpening } from "../game/moves.ts";
import type { Interpreter } from "../machine/interpreter.ts";
import type { Change } from "../machine/interpreter/tamper.ts";
import type { Snapshot } from "../machine/interpreter/snapshot.ts";
import { LEAF_BYTES } from "../program/program.ts";
import type { Program } from "../program/program.ts";
import { STATUS } from "../program/tables.ts";
import { SeededRandom } from "./random.ts";

export const LIES = ["memory", "operand", "local", "pc", "fuel", "result"] as const;

/** What is changed. `result`: only a word of memory after the last instruction. */
export type LieKind = (typeof LIES)[number];

export interface LieOptions {
  readonly kind: LieKind;
  /** Instructions of the block that run before the change, at least 1 (`enter` counts). */
  readonly at: bigint;
  readonly seed: number;
  /** Where the package leaves its answers; some dirty byte of memory if unknown. */
  readonly resultAddress?: number;
}

/** A change that a machine undergoes when it reaches an eic. */
interface Planned {
  readonly eic: bigint;
  readonly change: Change;
}

const CHUNK = 4096;

/** A machine that lies: wherever its run passes a planned eic, the change is made. */
export class LyingReplay implements Replayable<Snapshot> {
  readonly #honest: Replayable<Snapshot>;
  readonly #machine: Interpreter;
  readonly #plan: Planned[] = [];

  /** @param replay A replay of `machine`, which has the block and is of the checked build. */
  constructor(replay: Replayable<Snapshot>, machine: Interpreter) {
    this.#honest = replay;
    this.#machine = machine;
  }

  /** The changes made, in order. */
  get plan(): readonly Planned[] {
    return this.#plan;
  }

  /**
   * Runs the block to its end, lying.
   * @param program Of the machine.
   * @param honestEnd H_VM after the block as it should be: where the change dies out before the end, a word of
   *   the result is changed too, so that there is a lie at all.
   */
  runLying(program: Program, options: LieOptions, honestEnd: Uint8Array): void {
    const machine = this.#machine;
    const random = new SeededRandom(options.seed);
    if (options.kind !== "result" && machine.run(machine.eic + options.at) === "stopped") {
      const change = this.#firstPlace(program, options.kind, random);
      if (change !== undefined) this.#make(change);
    }
    machine.runToEnd();
    if (machine.hash().every((byte, i) => byte === honestEnd[i])) {
      this.#make(resultChange(machine, random, options.resultAddress));
    }
  }

  /** Steps on until the state has a place for the lie; undefined if the trace ends before. */
  #firstPlace(program: Program, kind: LieKind, random: SeededRandom): Change | undefined {
    const machine = this.#machine;
    for (;;) {
      const change = changeOf(machine, program, kind, random);
      if (change !== undefined || !machine.step()) return change;
    }
  }

  #make(change: Change): void {
    this.#plan.push({ eic: this.#machine.eic, change });
    this.#machine.tamper(change);
  }

  get eic(): bigint {
    return this.#machine.eic;
  }

  runTo(eic: bigint): void {
    for (const { eic: planned, change } of this.#plan) {
      if (this.eic >= planned || planned > eic) continue;
      this.#honest.runTo(planned);
      this.#machine.tamper(change);
    }
    this.#honest.runTo(eic);
  }

  save(): Snapshot {
    return this.#honest.save();
  }

  restore(snapshot: Snapshot): void {
    this.#honest.restore(snapshot);
  }

  hash(): Uint8Array {
    return this.#honest.hash();
  }

  openCounters(): CountersOpening {
    return this.#honest.openCounters();
  }

  openPc(): PcOpening {
    return this.#honest.openPc();
  }

  proveStep(): Uint8Array | undefined {
    return this.#honest.proveStep();
  }

  proveInput(): Uint8Array | undefined {
    return this.#honest.proveInput();
  }
}

/** The change for this state; undefined if it has no place for one. */
function changeOf(
  machine: Interpreter,
  program: Program,
  kind: LieKind,
  random: SeededRandom,
): Change | undefined {
  const flip = (value: bigint): bigint => value ^ (1n << BigInt(random.below(32)));
  const depth = machine.operands.length;
  const running = machine.status === STATUS.running;
  switch (kind) {
    case "memory":
      return memoryChange(machine, random);
    case "operand": {
      if (depth === 0) return undefined;
      const index = random.below(depth);
      return { kind, index, value: flip(machine.operands[depth - 1 - index] ?? 0n) };
    }
    case "local": {
      if (machine.locals.count === 0) return undefined;
      const index = random.below(machine.locals.count);
      return { kind, index, value: flip(localOf(machine, index)) };
    }
    case "pc": {
      const codeLength = program.code.length / LEAF_BYTES;
      if (!running || codeLength < 2) return undefined;
      const other = (Number(machine.pc) + 1 + random.below(codeLength - 1)) % codeLength;
      return { kind, value: other };
    }
    case "fuel":
      return { kind: "tf", value: machine.tf + 1n + BigInt(random.below(1000)) };
    case "result":
      return undefined;
  }
}

function localOf(machine: Interpreter, index: number): bigint {
  const leaf = machine.locals.node(0, Math.floor(index / 4));
  return new DataView(leaf.buffer, leaf.byteOffset, 32).getBigUint64(8 * (index % 4));
}

/** Another value for a byte of a chunk that has been written to; undefined if there is none. */
function memoryChange(machine: Interpreter, random: SeededRandom): Change | undefined {
  const dirty: number[] = [];
  for (let chunk = 0; chunk < 16 * machine.memory.pages; chunk++) {
    if (machine.memory.stamp(chunk) > 0n) dirty.push(chunk);
  }
  const chunk = dirty[random.below(dirty.length || 1)];
  if (chunk === undefined) return undefined;
  return flipByte(machine, chunk * CHUNK + random.below(CHUNK), random);
}

function flipByte(machine: Interpreter, address: number, random: SeededRandom): Change {
  const present = machine.readMemory(address, 1)[0] ?? 0;
  return { kind: "memory", address, value: present ^ (1 + random.below(255)) };
}

/** A word of the result; the fuel counter where the package has no memory in use. */
function resultChange(machine: Interpreter, random: SeededRandom, address?: number): Change {
  if (address !== undefined) return flipByte(machine, address + random.below(4), random);
  return memoryChange(machine, random) ?? { kind: "tf", value: machine.tf + 1n };
}
