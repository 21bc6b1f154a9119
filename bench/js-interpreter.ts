/**
 * A plain JavaScript interpreter of lowered programs: the baseline that the machine's interpreter is
 * measured against, and nothing else. It counts instructions and fuel exactly, but keeps no hashes
 * and makes no proofs. It trusts the program to be a lowering of a valid module, which the machine's
 * checked build does not.
 */
import type { Recover } from "../offchain/machine/recover.ts";
import { accessBytes } from "../offchain/program/instruction.ts";
import type { Program } from "../offchain/program/program.ts";
import { HOST_FUNCTIONS, STATUS } from "../offchain/program/tables.ts";
import { drop, memoryCopy, memoryFill, memoryInit, tableInit } from "./js/bulk.ts";
import type { Outcome } from "./js/outcome.ts";
import { decode } from "./js/decode.ts";
import { callHost } from "./js/host.ts";
import { EXIT, loop } from "./js/loop.ts";
import { Machine } from "./js/machine.ts";
import type { BaselineBlock } from "./js/machine.ts";
import { divideWide } from "./js/wide.ts";

/** How a call ended, and what it took. */
export interface BaselineRun {
  /** A value of STATUS. */
  readonly status: number;
  /** Steps, `enter` included. */
  readonly instructions: number;
  readonly fuel: number;
}

/** One at a time: a new one takes the place of the last one, which must not run any more. */
export class JsInterpreter {
  readonly #machine: Machine;
  readonly #recover: Recover;

  /** @throws UnsupportedProgram, see bench/js/decode.ts. */
  constructor(program: Program, recover: Recover) {
    this.#machine = new Machine(program, decode(program));
    this.#recover = recover;
  }

  /** The memory itself; no copy. */
  get memory(): Uint8Array {
    return this.#machine.memory;
  }

  /** Runs the gateway on a block; `allowance` is the call's fuel, from 1 to 2^52. */
  runBlock(block: BaselineBlock, allowance: number): BaselineRun {
    const machine = this.#machine;
    const { eic, tf } = machine;
    machine.enter(block, allowance);
    const status = run(machine, this.#recover);
    return { status, instructions: machine.eic - eic, fuel: machine.tf - tf };
  }
}

/** Runs from the state after `enter` until the machine halts or traps. Returns the status. */
function run(m: Machine, recover: Recover): number {
  for (;;) {
    const exit = loop();
    m.countSteps();
    const status = exit < 0 ? goOn(m, exit, recover) : exit;
    if (status === STATUS.running) continue;
    m.settle(status === STATUS.outOfFuel);
    return status;
  }
}

/** Does what the loop was left for. Returns STATUS.running, or how the call ended. */
function goOn(m: Machine, exit: number, recover: Recover): number {
  switch (exit) {
    case EXIT.touch:
      return touch(m);
    case EXIT.slow:
      return slowStep(m, recover);
    default:
      return m.deal() ? STATUS.running : outOfFuel(m);
  }
}

/** Pays for the chunks of the store at pc, which the loop executes then. */
function touch(m: Machine): number {
  const { op, a: offset } = m.instruction();
  const charge = m.touch((m.lo[m.sp - 2]! >>> 0) + offset, accessBytes(op)!);
  // The instruction itself has not been paid yet.
  return m.pay(charge, m.baseFuel()) ? STATUS.running : outOfFuel(m);
}

/** Executes the instruction at pc, which is not one of the loop's. */
function slowStep(m: Machine, recover: Recover): number {
  if (!m.pay(m.baseFuel())) return outOfFuel(m);
  m.eic += 1;
  const outcome = execute(m, recover);
  if (outcome === "next") m.advance();
  if (typeof outcome === "string") return STATUS.running;
  return outcome;
}

function execute(m: Machine, recover: Recover): Outcome {
  const instruction = m.instruction();
  switch (instruction.op) {
    case 0x7f: // i64.div_s
    case 0x80: // i64.div_u
    case 0x81: // i64.rem_s
    case 0x82: // i64.rem_u
      m.sp -= 1;
      return divideWide(instruction.op, m.lo, m.hi, m.sp);
    case 0xe8:
      return memoryInit(m, instruction);
    case 0xea:
      return memoryCopy(m);
    case 0xeb:
      return memoryFill(m);
    case 0xec:
      return tableInit(m, instruction);
    case 0xe9: // data.drop
    case 0xed: // elem.drop
      return drop(m, instruction);
    case 0xf8: {
      const before = m.spent() - HOST_FUNCTIONS[instruction.a]!.fuel;
      return callHost(m, instruction.a, before, recover);
    }
    default:
      throw new Error(`opcode ${instruction.op} has been decoded, but nothing executes it`);
  }
}

/** The step at pc counts, though it cannot be paid. */
function outOfFuel(m: Machine): number {
  m.eic += 1;
  return STATUS.outOfFuel;
}
