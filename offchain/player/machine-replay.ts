/** A block in an interpreter, replayed for the game (paper A.3, dispute mode). */
import type { Replayable } from "../game/replay.ts";
import type { CountersOpening, PcOpening } from "../game/moves.ts";
import type { Interpreter } from "../machine/interpreter.ts";
import type { Snapshot } from "../machine/interpreter/snapshot.ts";
import { decodeInstruction } from "../program/instruction.ts";
import { HOST_FUNCTIONS, STATUS, opcode } from "../program/tables.ts";
import type { BlockTransactions } from "../proof/block.ts";
import { leafSiblings, proveReadsInput } from "../proof/openings.ts";
import { stateNode } from "../proof/nodes.ts";
import type { ProgramView } from "../proof/program-view.ts";
import { proveStep } from "../proof/step.ts";

const OP_HOST = opcode("host");

export class MachineReplay implements Replayable<Snapshot> {
  readonly #machine: Interpreter;
  readonly #program: ProgramView;
  readonly #block: BlockTransactions;

  /**
   * @param machine Has the block, entered or pending.
   * @param block The block's transactions, all of them.
   */
  constructor(machine: Interpreter, program: ProgramView, block: BlockTransactions) {
    this.#machine = machine;
    this.#program = program;
    this.#block = block;
  }

  get eic(): bigint {
    return this.#machine.eic;
  }

  runTo(eic: bigint): void {
    this.#machine.runTo(eic);
  }

  save(): Snapshot {
    return this.#machine.snapshot();
  }

  restore(snapshot: Snapshot): void {
    this.#machine.restore(snapshot);
  }

  hash(): Uint8Array {
    return this.#machine.hash();
  }

  openCounters(): CountersOpening {
    return openCounters(this.#machine);
  }

  openPc(): PcOpening {
    return { pc: this.#machine.pc, siblings: leafSiblings(this.#machine, 1) };
  }

  /** `enter` is proven with the block only where it begins the call: a halted end has no successor. */
  proveStep(): Uint8Array {
    const machine = this.#machine;
    const enters = machine.status !== STATUS.running && !machine.hasPendingBlock;
    return proveStep(this.#program, machine, enters ? undefined : this.#block);
  }

  proveInput(): Uint8Array | undefined {
    return this.#readsInput() ? proveReadsInput(this.#program, this.#machine) : undefined;
  }

  #readsInput(): boolean {
    const machine = this.#machine;
    if (machine.status !== STATUS.running) return machine.hasPendingBlock;
    const pc = Number(machine.pc);
    if (pc >= this.#program.codeLength) return false;
    const { op, a } = decodeInstruction(this.#program.code.node(0, pc));
    return op === OP_HOST && ["tx_len", "tx_read"].includes(HOST_FUNCTIONS[a]?.name ?? "");
  }
}

/** `eic` and `tf` of a machine's present state, with the three siblings of their parent. */
export function openCounters(machine: Interpreter): CountersOpening {
  const siblings = [stateNode(machine, 1, 0), stateNode(machine, 2, 1), stateNode(machine, 3, 1)];
  return { eic: machine.eic, tf: machine.tf, siblings };
}
