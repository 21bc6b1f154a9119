/** How the baseline's loop keeps its state: in arrays of integers, all of them there from the start. */

/** Integers of one decoded instruction: the opcode (bits 0–7) and its fuel (from bit 8 on), x, y, z. */
export const STRIDE = 4;

/** Integers of one callee: entry (in integers of code), params, locals, slots, charge, type id. */
export const CALLEE_STRIDE = 6;

/** Integers of one frame: return address, locals' base, slots in use before the call. */
export const FRAME_STRIDE = 3;

/** The loop's variables while it does not run. `steps` is what its last turn has counted. */
export const REGISTERS = {
  pc: 0,
  sp: 1,
  fp: 2,
  fuel: 3,
  slots: 4,
  depth: 5,
  steps: 6,
  maxFrames: 7,
  maxSlots: 8,
} as const;

/** The greatest program that there is room for, of what the protocol does not bound closely. */
export const ARENA = {
  instructions: 1 << 18,
  callees: 1 << 14,
  /** Globals, and elements of tables. */
  words: 1 << 14,
  /** 64 MiB. */
  memoryPages: 1_024,
} as const;

export interface LoopArrays {
  readonly code: Int32Array;
  readonly callees: Int32Array;
  /** Low and high halves of locals and operands of all frames, one stack: arguments become locals. */
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  readonly frames: Int32Array;
  readonly globalsLo: Int32Array;
  readonly globalsHi: Int32Array;
  /** References: function index + 1, or 0. */
  readonly table: Int32Array;
  readonly memory: Uint8Array;
  /** On `memory`. */
  readonly view: DataView;
  /** 1 for each 4 KiB chunk that is dirty in this call. */
  readonly dirty: Uint8Array;
  readonly registers: Int32Array;
}
