/* eslint max-lines: "off" -- one switch over the opcodes: split, it would no longer be one loop. */
/**
 * The loop of the baseline interpreter. It is written for an optimising JavaScript compiler, in the manner of
 * asm.js: every variable is an int32 (`| 0` says so), arrays are typed, and it calls nothing that is not
 * inlined, so that nothing has to be looked up or checked again from one instruction to the next. What
 * needs more than that leaves the loop, and bench/js-interpreter.ts does it.
 */
import { LIMITS, STATUS } from "../../offchain/program/tables.ts";
import { ARENA, CALLEE_STRIDE, FRAME_STRIDE, REGISTERS, STRIDE } from "./arena.ts";
import type { LoopArrays } from "./arena.ts";
import { mulHigh, popcount, trailingZeros } from "./wide.ts";

/**
 * Why the loop has been left, where it is not a value of STATUS. In all four the instruction at pc has not begun, and
 * nothing has been counted or paid for it.
 */
export const EXIT = {
  /** Its fuel is more than is at hand. */
  fuel: -1,
  /** It is a call, and with the charge for its frame its fuel is more than is at hand. */
  charge: -2,
  /** It stores to a chunk that is not dirty. */
  touch: -3,
  /** It is one of those that are executed outside. */
  slow: -4,
} as const;

// Constants of the module, so that the compiler can build their addresses and lengths into the code. They are
// big enough for any program measured here, and come as zeros that cost nothing until they are used.
const code = new Int32Array(ARENA.instructions * STRIDE);
const callees = new Int32Array(ARENA.callees * CALLEE_STRIDE);
const lo = new Int32Array(LIMITS.slots);
const hi = new Int32Array(LIMITS.slots);
const frames = new Int32Array(LIMITS.frames * FRAME_STRIDE);
const globalsLo = new Int32Array(ARENA.words);
const globalsHi = new Int32Array(ARENA.words);
const table = new Int32Array(ARENA.words);
const memory = new Uint8Array(ARENA.memoryPages * 65_536);
const view = new DataView(memory.buffer);
const dirty = new Uint8Array(ARENA.memoryPages * 16);
const registers = new Int32Array(Object.keys(REGISTERS).length);

/** The arrays that the loop works on. */
export function arrays(): LoopArrays {
  return {
    code,
    callees,
    lo,
    hi,
    frames,
    globalsLo,
    globalsHi,
    table,
    memory,
    view,
    dirty,
    registers,
  };
}

/** Runs until something ends it: a value of STATUS (halted, a trap), or of EXIT. */
export function loop(): number {
  const maxFrames = registers[REGISTERS.maxFrames]! | 0;
  const maxSlots = registers[REGISTERS.maxSlots]! | 0;
  const stride = STRIDE | 0;
  const calleeStride = CALLEE_STRIDE | 0;
  const frameStride = FRAME_STRIDE | 0;
  let pc = registers[REGISTERS.pc]! | 0;
  let sp = registers[REGISTERS.sp]! | 0;
  let fp = registers[REGISTERS.fp]! | 0;
  let fuel = registers[REGISTERS.fuel]! | 0;
  let slots = registers[REGISTERS.slots]! | 0;
  let depth = registers[REGISTERS.depth]! | 0;
  let steps = 0;
  let at = pc;
  let word = 0;
  let exit: number = EXIT.fuel;

  loop: for (;;) {
    at = pc;
    word = code[at]!;
    const left = (fuel - (word >>> 8)) | 0;
    if (left < 0) break;
    fuel = left;
    pc = (pc + stride) | 0;
    steps = (steps + 1) | 0;
    // What leaves the switch is a branch as `entry` says, or a call of `callee`.
    let callee = -1;
    let entry = at;
    switch (word & 0xff) {
      case 0x00: // unreachable
        exit = STATUS.unreachable;
        break loop;
      case 0x04: // if
        sp = (sp - 1) | 0;
        if (lo[sp] === 0) pc = code[at + 1]!;
        continue;
      case 0x05: // jump
        pc = code[at + 1]!;
        continue;
      case 0x0c: // br
        break;
      case 0x0d: // br_if
        sp = (sp - 1) | 0;
        if (lo[sp] === 0) continue;
        break;
      case 0x0e: // br_table
        {
          sp = (sp - 1) | 0;
          const last = code[at + 1]! - 1;
          const index = lo[sp]!;
          entry = (pc + Math.imul(index >= 0 && index < last ? index : last, stride)) | 0;
        }
        break;
      case 0x10: // call
        callee = code[at + 1]!;
        break;
      case 0x11: // call_indirect
        {
          sp = (sp - 1) | 0;
          const index = lo[sp]!;
          if (index < 0 || index >= code[at + 2]!) {
            exit = STATUS.undefinedElement;
            break loop;
          }
          const reference = table[code[at + 1]! + index]!;
          if (reference === 0) {
            exit = STATUS.uninitializedElement;
            break loop;
          }
          callee = Math.imul(reference - 1, calleeStride);
          if (code[at + 3] !== callees[callee + 5]) {
            exit = STATUS.indirectCallTypeMismatch;
            break loop;
          }
        }
        break;
      case 0x0f: // return
        {
          const results = code[at + 1]!;
          depth = (depth - 1) | 0;
          const frame = Math.imul(depth, frameStride);
          pc = frames[frame]!;
          if (pc < 0) {
            exit = STATUS.halted;
            break loop;
          }
          // Results go where the arguments were.
          const from = (sp - results) | 0;
          for (let i = 0; i < results; i++) {
            lo[fp + i] = lo[from + i]!;
            hi[fp + i] = hi[from + i]!;
          }
          sp = (fp + results) | 0;
          fp = frames[frame + 1]!;
          slots = frames[frame + 2]!;
        }
        continue;
      case 0x1a: // drop
        sp = (sp - 1) | 0;
        continue;
      case 0x1b: // select
        sp = (sp - 2) | 0;
        if (lo[sp + 1] === 0) {
          lo[sp - 1] = lo[sp]!;
          hi[sp - 1] = hi[sp]!;
        }
        continue;
      case 0x20: // local.get
        {
          const local = (fp + code[at + 1]!) | 0;
          lo[sp] = lo[local]!;
          hi[sp] = hi[local]!;
          sp = (sp + 1) | 0;
        }
        continue;
      case 0x21: // local.set
        {
          sp = (sp - 1) | 0;
          const local = (fp + code[at + 1]!) | 0;
          lo[local] = lo[sp]!;
          hi[local] = hi[sp]!;
        }
        continue;
      case 0x22: // local.tee
        {
          const local = (fp + code[at + 1]!) | 0;
          lo[local] = lo[sp - 1]!;
          hi[local] = hi[sp - 1]!;
        }
        continue;
      case 0x23: // global.get
        lo[sp] = globalsLo[code[at + 1]!]!;
        hi[sp] = globalsHi[code[at + 1]!]!;
        sp = (sp + 1) | 0;
        continue;
      case 0x24: // global.set
        sp = (sp - 1) | 0;
        globalsLo[code[at + 1]!] = lo[sp]!;
        globalsHi[code[at + 1]!] = hi[sp]!;
        continue;
      case 0x40: // memory.grow
        lo[sp - 1] = -1;
        continue;
      case 0x3f: // memory.size
      case 0x41: // i32.const
      case 0xf0: // table.size
        lo[sp] = code[at + 1]!;
        sp = (sp + 1) | 0;
        continue;
      case 0x42: // i64.const
      case 0xd0: // ref.null
      case 0xd2: // ref.func
        lo[sp] = code[at + 1]!;
        hi[sp] = code[at + 2]!;
        sp = (sp + 1) | 0;
        continue;
      case 0xd1: // ref.is_null
        lo[sp - 1] = (lo[sp - 1]! | hi[sp - 1]!) === 0 ? 1 : 0;
        continue;
      case 0x45: // i32.eqz
        lo[sp - 1] = lo[sp - 1] === 0 ? 1 : 0;
        continue;
      case 0x46: // i32.eq
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1] === lo[sp]! ? 1 : 0;
        continue;
      case 0x47: // i32.ne
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1] !== lo[sp]! ? 1 : 0;
        continue;
      case 0x48: // i32.lt_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! < lo[sp]! ? 1 : 0;
        continue;
      case 0x49: // i32.lt_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! >>> 0 < lo[sp]! >>> 0 ? 1 : 0;
        continue;
      case 0x4a: // i32.gt_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! > lo[sp]! ? 1 : 0;
        continue;
      case 0x4b: // i32.gt_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! >>> 0 > lo[sp]! >>> 0 ? 1 : 0;
        continue;
      case 0x4c: // i32.le_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! <= lo[sp]! ? 1 : 0;
        continue;
      case 0x4d: // i32.le_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! >>> 0 <= lo[sp]! >>> 0 ? 1 : 0;
        continue;
      case 0x4e: // i32.ge_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! >= lo[sp]! ? 1 : 0;
        continue;
      case 0x4f: // i32.ge_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! >>> 0 >= lo[sp]! >>> 0 ? 1 : 0;
        continue;
      case 0x50: // i64.eqz
        lo[sp - 1] = (lo[sp - 1]! | hi[sp - 1]!) === 0 ? 1 : 0;
        continue;
      case 0x51: // i64.eq
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1] === lo[sp] && hi[sp - 1] === hi[sp] ? 1 : 0;
        continue;
      case 0x52: // i64.ne
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1] !== lo[sp] || hi[sp - 1] !== hi[sp] ? 1 : 0;
        continue;
      case 0x53: // i64.lt_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = (
          hi[sp - 1] === hi[sp]! ? lo[sp - 1]! >>> 0 < lo[sp]! >>> 0 : hi[sp - 1]! < hi[sp]!
        )
          ? 1
          : 0;
        continue;
      case 0x54: // i64.lt_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = (
          hi[sp - 1] === hi[sp]!
            ? lo[sp - 1]! >>> 0 < lo[sp]! >>> 0
            : hi[sp - 1]! >>> 0 < hi[sp]! >>> 0
        )
          ? 1
          : 0;
        continue;
      case 0x55: // i64.gt_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = (
          hi[sp] === hi[sp - 1]! ? lo[sp]! >>> 0 < lo[sp - 1]! >>> 0 : hi[sp]! < hi[sp - 1]!
        )
          ? 1
          : 0;
        continue;
      case 0x56: // i64.gt_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = (
          hi[sp] === hi[sp - 1]!
            ? lo[sp]! >>> 0 < lo[sp - 1]! >>> 0
            : hi[sp]! >>> 0 < hi[sp - 1]! >>> 0
        )
          ? 1
          : 0;
        continue;
      case 0x57: // i64.le_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = (
          hi[sp] === hi[sp - 1]! ? lo[sp]! >>> 0 < lo[sp - 1]! >>> 0 : hi[sp]! < hi[sp - 1]!
        )
          ? 0
          : 1;
        continue;
      case 0x58: // i64.le_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = (
          hi[sp] === hi[sp - 1]!
            ? lo[sp]! >>> 0 < lo[sp - 1]! >>> 0
            : hi[sp]! >>> 0 < hi[sp - 1]! >>> 0
        )
          ? 0
          : 1;
        continue;
      case 0x59: // i64.ge_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = (
          hi[sp - 1] === hi[sp]! ? lo[sp - 1]! >>> 0 < lo[sp]! >>> 0 : hi[sp - 1]! < hi[sp]!
        )
          ? 0
          : 1;
        continue;
      case 0x5a: // i64.ge_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = (
          hi[sp - 1] === hi[sp]!
            ? lo[sp - 1]! >>> 0 < lo[sp]! >>> 0
            : hi[sp - 1]! >>> 0 < hi[sp]! >>> 0
        )
          ? 0
          : 1;
        continue;
      case 0x67: // i32.clz
        lo[sp - 1] = Math.clz32(lo[sp - 1]!);
        continue;
      case 0x68: // i32.ctz
        lo[sp - 1] = trailingZeros(lo[sp - 1]!);
        continue;
      case 0x69: // i32.popcnt
        lo[sp - 1] = popcount(lo[sp - 1]!);
        continue;
      case 0x6a: // i32.add
        sp = (sp - 1) | 0;
        lo[sp - 1] = (lo[sp - 1]! + lo[sp]!) | 0;
        continue;
      case 0x6b: // i32.sub
        sp = (sp - 1) | 0;
        lo[sp - 1] = (lo[sp - 1]! - lo[sp]!) | 0;
        continue;
      case 0x6c: // i32.mul
        sp = (sp - 1) | 0;
        lo[sp - 1] = Math.imul(lo[sp - 1]!, lo[sp]!);
        continue;
      case 0x6d: // i32.div_s
        sp = (sp - 1) | 0;
        if (lo[sp] === 0) {
          exit = STATUS.divideByZero;
          break loop;
        }
        if (lo[sp] === -1 && lo[sp - 1] === -0x80000000) {
          exit = STATUS.integerOverflow;
          break loop;
        }
        lo[sp - 1] = (lo[sp - 1]! / lo[sp]!) | 0;
        continue;
      case 0x6e: // i32.div_u
        sp = (sp - 1) | 0;
        if (lo[sp] === 0) {
          exit = STATUS.divideByZero;
          break loop;
        }
        lo[sp - 1] = ((lo[sp - 1]! >>> 0) / (lo[sp]! >>> 0)) | 0;
        continue;
      case 0x6f: // i32.rem_s
        sp = (sp - 1) | 0;
        if (lo[sp] === 0) {
          exit = STATUS.divideByZero;
          break loop;
        }
        lo[sp - 1] = (lo[sp - 1]! % lo[sp]!) | 0;
        continue;
      case 0x70: // i32.rem_u
        sp = (sp - 1) | 0;
        if (lo[sp] === 0) {
          exit = STATUS.divideByZero;
          break loop;
        }
        lo[sp - 1] = ((lo[sp - 1]! >>> 0) % (lo[sp]! >>> 0)) | 0;
        continue;
      case 0x71: // i32.and
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! & lo[sp]!;
        continue;
      case 0x72: // i32.or
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! | lo[sp]!;
        continue;
      case 0x73: // i32.xor
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! ^ lo[sp]!;
        continue;
      case 0x74: // i32.shl
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! << lo[sp]!;
        continue;
      case 0x75: // i32.shr_s
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! >> lo[sp]!;
        continue;
      case 0x76: // i32.shr_u
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! >>> lo[sp]!;
        continue;
      case 0x77: // i32.rotl
        sp = (sp - 1) | 0;
        lo[sp - 1] = (lo[sp - 1]! << lo[sp]!) | (lo[sp - 1]! >>> -lo[sp]!);
        continue;
      case 0x78: // i32.rotr
        sp = (sp - 1) | 0;
        lo[sp - 1] = (lo[sp - 1]! >>> lo[sp]!) | (lo[sp - 1]! << -lo[sp]!);
        continue;
      case 0x7c: // i64.add
        {
          sp = (sp - 1) | 0;
          const x = lo[sp - 1]!;
          const sum = (x + lo[sp]!) | 0;
          lo[sp - 1] = sum;
          hi[sp - 1] = (hi[sp - 1]! + hi[sp]! + (sum >>> 0 < x >>> 0 ? 1 : 0)) | 0;
        }
        continue;
      case 0x7d: // i64.sub
        {
          sp = (sp - 1) | 0;
          const x = lo[sp - 1]!;
          const y = lo[sp]!;
          lo[sp - 1] = (x - y) | 0;
          hi[sp - 1] = (hi[sp - 1]! - hi[sp]! - (x >>> 0 < y >>> 0 ? 1 : 0)) | 0;
        }
        continue;
      case 0x7e: // i64.mul
        {
          sp = (sp - 1) | 0;
          const x = lo[sp - 1]!;
          const y = lo[sp]!;
          const cross = (Math.imul(x, hi[sp]!) + Math.imul(hi[sp - 1]!, y)) | 0;
          lo[sp - 1] = Math.imul(x, y);
          hi[sp - 1] = (mulHigh(x, y) + cross) | 0;
        }
        continue;
      case 0x83: // i64.and
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! & lo[sp]!;
        hi[sp - 1] = hi[sp - 1]! & hi[sp]!;
        continue;
      case 0x84: // i64.or
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! | lo[sp]!;
        hi[sp - 1] = hi[sp - 1]! | hi[sp]!;
        continue;
      case 0x85: // i64.xor
        sp = (sp - 1) | 0;
        lo[sp - 1] = lo[sp - 1]! ^ lo[sp]!;
        hi[sp - 1] = hi[sp - 1]! ^ hi[sp]!;
        continue;
      case 0x86: // i64.shl
        {
          sp = (sp - 1) | 0;
          const n = lo[sp]! & 63;
          const x = lo[sp - 1]!;
          if (n >= 32) {
            hi[sp - 1] = x << n;
            lo[sp - 1] = 0;
          } else if (n > 0) {
            hi[sp - 1] = (hi[sp - 1]! << n) | (x >>> -n);
            lo[sp - 1] = x << n;
          }
        }
        continue;
      case 0x87: // i64.shr_s
        {
          sp = (sp - 1) | 0;
          const n = lo[sp]! & 63;
          const x = hi[sp - 1]!;
          if (n >= 32) {
            lo[sp - 1] = x >> n;
            hi[sp - 1] = x >> 31;
          } else if (n > 0) {
            lo[sp - 1] = (lo[sp - 1]! >>> n) | (x << -n);
            hi[sp - 1] = x >> n;
          }
        }
        continue;
      case 0x88: // i64.shr_u
        {
          sp = (sp - 1) | 0;
          const n = lo[sp]! & 63;
          const x = hi[sp - 1]!;
          if (n >= 32) {
            lo[sp - 1] = x >>> n;
            hi[sp - 1] = 0;
          } else if (n > 0) {
            lo[sp - 1] = (lo[sp - 1]! >>> n) | (x << -n);
            hi[sp - 1] = x >>> n;
          }
        }
        continue;
      case 0x89: // i64.rotl
      case 0x8a: // i64.rotr
        {
          sp = (sp - 1) | 0;
          const count = ((word & 0xff) === 0x89 ? lo[sp]! : -lo[sp]!) & 63;
          const low = count < 32 ? lo[sp - 1]! : hi[sp - 1]!;
          const high = count < 32 ? hi[sp - 1]! : lo[sp - 1]!;
          const n = count & 31;
          // A count of 32 − 0 would shift by nothing.
          lo[sp - 1] = n === 0 ? low : (low << n) | (high >>> -n);
          hi[sp - 1] = n === 0 ? high : (high << n) | (low >>> -n);
        }
        continue;
      case 0xa7: // i32.wrap_i64
        continue;
      case 0xac: // i64.extend_i32_s
        hi[sp - 1] = lo[sp - 1]! >> 31;
        continue;
      case 0xad: // i64.extend_i32_u
        hi[sp - 1] = 0;
        continue;
      case 0xc0: // i32.extend8_s
        lo[sp - 1] = (lo[sp - 1]! << 24) >> 24;
        continue;
      case 0xc1: // i32.extend16_s
        lo[sp - 1] = (lo[sp - 1]! << 16) >> 16;
        continue;
      case 0xc2: // i64.extend8_s
        lo[sp - 1] = (lo[sp - 1]! << 24) >> 24;
        hi[sp - 1] = lo[sp - 1]! >> 31;
        continue;
      case 0xc3: // i64.extend16_s
        lo[sp - 1] = (lo[sp - 1]! << 16) >> 16;
        hi[sp - 1] = lo[sp - 1]! >> 31;
        continue;
      case 0xc4: // i64.extend32_s
        hi[sp - 1] = lo[sp - 1]! >> 31;
        continue;
      case 0x28: // i32.load
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getInt32(address + code[at + 1]!, true);
        }
        continue;
      case 0x29: // i64.load
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          const effective = (address + code[at + 1]!) | 0;
          lo[sp - 1] = view.getInt32(effective, true);
          hi[sp - 1] = view.getInt32(effective + 4, true);
        }
        continue;
      case 0x2c: // i32.load8_s
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getInt8(address + code[at + 1]!);
        }
        continue;
      case 0x2d: // i32.load8_u
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = memory[address + code[at + 1]!]!;
        }
        continue;
      case 0x2e: // i32.load16_s
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getInt16(address + code[at + 1]!, true);
        }
        continue;
      case 0x2f: // i32.load16_u
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getUint16(address + code[at + 1]!, true);
        }
        continue;
      case 0x30: // i64.load8_s
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getInt8(address + code[at + 1]!);
          hi[sp - 1] = lo[sp - 1]! >> 31;
        }
        continue;
      case 0x31: // i64.load8_u
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = memory[address + code[at + 1]!]!;
          hi[sp - 1] = 0;
        }
        continue;
      case 0x32: // i64.load16_s
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getInt16(address + code[at + 1]!, true);
          hi[sp - 1] = lo[sp - 1]! >> 31;
        }
        continue;
      case 0x33: // i64.load16_u
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getUint16(address + code[at + 1]!, true);
          hi[sp - 1] = 0;
        }
        continue;
      case 0x34: // i64.load32_s
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getInt32(address + code[at + 1]!, true);
          hi[sp - 1] = lo[sp - 1]! >> 31;
        }
        continue;
      case 0x35: // i64.load32_u
        {
          const address = lo[sp - 1]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          lo[sp - 1] = view.getInt32(address + code[at + 1]!, true);
          hi[sp - 1] = 0;
        }
        continue;
      case 0x36: // i32.store
        {
          const address = lo[sp - 2]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          const effective = (address + code[at + 1]!) | 0;
          if (dirty[effective >>> 12] === 0 || dirty[(effective + 3) >>> 12] === 0) {
            exit = EXIT.touch;
            break loop;
          }
          view.setInt32(effective, lo[sp - 1]!, true);
          sp = (sp - 2) | 0;
        }
        continue;
      case 0x37: // i64.store
        {
          const address = lo[sp - 2]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          const effective = (address + code[at + 1]!) | 0;
          if (dirty[effective >>> 12] === 0 || dirty[(effective + 7) >>> 12] === 0) {
            exit = EXIT.touch;
            break loop;
          }
          view.setInt32(effective, lo[sp - 1]!, true);
          view.setInt32(effective + 4, hi[sp - 1]!, true);
          sp = (sp - 2) | 0;
        }
        continue;
      case 0x3a: // i32.store8
        {
          const address = lo[sp - 2]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          const effective = (address + code[at + 1]!) | 0;
          if (dirty[effective >>> 12] === 0) {
            exit = EXIT.touch;
            break loop;
          }
          memory[effective] = lo[sp - 1]!;
          sp = (sp - 2) | 0;
        }
        continue;
      case 0x3b: // i32.store16
        {
          const address = lo[sp - 2]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          const effective = (address + code[at + 1]!) | 0;
          if (dirty[effective >>> 12] === 0 || dirty[(effective + 1) >>> 12] === 0) {
            exit = EXIT.touch;
            break loop;
          }
          view.setInt16(effective, lo[sp - 1]!, true);
          sp = (sp - 2) | 0;
        }
        continue;
      case 0x3c: // i64.store8
        {
          const address = lo[sp - 2]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          const effective = (address + code[at + 1]!) | 0;
          if (dirty[effective >>> 12] === 0) {
            exit = EXIT.touch;
            break loop;
          }
          memory[effective] = lo[sp - 1]!;
          sp = (sp - 2) | 0;
        }
        continue;
      case 0x3d: // i64.store16
        {
          const address = lo[sp - 2]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          const effective = (address + code[at + 1]!) | 0;
          if (dirty[effective >>> 12] === 0 || dirty[(effective + 1) >>> 12] === 0) {
            exit = EXIT.touch;
            break loop;
          }
          view.setInt16(effective, lo[sp - 1]!, true);
          sp = (sp - 2) | 0;
        }
        continue;
      case 0x3e: // i64.store32
        {
          const address = lo[sp - 2]!;
          if (address < 0 || address > code[at + 2]!) {
            exit = STATUS.memoryOutOfBounds;
            break loop;
          }
          const effective = (address + code[at + 1]!) | 0;
          if (dirty[effective >>> 12] === 0 || dirty[(effective + 3) >>> 12] === 0) {
            exit = EXIT.touch;
            break loop;
          }
          view.setInt32(effective, lo[sp - 1]!, true);
          sp = (sp - 2) | 0;
        }
        continue;

      case 0x79: // i64.clz
        {
          const high = hi[sp - 1]!;
          lo[sp - 1] = high === 0 ? 32 + Math.clz32(lo[sp - 1]!) : Math.clz32(high);
          hi[sp - 1] = 0;
        }
        continue;
      case 0x7a: // i64.ctz
        {
          const low = lo[sp - 1]!;
          lo[sp - 1] = low === 0 ? 32 + trailingZeros(hi[sp - 1]!) : trailingZeros(low);
          hi[sp - 1] = 0;
        }
        continue;
      case 0x7b: // i64.popcnt
        lo[sp - 1] = popcount(lo[sp - 1]!) + popcount(hi[sp - 1]!);
        hi[sp - 1] = 0;
        continue;
      case 0x80: // i64.div_u
      case 0x82: // i64.rem_u
        {
          const x = lo[sp - 2]! >>> 0;
          const y = lo[sp - 1]! >>> 0;
          if ((hi[sp - 2]! | hi[sp - 1]!) !== 0 || y === 0) {
            exit = EXIT.slow;
            break loop;
          }
          // Below 2^32 a quotient of doubles, rounded down, is exact.
          sp = (sp - 1) | 0;
          lo[sp - 1] = (word & 0xff) === 0x80 ? (x / y) | 0 : (x % y) | 0;
        }
        continue;
      default:
        exit = EXIT.slow;
        break loop;
    }
    if (callee < 0) {
      // A branch: the values that it carries go down over those that it drops.
      const dropped = code[entry + 3]!;
      if (dropped > 0) {
        const carried = code[entry + 2]!;
        const target = sp - carried - dropped;
        for (let i = 0; i < carried; i++) {
          lo[target + i] = lo[target + dropped + i]!;
          hi[target + i] = hi[target + dropped + i]!;
        }
        sp = (sp - dropped) | 0;
      }
      pc = code[entry + 1]!;
      continue;
    }
    // A call: the arguments become the callee's first locals where they stand.
    const grown = (slots + callees[callee + 3]!) | 0;
    if (depth >= maxFrames || grown > maxSlots) {
      exit = STATUS.stackOverflow;
      break;
    }
    const paid = (fuel - callees[callee + 4]!) | 0;
    if (paid < 0) {
      // As if the call had not begun: an indirect one has popped its index.
      if ((word & 0xff) === 0x11) sp = (sp + 1) | 0;
      exit = EXIT.charge;
      break;
    }
    fuel = paid;
    const frame = Math.imul(depth, frameStride);
    frames[frame] = pc;
    frames[frame + 1] = fp;
    frames[frame + 2] = slots;
    depth = (depth + 1) | 0;
    slots = grown;
    fp = (sp - callees[callee + 1]!) | 0;
    const operands = (fp + callees[callee + 2]!) | 0;
    while (sp < operands) {
      lo[sp] = 0;
      hi[sp] = 0;
      sp = (sp + 1) | 0;
    }
    pc = callees[callee]!;
  }

  if (exit < EXIT.fuel) {
    pc = at;
    fuel = (fuel + (word >>> 8)) | 0;
    steps = (steps - 1) | 0;
  }
  registers[REGISTERS.pc] = pc;
  registers[REGISTERS.sp] = sp;
  registers[REGISTERS.fp] = fp;
  registers[REGISTERS.fuel] = fuel;
  registers[REGISTERS.slots] = slots;
  registers[REGISTERS.depth] = depth;
  registers[REGISTERS.steps] = steps;
  return exit;
}
