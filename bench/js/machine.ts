/** The baseline's state: what bench/js-interpreter.ts and its loop work on. */
import type { Instruction } from "../../offchain/program/instruction.ts";
import type { Program } from "../../offchain/program/program.ts";
import { FUEL } from "../../offchain/program/tables.ts";
import { STRIDE } from "./decode.ts";
import type { Decoded } from "./decode.ts";

/** Input of a block. */
export interface BaselineBlock {
  readonly height: bigint;
  readonly transactions: readonly Uint8Array[];
}

/** Integers per frame: return address, locals' base, slots in use before the call. */
export const FRAME_STRIDE = 3;

/** Where the loop's variables stand while it does not run. `steps` is what its last turn has counted. */
export const REGISTERS = { pc: 0, sp: 1, fp: 2, fuel: 3, slots: 4, depth: 5, steps: 6 } as const;

/**
 * Fuel is dealt to the loop in portions. They keep it within an int32, steps too, as each takes a unit at
 * least; and they end the loop often enough for a faster version of its code to be taken up. No frame's
 * charge is greater.
 */
const PORTION = 2 ** 20;

export class Machine {
  readonly program: Program;
  readonly decoded: Decoded;
  readonly registers = new Int32Array(7);
  /** Low and high halves of locals and operands of all frames, one stack: arguments become locals. */
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  readonly frames: Int32Array;
  readonly globalsLo: Int32Array;
  readonly globalsHi: Int32Array;
  readonly table: Int32Array;
  readonly dropped: Uint8Array;
  readonly memory: Uint8Array;
  readonly view: DataView;
  /** 1 for each 4 KiB chunk that is dirty in this call. */
  readonly dirty: Uint8Array;

  eic = 0;
  /** Total fuel, exact between calls; see `spent`. */
  tf = 0;
  input: BaselineBlock = { height: 0n, transactions: [] };
  #limit = 0;
  /** Fuel of the call that has not been dealt yet. */
  #rest = 0;
  #calls = 0;

  constructor(program: Program, decoded: Decoded) {
    this.program = program;
    this.decoded = decoded;
    this.lo = new Int32Array(program.maxSlots);
    this.hi = new Int32Array(program.maxSlots);
    this.frames = new Int32Array(program.maxFrames * FRAME_STRIDE);
    this.globalsLo = new Int32Array(program.globals);
    this.globalsHi = new Int32Array(program.globals);
    this.table = new Int32Array(program.tableSlots);
    this.dropped = new Uint8Array(program.segments);
    this.memory = new Uint8Array(program.memoryPages * 65_536);
    this.view = new DataView(this.memory.buffer);
    this.dirty = new Uint8Array(program.memoryPages * 16);
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
    const { gatewayEntry, gatewayLocals, frameHeight } = this.program;
    this.eic += 1;
    this.#limit = this.tf + allowance;
    this.#rest = allowance - FUEL.enter;
    this.input = input;
    const pc = (this.#calls === 0 ? 0 : gatewayEntry) * STRIDE;
    this.#calls += 1;
    this.registers.set([pc, gatewayLocals, 0, 0, gatewayLocals + frameHeight, 1, 0]);
    this.lo.fill(0, 0, gatewayLocals);
    this.hi.fill(0, 0, gatewayLocals);
    this.frames[0] = -1;
    this.dirty.fill(0);
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
      if (this.dirty[chunk] !== 0) continue;
      this.dirty[chunk] = 1;
      charge += FUEL.dirtyChunk;
    }
    return charge;
  }
}
