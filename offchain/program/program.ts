/** A lowered program (docs/VM.md 2): all that is committed, published and run. */
import { ProgramError } from "./errors.ts";
import { LIMITS, VM_VERSION } from "./tables.ts";

export const LEAF_BYTES = 32;

/** What a call has to know of a function. All are u32. */
export interface FunctionFacts {
  /** Index of the first equal entry of the type section. */
  readonly typeId: number;
  /** Program index of its first instruction. */
  readonly entry: number;
  readonly params: number;
  /** Parameters included. */
  readonly locals: number;
  /** Greatest number of operands. */
  readonly height: number;
}

export interface Program {
  readonly version: number;
  /** Instruction leaves, 32 bytes each. */
  readonly code: Uint8Array;
  /** By function index, imports first. */
  readonly functions: readonly FunctionFacts[];
  /** The data array, a whole number of 32-byte leaves. */
  readonly data: Uint8Array;
  /** The elements array: function index + 1, or 0 for null. */
  readonly elements: BigUint64Array;
  readonly memoryPages: number;
  readonly maxFrames: number;
  readonly maxSlots: number;
  readonly gatewayEntry: number;
  readonly gatewayLocals: number;
  /** Greatest number of operands of the gateway and of the prologue, which runs in its frame. */
  readonly frameHeight: number;
  /** Number of globals, of elements in all tables, and of segments (data and elements). */
  readonly globals: number;
  readonly tableSlots: number;
  readonly segments: number;
}

export function codeLength(program: Program): number {
  return program.code.length / LEAF_BYTES;
}

/**
 * Checks that a program is well-formed (docs/VM.md 2.4): the only thing that is assumed of one.
 * @throws ProgramError with the first rule that it breaks.
 */
export function checkWellFormed(program: Program): void {
  const length = codeLength(program);
  if (program.version !== VM_VERSION) {
    throw new ProgramError(
      "malformed-file",
      `the program is of version ${program.version}, not ${VM_VERSION}: build it again`,
    );
  }
  if (!Number.isInteger(length) || length < 1 || length > LIMITS.instructions) {
    throw new ProgramError(
      "code-length",
      `the program has ${length} instructions; 1 to ${LIMITS.instructions} are allowed`,
    );
  }
  if (program.memoryPages > LIMITS.memoryPages) {
    throw new ProgramError(
      "memory-size",
      `the program wants ${program.memoryPages} pages of memory; ${LIMITS.memoryPages} are allowed`,
    );
  }
  checkLimits(program);
  checkCounts(program);
}

function checkLimits(program: Program): void {
  const { maxFrames, maxSlots, gatewayLocals, frameHeight } = program;
  if (maxFrames < 1 || maxFrames > LIMITS.frames) {
    throw new ProgramError("limits", `maxFrames must be 1 to ${LIMITS.frames}, not ${maxFrames}`);
  }
  if (maxSlots > LIMITS.slots) {
    throw new ProgramError("limits", `maxSlots must be at most ${LIMITS.slots}, not ${maxSlots}`);
  }
  if (gatewayLocals + frameHeight > maxSlots) {
    throw new ProgramError(
      "limits",
      `the gateway's frame takes ${gatewayLocals + frameHeight} slots: raise maxSlots (${maxSlots})`,
    );
  }
}

function checkCounts(program: Program): void {
  const counts = {
    globals: program.globals,
    "table elements": program.tableSlots,
    segments: program.segments,
    functions: program.functions.length,
    "leaves of data": program.data.length / LEAF_BYTES,
    "segment elements": program.elements.length,
  };
  for (const [what, count] of Object.entries(counts)) {
    if (count > LIMITS.words) {
      throw new ProgramError(
        "too-many",
        `the program has ${count} ${what}; ${LIMITS.words} are allowed`,
      );
    }
  }
}
