/** A package's life over several blocks: the machine at any eic of it. */
import { Interpreter } from "../machine/interpreter.ts";
import { MachineError } from "../machine/errors.ts";
import { STATUS } from "../program/tables.ts";
import type { Package } from "../program/build.ts";
import type { NodeBlock } from "./node.ts";

export class Timeline {
  readonly machine: Interpreter;
  readonly #blocks: readonly NodeBlock[];
  readonly #allowance: bigint;
  #next = 0;

  /** @param allowance Fuel of each call. */
  constructor(
    engine: WebAssembly.Module,
    pack: Package,
    blocks: readonly NodeBlock[],
    allowance: bigint,
  ) {
    this.machine = Interpreter.create(engine, pack.program);
    this.#blocks = blocks;
    this.#allowance = allowance;
  }

  /** The block that the machine is in, or whose call is the next step; undefined after the last. */
  get block(): NodeBlock | undefined {
    return this.#blocks[this.#next - 1];
  }

  /**
   * Runs to the state with this eic, from which a step follows; between two blocks, the next one waits
   * to be entered.
   * @throws MachineError "eic-beyond-trace".
   */
  runTo(eic: bigint): void {
    const { machine } = this;
    while (machine.run(eic) === "ended" || this.#idle) {
      if (this.#offerNext()) continue;
      throw new MachineError(
        "eic-beyond-trace",
        `The trace ends at eic ${machine.eic}: there is no step after ${eic}. Name an earlier one.`,
        { wanted: eic, end: machine.eic },
      );
    }
  }

  /** Runs the next block to its end. Returns false if there is none. */
  runBlock(): boolean {
    if (!this.#offerNext()) return false;
    this.machine.runToEnd();
    return true;
  }

  /** Whether the machine has nothing to do before another block is offered. */
  get #idle(): boolean {
    return this.machine.status !== STATUS.running && !this.machine.hasPendingBlock;
  }

  #offerNext(): boolean {
    const block = this.#blocks[this.#next];
    if (block === undefined) return false;
    this.#next++;
    this.machine.enter({ ...block, allowance: this.#allowance });
    return true;
  }
}
