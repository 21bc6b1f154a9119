/** The present state of an interpreter, read from its memory (docs/VM.md 3). */
import type { Program } from "../../program/program.ts";
import { STATUS } from "../../program/tables.ts";
import { MachineError } from "../errors.ts";
import type { BlockInput, FrameView, MemoryView, StateView, WordArrayView } from "../state.ts";
import type { Exports } from "./exports.ts";
import { u32, u64 } from "./exports.ts";
import { GuestMemory, HeapWords } from "./view.ts";

export const U64_MAX = 2n ** 64n - 1n;
const NO_PC = 0xffff_ffff;
/** A record of an open frame; interpreter/assembly/machine.ts defines it. */
export const FRAME_BYTES = 32;
const SLOTS_BEFORE = 16;

export class LiveState implements StateView {
  protected readonly wasm: Exports;
  protected readonly program: Program;
  /** Address of 64 bytes that the host may use. */
  readonly #scratch: number;
  /** Whether leaves, roots and chains are those of the present state. */
  #fresh = false;
  #localsOpen = false;

  protected constructor(wasm: Exports, program: Program, scratch: number) {
    this.wasm = wasm;
    this.program = program;
    this.#scratch = scratch;
  }

  get status(): number {
    return this.wasm.status.value;
  }
  get pc(): bigint {
    const pc = u32(this.wasm.pc.value);
    return this.status === STATUS.running ? BigInt(pc) : U64_MAX;
  }
  get eic(): bigint {
    return u64(this.wasm.eic.value);
  }
  get tf(): bigint {
    return u64(this.wasm.tf.value);
  }
  get limit(): bigint {
    return u64(this.wasm.limit.value);
  }
  get callIndex(): bigint {
    return u64(this.wasm.callIndex.value);
  }
  get framesDepth(): number {
    return u32(this.wasm.frames.value);
  }
  get slots(): number {
    return u32(this.wasm.slots.value);
  }

  get operands(): readonly bigint[] {
    const { sp, fp, locals } = this.wasm;
    const view = this.view();
    const values: bigint[] = [];
    for (let at = u32(fp.value) + 8 * u32(locals.value); at < u32(sp.value); at += 8) {
      values.push(view.getBigUint64(at, true));
    }
    return values;
  }

  get framesChain(): Uint8Array {
    this.#refresh();
    return this.#node(u32(this.wasm.chainsAt.value) + 32 * this.framesDepth);
  }

  get topFrame(): FrameView | undefined {
    const depth = this.framesDepth;
    if (depth === 0) return undefined;
    this.#refresh();
    const wasm = this.wasm;
    const operandDepth = wasm.openTopFrame();
    this.#localsOpen = false;
    const at = u32(wasm.framesAt.value) + FRAME_BYTES * (depth - 1);
    const returnPc = this.view().getUint32(at, true);
    return {
      below: this.#node(u32(wasm.chainsAt.value) + 32 * (depth - 1)),
      returnPc: returnPc === NO_PC ? U64_MAX : BigInt(returnPc),
      slotsBefore: this.view().getUint32(at + SLOTS_BEFORE, true),
      localsLeaf: this.#node(wasm.CALLER_LOCALS.value),
      operandDepth,
      operandsChain: this.#node(wasm.CALLER_CHAIN.value),
    };
  }

  get locals(): WordArrayView {
    const { localsTreeAt, locals } = this.wasm;
    return new HeapWords(this.wasm, u32(localsTreeAt.value), u32(locals.value), () => {
      if (!this.#localsOpen) this.wasm.openLocals();
      this.#localsOpen = true;
    });
  }
  get globals(): WordArrayView {
    return this.#words(this.wasm.globalsTreeAt, this.program.globals);
  }
  get tables(): WordArrayView {
    return this.#words(this.wasm.tablesTreeAt, this.program.tableSlots);
  }
  get dropped(): WordArrayView {
    return this.#words(this.wasm.droppedTreeAt, this.program.segments);
  }
  get memory(): MemoryView {
    return new GuestMemory(this.wasm, this.program.memoryPages, this.#scratch, () =>
      this.#refresh(),
    );
  }
  get input(): BlockInput {
    const { txCount, height, dataHash } = this.wasm;
    return {
      txCount: u32(txCount.value),
      height: u64(height.value),
      dataHash: this.#node(dataHash.value),
    };
  }

  leaf(index: number): Uint8Array {
    if (index < 0 || index > 15) throw new RangeError(`the state has no leaf ${index}`);
    this.#refresh();
    return this.#node(this.wasm.LEAVES.value + 32 * index);
  }

  hash(): Uint8Array {
    this.#refresh();
    return this.#node(this.wasm.ROOT.value);
  }

  /**
   * A copy of guest memory from `address` on.
   * @throws MachineError "no-such-place" if it ends before.
   */
  readMemory(address: number, length: number): Uint8Array {
    if (address < 0 || length < 0 || address + length > this.program.memoryPages * 65_536) {
      throw new MachineError("no-such-place", `Memory has no ${length} bytes at ${address}.`);
    }
    const at = u32(this.wasm.GUEST.value) + address;
    return new Uint8Array(this.wasm.memory.buffer, at, length).slice();
  }

  /** The state is about to change, or has changed. */
  protected spoil(): void {
    this.#fresh = false;
    this.#localsOpen = false;
  }

  protected view(): DataView {
    return new DataView(this.wasm.memory.buffer);
  }

  #words(at: { value: number }, count: number): WordArrayView {
    return new HeapWords(this.wasm, u32(at.value), count, () => this.#refresh());
  }

  #refresh(): void {
    if (this.#fresh) return;
    this.wasm.refresh();
    this.#fresh = true;
    this.#localsOpen = true;
  }

  #node(at: number): Uint8Array {
    return new Uint8Array(this.wasm.memory.buffer, u32(at), 32).slice();
  }
}
