/**
 * The interpreter: the engine that stops at any eic, whose state is its memory, and which gives every
 * hash of it. What it executes is docs/VM.md; how, is in interpreter/assembly.
 */
import { LEAF_BYTES, checkWellFormed, codeLength } from "../program/program.ts";
import type { FunctionFacts, Program } from "../program/program.ts";
import { STATUS } from "../program/tables.ts";
import { MachineError } from "./errors.ts";
import type { CallInput, CheckedInput } from "./interpreter/block.ts";
import { BlockHost, checkInput } from "./interpreter/block.ts";
import type { Exports } from "./interpreter/exports.ts";
import { SMALL_REGISTERS, WIDE_REGISTERS, instantiate, u32 } from "./interpreter/exports.ts";
import { FRAME_BYTES, LiveState, U64_MAX } from "./interpreter/live-state.ts";
import { writeProgram } from "./interpreter/load.ts";
import { ChunkKeeper } from "./interpreter/chunks.ts";
import type { Pieces, Snapshot } from "./interpreter/snapshot.ts";
import { shared } from "./interpreter/snapshot.ts";
import type { Change } from "./interpreter/tamper.ts";
import { tamper } from "./interpreter/tamper.ts";
import type { Recover } from "./recover.ts";
import { memoised, recoverWithNoble } from "./recover.ts";

/** Steps of one call into the module: V8 replaces slow code of a function only between calls. */
const SLICE = 1n << 20n;

export interface InterpreterOptions {
  /** Recovers signers; noble's, memoised, if left out. */
  readonly recover?: Recover;
}

/** How `run` came to its end: at the wanted eic, or where the trace ends (halted or trapped). */
export type RunEnd = "stopped" | "ended";

export class Interpreter extends LiveState {
  readonly #host: BlockHost;
  readonly #chunks: ChunkKeeper;
  #pending: CheckedInput | undefined;
  #lastPieces: Pieces | undefined;
  /** Whether functions are run outside of any block. */
  #invoking = false;

  private constructor(wasm: Exports, program: Program, host: BlockHost) {
    super(wasm, program, writeProgram(wasm, program));
    this.#host = host;
    this.#chunks = new ChunkKeeper(wasm, program.memoryPages);
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
    const host = new BlockHost(options.recover ?? memoised(recoverWithNoble));
    return new Interpreter(instantiate(module, host), program, host);
  }

  /** Whether this is the build that makes every check, for programs that nobody has validated. */
  get checked(): boolean {
    return this.wasm.CHECKING.value !== 0;
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
        this.spoil();
        const rest = eic - this.eic;
        this.wasm.run(rest < SLICE ? rest : SLICE);
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
    this.spoil();
    this.wasm.runExact(1n, 0);
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
      this.spoil();
      this.#invoking = true;
      this.wasm.enter(0, 0n, fuel);
      this.wasm.runUntil(this.#prologueEnd(), 1);
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
    const wasm = this.wasm;
    if (this.#pending !== undefined) {
      throw new MachineError("not-halted", "A block waits to be entered: run it first.");
    }
    const callee = this.#arguments(index, args);
    this.spoil();
    wasm.openOutermost(callee.locals, callee.locals + callee.height);
    wasm.status.value = STATUS.running;
    wasm.pc.value = callee.entry;
    const view = this.view();
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
    const wasm = this.wasm;
    this.spoil();
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
    const wasm = this.wasm;
    const piece = (at: { value: number }, length: number): Uint8Array =>
      new Uint8Array(wasm.memory.buffer, u32(at.value), length);
    const { globals, tableSlots, segments } = this.program;
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
      program: this.program,
      registers,
      pieces,
      chunks: this.#chunks.save(),
      entered: this.#host.entered,
      pending: this.#pending,
    };
  }

  /**
   * Makes a snapshot the present state. Costs the chunks that differ. A snapshot may come from another
   * machine of the same program object.
   * @throws MachineError "foreign-snapshot" if it is of another program.
   */
  restore(snapshot: Snapshot): void {
    if (snapshot.program !== this.program) {
      throw new MachineError("foreign-snapshot", "The snapshot is of another program.");
    }
    const wasm = this.wasm;
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
    this.#host.entered = snapshot.entered;
    this.#pending = snapshot.pending;
    this.spoil();
  }

  /**
   * Changes one part of the present state from outside, as a lying player does; all hashes follow.
   * @throws MachineError "no-such-place"; "checked-build-required" for a pc, which may lead anywhere.
   */
  tamper(change: Change): void {
    tamper(this.wasm, this, this.program, change);
    this.spoil();
  }

  // Measuring.

  /** From now on counts executions by pc; this is the exact loop, a few times slower. */
  countExecutions(): void {
    this.wasm.countExecutions(1);
  }

  /** Executions by pc since `countExecutions`, modulo 2^32. */
  executions(): Uint32Array {
    const at = u32(this.wasm.countExecutions(0));
    const length = codeLength(this.program);
    if (at === 0) return new Uint32Array(length);
    return new Uint32Array(this.wasm.memory.buffer, at, length).slice();
  }

  /** The block that is being executed, or was last; undefined before the first. */
  get block(): CallInput | undefined {
    return this.#host.entered;
  }

  /** Whether a block waits to be entered. */
  get hasPendingBlock(): boolean {
    return this.#pending !== undefined;
  }

  #enter(input: CheckedInput): void {
    this.spoil();
    const wasm = this.wasm;
    new Uint8Array(wasm.memory.buffer).set(input.dataHash, u32(wasm.nextDataHash.value));
    wasm.enter(input.transactions.length, input.height, input.allowance);
    this.#host.entered = input;
    this.#pending = undefined;
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
    const facts = this.program.functions[index];
    if (facts !== undefined) return facts;
    throw new MachineError("no-such-function", `The program has no function ${index}.`, { index });
  }

  /** The prologue's last instruction: it stands before the first function. */
  #prologueEnd(): number {
    const { functions } = this.program;
    const length = codeLength(this.program);
    return functions.reduce((first, { entry }) => Math.min(first, entry), length) - 1;
  }

  /** Immediate `a` of the instruction at `pc`. */
  #immediate(pc: number): number {
    const { code } = this.program;
    return new DataView(code.buffer, code.byteOffset + LEAF_BYTES * pc, LEAF_BYTES).getUint32(4);
  }
}
