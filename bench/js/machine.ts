/** The baseline's state: what the loop of bench/js-interpreter.ts keeps between its turns. */
import { FUEL, STATUS } from "../../offchain/program/tables.ts";
import type { Instruction } from "../../offchain/program/instruction.ts";
import { STRIDE } from "./decode.ts";
import type { Decoded, DecodeInput } from "./decode.ts";

/** What the baseline needs of a lowered program (docs/VM.md 2.2 to 2.4). */
export interface BaselineProgram extends DecodeInput {
  readonly maxFrames: number;
  readonly maxSlots: number;
  readonly gatewayEntry: number;
  readonly gatewayLocals: number;
  readonly frameHeight: number;
  readonly globals: number;
  readonly tableSlots: number;
  readonly segments: number;
  /** The data array, a multiple of 32 bytes. */
  readonly data: Uint8Array;
  /** The elements array: function index + 1, or 0 for null. */
  readonly elements: readonly number[];
}

/** Input of a block. */
export interface BaselineBlock {
  readonly height: bigint;
  readonly transactions: readonly Uint8Array[];
}

/** Fuel is dealt to the loop in portions that stay within an int32. */
const PORTION = 2 ** 30;

/** Integers per frame: return address, locals' base, slots in use before the call. */
export const FRAME_STRIDE = 3;

export class Machine {
  readonly instructions: readonly Instruction[];
  readonly decoded: Decoded;
  readonly program: BaselineProgram;
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

  status: number = STATUS.halted;
  /** Index of the running instruction's first integer. */
  pc = 0;
  /** One past the topmost operand. */
  sp = 0;
  /** Where the running frame's locals begin. */
  fp = 0;
  /** Fuel in the loop's hand; below zero only while a charge is being settled. */
  fuel = 0;
  /** Fuel of the call that has not been dealt yet. */
  rest = 0;
  limit = 0;
  /** Total fuel, as far as it is settled: exact between calls only, see `spent`. */
  tf = 0;
  eic = 0;
  calls = 0;
  input: BaselineBlock = { height: 0n, transactions: [] };

  constructor(program: BaselineProgram, decoded: Decoded) {
    this.program = program;
    this.instructions = program.code;
    this.decoded = decoded;
    // The slack is for the operands that one instruction may have above those of a frame.
    const slots = program.maxSlots + 16;
    this.lo = new Int32Array(slots);
    this.hi = new Int32Array(slots);
    this.frames = new Int32Array((program.maxFrames + 1) * FRAME_STRIDE);
    this.globalsLo = new Int32Array(program.globals);
    this.globalsHi = new Int32Array(program.globals);
    this.table = new Int32Array(program.tableSlots);
    this.dropped = new Uint8Array(program.segments);
    this.memory = new Uint8Array(program.memoryPages * 65_536);
    this.view = new DataView(this.memory.buffer);
    this.dirty = new Uint8Array(program.memoryPages * 16);
  }

  /** The step `enter` (docs/VM.md 4.1); `allowance` ≥ 1. */
  enter(input: BaselineBlock, allowance: number): void {
    const { gatewayEntry, gatewayLocals } = this.program;
    this.eic += 1;
    this.limit = this.tf + allowance;
    this.tf += FUEL.enter;
    this.rest = this.limit - this.tf;
    this.fuel = 0;
    this.input = input;
    this.status = STATUS.running;
    this.pc = (this.calls === 0 ? 0 : gatewayEntry) * STRIDE;
    this.calls += 1;
    this.fp = 0;
    this.sp = gatewayLocals;
    this.lo.fill(0, 0, gatewayLocals);
    this.hi.fill(0, 0, gatewayLocals);
    this.frames[0] = -1;
    this.dirty.fill(0);
  }

  /** Total fuel spent, where `fuel` is what the loop still holds. */
  spent(fuel: number): number {
    return this.limit - this.rest - fuel;
  }

  /**
   * Counts the loop's steps, and deals it a new portion of fuel; what it returns is still below zero
   * if the limit is reached. A step takes at least one unit, so steps stay within an int32 too.
   */
  refill(fuel: number, steps: number): number {
    this.eic += steps;
    return this.#deal(fuel, PORTION);
  }

  /** Makes up for a charge that the loop's portion does not cover; below zero if the limit is reached. */
  cover(fuel: number): number {
    return this.#deal(fuel, -fuel);
  }

  /** Pays a charge from `this.fuel`; false if that is out of fuel. */
  pay(charge: number): boolean {
    this.fuel -= charge;
    if (this.fuel < 0) this.fuel = this.cover(this.fuel);
    return this.fuel >= 0;
  }

  #deal(fuel: number, most: number): number {
    const portion = Math.min(this.rest, most);
    this.rest -= portion;
    return fuel + portion;
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
