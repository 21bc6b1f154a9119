/** The baseline's state: what bench/js-interpreter.ts and its loop work on. */
import type { Instruction } from "../../offchain/program/instruction.ts";
import type { Program } from "../../offchain/program/program.ts";
import { FUEL } from "../../offchain/program/tables.ts";
import { ARENA, CALLEE_STRIDE, REGISTERS, STRIDE } from "./arena.ts";
import { UnsupportedProgram } from "./decode.ts";
import type { Decoded } from "./decode.ts";
import { arrays } from "./loop.ts";

/** Input of a block. */
export interface BaselineBlock {
  readonly height: bigint;
  readonly transactions: readonly Uint8Array[];
}

/**
 * Fuel is dealt to the loop in portions. They keep it within an int32, steps too, as each takes a unit at
 * least; and they end the loop often enough for a faster version of its code to be taken up. No frame's
 * charge is greater.
 */
const PORTION = 2 ** 20;

export class Machine {
  readonly program: Program;
  readonly decoded: Decoded;
  readonly dropped: Uint8Array;
  readonly registers: Int32Array;
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  /** The program's, not all that the loop has. */
  readonly table: Int32Array;
  readonly memory: Uint8Array;
  readonly #dirty: Uint8Array;
  readonly #frames: Int32Array;

  eic = 0;
  /** Total fuel, exact between calls; see `spent`. */
  tf = 0;
  input: BaselineBlock = { height: 0n, transactions: [] };
  #limit = 0;
  /** Fuel of the call that has not been dealt yet. */
  #rest = 0;
  #calls = 0;
  /** Whose state the loop's arrays hold. */
  static #latest: Machine;

  /**
   * Takes the loop over: an older machine must not run any more.
   * @throws UnsupportedProgram if the loop's arrays are too small.
   */
  constructor(program: Program, decoded: Decoded) {
    this.program = program;
    this.decoded = decoded;
    checkRoom(program, decoded);
    const all = arrays();
    const { code, callees, lo, hi, frames, globalsLo, globalsHi, registers } = all;
    code.set(decoded.code);
    callees.set(decoded.callees);
    globalsLo.fill(0, 0, program.globals);
    globalsHi.fill(0, 0, program.globals);
    this.registers = registers;
    this.lo = lo;
    this.hi = hi;
    this.#frames = frames;
    this.table = all.table.subarray(0, program.tableSlots).fill(0);
    this.memory = all.memory.subarray(0, program.memoryPages * 65_536).fill(0);
    this.#dirty = all.dirty.subarray(0, program.memoryPages * 16);
    this.dropped = new Uint8Array(program.segments);
    Machine.#latest = this;
  }

  /** One past the topmost operand. */
  get sp(): number {
    return this.registers[REGISTERS.sp]!;
  }
  set sp(value: number) {
    this.registers[REGISTERS.sp] = value;
  }

  /** Where the running frame's locals begin. */
  get fp(): number {
    return this.registers[REGISTERS.fp]!;
  }

  /** The step `enter` (docs/VM.md 4.1); `allowance` ≥ 1. */
  enter(input: BaselineBlock, allowance: number): void {
    if (Machine.#latest !== this) throw new Error("another machine has taken the loop over");
    const { gatewayEntry, gatewayLocals, frameHeight, maxFrames, maxSlots } = this.program;
    this.eic += 1;
    this.#limit = this.tf + allowance;
    this.#rest = allowance - FUEL.enter;
    this.input = input;
    const pc = (this.#calls === 0 ? 0 : gatewayEntry) * STRIDE;
    this.#calls += 1;
    const slots = gatewayLocals + frameHeight;
    this.registers.set([pc, gatewayLocals, 0, 0, slots, 1, 0, maxFrames, maxSlots]);
    this.lo.fill(0, 0, gatewayLocals);
    this.hi.fill(0, 0, gatewayLocals);
    this.#frames[0] = -1;
    this.#dirty.fill(0);
  }

  /** The instruction at pc. */
  instruction(): Instruction {
    return this.decoded.instructions[this.registers[REGISTERS.pc]! / STRIDE]!;
  }

  /** Base fuel of the instruction at pc. */
  baseFuel(): number {
    return this.decoded.code[this.registers[REGISTERS.pc]!]! >>> 8;
  }

  advance(): void {
    this.registers[REGISTERS.pc]! += STRIDE;
  }

  /** Takes up what the loop has counted in its last turn. */
  countSteps(): void {
    this.eic += this.registers[REGISTERS.steps]!;
  }

  /** Deals the loop another portion of fuel; false if there is none left. */
  deal(): boolean {
    const portion = Math.min(this.#rest, PORTION);
    this.#rest -= portion;
    this.registers[REGISTERS.fuel]! += portion;
    return portion > 0;
  }

  /** Pays a charge, if there is fuel for it and for what is `due` besides; false if not. */
  pay(charge: number, due = 0): boolean {
    const fuel = this.registers[REGISTERS.fuel]!;
    if (fuel + this.#rest < charge + due) return false;
    const missing = Math.max(charge - fuel, 0);
    this.#rest -= missing;
    this.registers[REGISTERS.fuel] = fuel + missing - charge;
    return true;
  }

  /** Total fuel at this moment. */
  spent(): number {
    return this.#limit - this.#rest - this.registers[REGISTERS.fuel]!;
  }

  /** Brings tf up to date at the end of a call. */
  settle(outOfFuel: boolean): void {
    this.tf = outOfFuel ? this.#limit : this.spent();
  }

  /** Makes the chunks of [address, address + size) dirty, and tells what that costs. */
  touch(address: number, size: number): number {
    if (size === 0) return 0;
    let charge = 0;
    for (let chunk = address >>> 12; chunk <= (address + size - 1) >>> 12; chunk++) {
      if (this.#dirty[chunk] !== 0) continue;
      this.#dirty[chunk] = 1;
      charge += FUEL.dirtyChunk;
    }
    return charge;
  }
}

function checkRoom(program: Program, { instructions, callees }: Decoded): void {
  const fits =
    instructions.length <= ARENA.instructions &&
    callees.length <= ARENA.callees * CALLEE_STRIDE &&
    Math.max(program.globals, program.tableSlots) <= ARENA.words &&
    program.memoryPages <= ARENA.memoryPages;
  if (!fits) throw new UnsupportedProgram("the program is too big for the baseline's arrays");
}
