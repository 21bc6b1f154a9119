/**
 * The interpreter: the engine that stops at any eic, whose state is its memory, and which gives every
 * hash of it. What it executes is docs/VM.md; how, is in interpreter/assembly.
 */
import { LEAF_BYTES, checkWellFormed, codeLength } from "../program/program.ts";
import type { FunctionFacts, Program } from "../program/program.ts";
import { STATUS } from "../program/tables.ts";
import { MachineError } from "./errors.ts";
import type { CallInput, CheckedInput } from "./interpreter/block.ts";
import { checkInput, readTransaction } from "./interpreter/block.ts";
import type { Exports } from "./interpreter/exports.ts";
import {
  SMALL_REGISTERS,
  WIDE_REGISTERS,
  instantiate,
  u32,
  u64,
} from "./interpreter/exports.ts";
import { writeProgram } from "./interpreter/load.ts";
import { ChunkKeeper } from "./interpreter/chunks.ts";
import type { Pieces, Snapshot } from "./interpreter/snapshot.ts";
import { shared } from "./interpreter/snapshot.ts";
import type { Change } from "./interpreter/tamper.ts";
import { tamper } from "./interpreter/tamper.ts";
import { GuestMemory, HeapWords } from "./interpreter/view.ts";
import type { Recover } from "./recover.ts";
import { memoised, recoverWithNoble } from "./recover.ts";
import type { BlockInput, FrameView, MemoryView, StateView, WordArrayView } from "./state.ts";

const U64_MAX = 2n ** 64n - 1n;
const NO_PC = 0xffff_ffff;
/** Steps of one call into the module: V8 replaces slow code of a function only between calls. */
const SLICE = 1n << 20n;
const FRAME_BYTES = 32;

export interface InterpreterOptions {
  /** Recovers signers; noble's, memoised, if left out. */
  readonly recover?: Recover;
}

/** How `run` came to its end: at the wanted eic, or where the trace ends (halted or trapped). */
export type RunEnd = "stopped" | "ended";

export class Interpreter implements StateView {
  /** Whether this is the build that makes every check, for programs that nobody has validated. */
  readonly checked: boolean;
  readonly #wasm: Exports;
  readonly #program: Program;
  readonly #chunks: ChunkKeeper;
  readonly #scratch: number;
  #entered: CheckedInput | undefined;
  #pending: CheckedInput | undefined;
  /** Whether leaves, roots and chains are those of the present state. */
  #fresh = false;
  #localsOpen = false;
  #lastPieces: Pieces | undefined;
  /** Whether functions are run outside of any block. */
  #invoking = false;

  private constructor(module: WebAssembly.Module, program: Program, recover: Recover) {
    const bytes = (at: number, length: number): Uint8Array =>
      new Uint8Array(this.#wasm.memory.buffer, u32(at), length);
    this.#program = program;
    this.#wasm = instantiate(module, {
      txLength: (index) => this.#transaction(index).length,
      txRead: (index, offset, to) =>
        bytes(to, 32).set(readTransaction(this.#transaction(u32(index)), u32(offset))),
      recover: (from, to) => bytes(to, 32).set(recover(bytes(from, 128).slice())),
    });
    this.checked = this.#wasm.CHECKING.value !== 0;
    this.#scratch = writeProgram(this.#wasm, program);
    this.#chunks = new ChunkKeeper(this.#wasm, program.memoryPages);
  }

  /**
   * A machine in the state VM_0 of the program.
   * @param module One of the two builds of interpreter/assembly.
   * @throws MachineError "out-of-memory"; ProgramError if the program is not well-formed.
   */
  static create(
    module: WebAssembly.Module,
    program: Program,
    options: InterpreterOptions = {},
  ): Interpreter {
    checkWellFormed(program);
    return new Interpreter(module, program, options.recover ?? memoised(recoverWithNoble));
  }

  // Running.

  /**
   * Offers a block: the next step that is run will be `enter`.
   * @throws MachineError if the machine runs, has a block already, or the block is none.
   */
  enter(input: CallInput): void {
    if (this.status === STATUS.running || this.#pending !== undefined) {
      throw new MachineError("not-halted", "The machine has not finished the last block: run it.");
    }
    this.#pending = checkInput(input);
  }

  /**
   * Runs until `eic` is reached, or to the end of the trace: to where the machine does not run and no
   * block waits.
   * @throws MachineError "eic-passed" if the machine is already past `eic`.
   */
  run(eic: bigint = U64_MAX): RunEnd {
    if (eic < this.eic) {
      throw new MachineError(
        "eic-passed",
        `The machine stands at eic ${this.eic}, past ${eic}: restore an earlier snapshot.`,
        { wanted: eic, present: this.eic },
      );
    }
    while (this.eic < eic) {
      if (this.status !== STATUS.running) {
        if (this.#pending === undefined) return "ended";
        this.#enter(this.#pending);
      } else {
        this.#spoil();
        const rest = eic - this.eic;
        this.#wasm.run(rest < SLICE ? rest : SLICE);
      }
    }
    return "stopped";
  }

  /**
   * Runs until `eic` is reached.
   * @throws MachineError "eic-beyond-trace" if the trace ends before.
   */
  runTo(eic: bigint): void {
    if (this.run(eic) === "stopped") return;
    throw new MachineError(
      "eic-beyond-trace",
      `The trace ends at eic ${this.eic}: there is no state ${eic}.`,
      { wanted: eic, end: this.eic },
    );
  }

  /** Runs to the end of the trace. */
  runToEnd(): void {
    this.run();
  }

  /** Runs one step. Returns false if there is none, because the trace has ended. */
  step(): boolean {
    if (this.status !== STATUS.running) {
      if (this.#pending === undefined) return false;
      this.#enter(this.#pending);
      return true;
    }
    this.#spoil();
    this.#wasm.runExact(1n, 0);
    return true;
  }

  /**
   * Runs a function outside of any block, for tests and measurements, in an outermost frame of its
   * own; the first time after the prologue, as far as its last instruction. Later ones go on with the
   * memory, globals and tables that are there. No trace that an Arbiter judges has such states.
   * @param fuel What the first one and all that follow may use together.
   * @returns The results, or undefined if it trapped: see `status`.
   * @throws MachineError "not-halted" if the machine has been given a block; "no-such-function";
   *   "wrong-arguments".
   */
  invoke(index: number, args: readonly bigint[], fuel: bigint = U64_MAX): bigint[] | undefined {
    if (!this.#invoking && (this.callIndex !== 0n || this.#pending !== undefined)) {
      throw new MachineError(
        "not-halted",
        "Functions are run from the first state: make a new one.",
      );
    }
    this.#arguments(index, args);
    if (!this.#invoking) {
      this.#spoil();
      this.#invoking = true;
      this.#wasm.enter(0, 0n, fuel);
      this.#wasm.runUntil(this.#prologueEnd(), 1);
      if (this.status !== STATUS.running) return undefined;
    }
    this.openCall(index, args);
    return this.finishCall();
  }

  /**
   * The first half of `invoke`, for those who step: makes the present state one that is about to run a
   * function, in an outermost frame of its own. Memory, globals and tables stay, and the counters and
   * the limit of the last block.
   * @throws MachineError "not-halted" if a block waits; "no-such-function"; "wrong-arguments".
   */
  openCall(index: number, args: readonly bigint[]): void {
    const wasm = this.#wasm;
    if (this.#pending !== undefined) {
      throw new MachineError("not-halted", "A block waits to be entered: run it first.");
    }
    const callee = this.#arguments(index, args);
    this.#spoil();
    wasm.openOutermost(callee.locals, callee.locals + callee.height);
    wasm.status.value = STATUS.running;
    wasm.pc.value = callee.entry;
    const view = this.#view();
    args.forEach((value, i) =>
      view.setBigUint64(u32(wasm.fp.value) + 8 * i, BigInt.asUintN(64, value), true),
    );
  }

  /**
   * The second half: runs to the last instruction of the outermost frame, its `return`, which is left
   * to be run.
   * @returns The results, or undefined if it trapped: see `status`.
   */
  finishCall(): bigint[] | undefined {
    const wasm = this.#wasm;
    this.#spoil();
    wasm.holdAtEnd(1);
    while (this.status === STATUS.running && wasm.held.value === 0) wasm.run(SLICE);
    const held = wasm.held.value !== 0;
    wasm.holdAtEnd(0);
    if (!held) return undefined;
    const arity = this.#immediate(Number(this.pc));
    return arity === 0 ? [] : this.operands.slice(-arity);
  }

  // Going back and forth.

  /** The present state, to return to. Costs what has changed since the last snapshot. */
  snapshot(): Snapshot {
    const wasm = this.#wasm;
    const piece = (at: { value: number }, length: number): Uint8Array =>
      new Uint8Array(wasm.memory.buffer, u32(at.value), length);
    const { globals, tableSlots, segments } = this.#program;
    const before = this.#lastPieces;
    const depth = this.framesDepth;
    const pieces: Pieces = {
      stack: piece(wasm.stackAt, u32(wasm.sp.value) - u32(wasm.stackAt.value)).slice(),
      frames: piece(wasm.framesAt, FRAME_BYTES * depth).slice(),
      chains: piece(wasm.chainsAt, 32 * (depth + 1)).slice(),
      globals: shared(before?.globals, piece(wasm.globalsAt, 8 * globals)),
      tables: shared(before?.tables, piece(wasm.tablesAt, 8 * tableSlots)),
      dropped: shared(before?.dropped, piece(wasm.droppedAt, 8 * segments)),
      dataHash: piece(wasm.dataHash, 32).slice(),
    };
    this.#lastPieces = pieces;
    const registers = Object.fromEntries(
      [...SMALL_REGISTERS, ...WIDE_REGISTERS].map((name) => [name, wasm[name].value]),
    ) as unknown as Snapshot["registers"];
    return {
      eic: this.eic,
      program: this.#program,
      registers,
      pieces,
      chunks: this.#chunks.save(),
      entered: this.#entered,
      pending: this.#pending,
    };
  }

  /**
   * Makes a snapshot the present state. Costs the chunks that differ. A snapshot may come from another
   * machine of the same program object.
   * @throws MachineError "foreign-snapshot" if it is of another program.
   */
  restore(snapshot: Snapshot): void {
    if (snapshot.program !== this.#program) {
      throw new MachineError("foreign-snapshot", "The snapshot is of another program.");
    }
    const wasm = this.#wasm;
    const { pieces, registers } = snapshot;
    const place = (at: { value: number }, bytes: Uint8Array): void =>
      new Uint8Array(wasm.memory.buffer).set(bytes, u32(at.value));
    place(wasm.stackAt, pieces.stack);
    place(wasm.framesAt, pieces.frames);
    place(wasm.chainsAt, pieces.chains);
    place(wasm.globalsAt, pieces.globals);
    place(wasm.tablesAt, pieces.tables);
    place(wasm.droppedAt, pieces.dropped);
    place(wasm.dataHash, pieces.dataHash);
    for (const name of SMALL_REGISTERS) wasm[name].value = registers[name];
    for (const name of WIDE_REGISTERS) wasm[name].value = registers[name];
    this.#chunks.load(snapshot.chunks);
    wasm.readStamps();
    this.#lastPieces = pieces;
    this.#entered = snapshot.entered;
    this.#pending = snapshot.pending;
    this.#spoil();
  }

  /**
   * Changes one part of the present state from outside, as a lying player does; all hashes follow.
   * @throws MachineError "no-such-place"; "checked-build-required" for a pc, which may lead anywhere.
   */
  tamper(change: Change): void {
    tamper(this.#wasm, this, this.#program, change);
    this.#spoil();
  }

  // Measuring.

  /** From now on counts executions by pc; this is the exact loop, a few times slower. */
  countExecutions(): void {
    this.#wasm.countExecutions(1);
  }

  /** Executions by pc since `countExecutions`, modulo 2^32. */
  executions(): Uint32Array {
    const at = u32(this.#wasm.countExecutions(0));
    const length = codeLength(this.#program);
    if (at === 0) return new Uint32Array(length);
    return new Uint32Array(this.#wasm.memory.buffer, at, length).slice();
  }

  // The state (docs/VM.md 3).

  get status(): number {
    return this.#wasm.status.value;
  }
  get pc(): bigint {
    const pc = u32(this.#wasm.pc.value);
    return this.status === STATUS.running ? BigInt(pc) : U64_MAX;
  }
  get eic(): bigint {
    return u64(this.#wasm.eic.value);
  }
  get tf(): bigint {
    return u64(this.#wasm.tf.value);
  }
  get limit(): bigint {
    return u64(this.#wasm.limit.value);
  }
  get callIndex(): bigint {
    return u64(this.#wasm.callIndex.value);
  }
  get framesDepth(): number {
    return u32(this.#wasm.frames.value);
  }
  get slots(): number {
    return u32(this.#wasm.slots.value);
  }

  get operands(): readonly bigint[] {
    const { sp, fp, locals } = this.#wasm;
    const view = this.#view();
    const values: bigint[] = [];
    for (let at = u32(fp.value) + 8 * u32(locals.value); at < u32(sp.value); at += 8) {
      values.push(view.getBigUint64(at, true));
    }
    return values;
  }

  get framesChain(): Uint8Array {
    this.#refresh();
    return this.#node(u32(this.#wasm.chainsAt.value) + 32 * this.framesDepth);
  }

  get topFrame(): FrameView | undefined {
    const depth = this.framesDepth;
    if (depth === 0) return undefined;
    this.#refresh();
    const wasm = this.#wasm;
    const operandDepth = wasm.openTopFrame();
    this.#localsOpen = false;
    const at = u32(wasm.framesAt.value) + FRAME_BYTES * (depth - 1);
    const returnPc = this.#view().getUint32(at, true);
    return {
      below: this.#node(u32(wasm.chainsAt.value) + 32 * (depth - 1)),
      returnPc: returnPc === NO_PC ? U64_MAX : BigInt(returnPc),
      slotsBefore: this.#view().getUint32(at + 16, true),
      localsLeaf: this.#node(wasm.CALLER_LOCALS.value),
      operandDepth,
      operandsChain: this.#node(wasm.CALLER_CHAIN.value),
    };
  }

  get locals(): WordArrayView {
    const { localsTreeAt, locals } = this.#wasm;
    return new HeapWords(this.#wasm, u32(localsTreeAt.value), u32(locals.value), () => {
      if (!this.#localsOpen) this.#wasm.openLocals();
      this.#localsOpen = true;
    });
  }
  get globals(): WordArrayView {
    return this.#words(this.#wasm.globalsTreeAt, this.#program.globals);
  }
  get tables(): WordArrayView {
    return this.#words(this.#wasm.tablesTreeAt, this.#program.tableSlots);
  }
  get dropped(): WordArrayView {
    return this.#words(this.#wasm.droppedTreeAt, this.#program.segments);
  }
  get memory(): MemoryView {
    return new GuestMemory(this.#wasm, this.#program.memoryPages, this.#scratch, () =>
      this.#refresh(),
    );
  }
  get input(): BlockInput {
    const { txCount, height, dataHash } = this.#wasm;
    return {
      txCount: u32(txCount.value),
      height: u64(height.value),
      dataHash: this.#node(dataHash.value),
    };
  }

  leaf(index: number): Uint8Array {
    if (index < 0 || index > 15) throw new RangeError(`the state has no leaf ${index}`);
    this.#refresh();
    return this.#node(this.#wasm.LEAVES.value + 32 * index);
  }

  hash(): Uint8Array {
    this.#refresh();
    return this.#node(this.#wasm.ROOT.value);
  }

  /**
   * A copy of guest memory from `address` on.
   * @throws MachineError "no-such-place" if it ends before.
   */
  readMemory(address: number, length: number): Uint8Array {
    if (address < 0 || length < 0 || address + length > this.#program.memoryPages * 65_536) {
      throw new MachineError("no-such-place", `Memory has no ${length} bytes at ${address}.`);
    }
    const at = u32(this.#wasm.GUEST.value) + address;
    return new Uint8Array(this.#wasm.memory.buffer, at, length).slice();
  }

  /** The block that is being executed, or was last; undefined before the first. */
  get block(): CallInput | undefined {
    return this.#entered;
  }

  /** Whether a block waits to be entered. */
  get hasPendingBlock(): boolean {
    return this.#pending !== undefined;
  }

  #enter(input: CheckedInput): void {
    this.#spoil();
    const wasm = this.#wasm;
    new Uint8Array(wasm.memory.buffer).set(input.dataHash, u32(wasm.nextDataHash.value));
    wasm.enter(input.transactions.length, input.height, input.allowance);
    this.#entered = input;
    this.#pending = undefined;
  }

  #transaction(index: number): Uint8Array {
    const transaction = this.#entered?.transactions[u32(index)];
    if (transaction === undefined) throw new Error(`the block has no transaction ${index}`);
    return transaction;
  }

  #words(at: { value: number }, count: number): WordArrayView {
    return new HeapWords(this.#wasm, u32(at.value), count, () => this.#refresh());
  }

  /** The state is about to change, or has changed. */
  #spoil(): void {
    this.#fresh = false;
    this.#localsOpen = false;
  }

  #refresh(): void {
    if (this.#fresh) return;
    this.#wasm.refresh();
    this.#fresh = true;
    this.#localsOpen = true;
  }

  #node(at: number): Uint8Array {
    return new Uint8Array(this.#wasm.memory.buffer, u32(at), 32).slice();
  }

  #view(): DataView {
    return new DataView(this.#wasm.memory.buffer);
  }

  /** The function that is to be called with such arguments. */
  #arguments(index: number, args: readonly bigint[]): FunctionFacts {
    const callee = this.#function(index);
    if (callee.params === args.length) return callee;
    throw new MachineError(
      "wrong-arguments",
      `Function ${index} takes ${callee.params} arguments, not ${args.length}.`,
    );
  }

  #function(index: number): FunctionFacts {
    const facts = this.#program.functions[index];
    if (facts !== undefined) return facts;
    throw new MachineError("no-such-function", `The program has no function ${index}.`, { index });
  }

  /** The prologue's last instruction: it stands before the first function. */
  #prologueEnd(): number {
    const { functions } = this.#program;
    const length = codeLength(this.#program);
    return functions.reduce((first, { entry }) => Math.min(first, entry), length) - 1;
  }

  /** Immediate `a` of the instruction at `pc`. */
  #immediate(pc: number): number {
    const { code } = this.#program;
    return new DataView(code.buffer, code.byteOffset + LEAF_BYTES * pc, LEAF_BYTES).getUint32(4);
  }
}
