/**
 * A trace by running a machine again (paper A.3), with snapshots, so that a whole game costs about one
 * further run: the first list runs the trace once, every later one only the piece in dispute.
 */
import type { CountersOpening, PcOpening } from "./moves.ts";
import { stateHash } from "./scalars.ts";
import type { StateHash } from "./scalars.ts";
import type { Trace } from "./trace.ts";

/**
 * A deterministic machine that stops anywhere and can be set back. Between two calls of its trace it may be
 * used otherwise, as long as it does not come to stand at an eic where the trace has left it.
 */
export interface Replayable<Snapshot> {
  /** Executed instructions of the present state. */
  readonly eic: bigint;
  /** Runs forward to the state with this `eic`, which the trace has; nothing if it is the present one. */
  runTo(eic: bigint): void;
  /** A copy of the present state. */
  save(): Snapshot;
  /** Makes a saved state the present one. */
  restore(snapshot: Snapshot): void;
  /** H_VM of the present state, 32 bytes. */
  hash(): Uint8Array;
  openCounters(): CountersOpening;
  openPc(): PcOpening;
  /** As in `Trace`. */
  proveStep(): Uint8Array | undefined;
  proveInput(): Uint8Array | undefined;
}

interface Saved<Snapshot> {
  readonly eic: bigint;
  readonly snapshot: Snapshot;
  readonly hash: StateHash;
}

export class ReplayTrace<Snapshot> implements Trace {
  readonly start: bigint;
  readonly end: bigint;
  /** Instructions run so far to answer: the cost of the game. */
  instructionsRun = 0n;
  readonly #machine: Replayable<Snapshot>;
  /** Where the machine was left. */
  #left: bigint;
  /** Ascending by eic. The first is never later than any state that may be asked for. */
  #saved: Saved<Snapshot>[];

  /**
   * @param before The machine's state before the block.
   * @param after Its state after the block; the present one if left out.
   */
  constructor(machine: Replayable<Snapshot>, before: Snapshot, after?: Snapshot) {
    this.#machine = machine;
    if (after !== undefined) machine.restore(after);
    const end = this.#present();
    machine.restore(before);
    const start = this.#present();
    this.#saved = [start, end];
    this.start = start.eic;
    this.#left = start.eic;
    this.end = end.eic;
  }

  hashAt(eic: bigint): StateHash {
    const known = this.#saved.find((saved) => saved.eic === eic);
    if (known !== undefined) return known.hash;
    this.#seek(eic);
    const present = this.#present();
    const after = this.#saved.findIndex((saved) => saved.eic > eic);
    this.#saved.splice(after, 0, present);
    return present.hash;
  }

  openCounters(eic: bigint): CountersOpening {
    this.#seek(eic);
    return this.#machine.openCounters();
  }

  openPc(eic: bigint): PcOpening {
    this.#seek(eic);
    return this.#machine.openPc();
  }

  proveStep(eic: bigint): Uint8Array | undefined {
    this.#seek(eic);
    return this.#machine.proveStep();
  }

  proveInput(eic: bigint): Uint8Array | undefined {
    this.#seek(eic);
    return this.#machine.proveInput();
  }

  focus(lo: bigint, hi: bigint): void {
    const first = this.#saved.findLastIndex((saved) => saved.eic <= lo);
    const last = this.#saved.findIndex((saved) => saved.eic >= hi);
    if (first < 0 || last < 0) throw new RangeError(`the trace has no states ${lo} to ${hi}`);
    this.#saved = this.#saved.slice(first, last + 1);
  }

  /** Makes the state with this `eic` the present one, by the shortest way. */
  #seek(eic: bigint): void {
    const nearest = this.#saved.findLast((saved) => saved.eic <= eic);
    if (nearest === undefined || !this.#saved.some((saved) => saved.eic >= eic)) {
      throw new RangeError(`state ${eic} was given up by focus, or is not of this trace`);
    }
    const machine = this.#machine;
    // Not from the very state of a snapshot: where one block ends the next one starts, at the same eic.
    const onTheWay = machine.eic === this.#left && machine.eic <= eic && machine.eic > nearest.eic;
    if (!onTheWay) machine.restore(nearest.snapshot);
    this.instructionsRun += eic - machine.eic;
    machine.runTo(eic);
    this.#left = eic;
  }

  #present(): Saved<Snapshot> {
    const machine = this.#machine;
    return { eic: machine.eic, snapshot: machine.save(), hash: stateHash(machine.hash()) };
  }
}
