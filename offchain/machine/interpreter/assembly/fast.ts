/**
 * The fast loop: runs the form that `translate.ts` made, block by block (see `fast-code.ts`). It stops
 * in front of a block that it cannot pay for, or at an instruction that it does not know; the exact
 * loop goes on from there. A trap needs no operands, for none are left after it.
 */
import * as t from "./generated/tables";
import {
  BLOCK_HEADER,
  BRANCH,
  BRANCH_CONST,
  BR_TABLE,
  CALL,
  CALL_INDIRECT,
  CONST,
  EXIT,
  GLOBAL_GET,
  GLOBAL_SET,
  JUMP,
  MOVE,
  RETURN,
  SELECT,
  WITH_CONST,
  costOf,
  opcodeAt,
} from "./fast-code";
import {
  CHUNK_BITS,
  FLAGS,
  FRAME_BITS,
  FRAME_CALLER_FP,
  FRAME_CALLER_LOCALS,
  FRAME_FP,
  FRAME_HASHED,
  FRAME_LOCALS,
  FRAME_RETURN_IP,
  FRAME_RETURN_PC,
  FRAME_SLOTS_BEFORE,
  FUNCTION_BITS,
  GUEST,
  NO_PC,
  clearFrames,
  codeLength,
  fastAt,
  fp,
  frames,
  framesAt,
  functions,
  functionsAt,
  locals,
  maxFrames,
  maxSlots,
  pc,
  slots,
  sp,
  status,
} from "./machine";
import { TOUCHED, dirtyCharge, noteWrite } from "./memory";

/** Signs of both halves: what is left of fuel or steps does not suffice. */
const SPENT: u64 = 0x8000_0000_8000_0000;

// Registers named by the u16 at `ip + field`.
// @ts-ignore: decorator
@inline
function u32of(ip: usize, fp: usize, field: usize): u32 {
  return load<u32>(fp + load<u16>(ip + field));
}
// @ts-ignore: decorator
@inline
function i32of(ip: usize, fp: usize, field: usize): i32 {
  return load<i32>(fp + load<u16>(ip + field));
}
// @ts-ignore: decorator
@inline
function u64of(ip: usize, fp: usize, field: usize): u64 {
  return load<u64>(fp + load<u16>(ip + field));
}
// @ts-ignore: decorator
@inline
function i64of(ip: usize, fp: usize, field: usize): i64 {
  return load<i64>(fp + load<u16>(ip + field));
}
// @ts-ignore: decorator
@inline
function set(ip: usize, fp: usize, value: u64): void {
  store<u64>(fp + load<u16>(ip, 2), value);
}

/** Writes the registers of the loop back, to stand at `pc` with sp at fp + `top`. Returns `acc`. */
function leave(
  pc_: u32,
  top: u32,
  fp_: usize,
  frame: usize,
  slots_: u32,
  acc: u64,
): u64 {
  pc = pc_;
  fp = fp_;
  sp = fp_ + top;
  locals = load<u32>(frame, FRAME_LOCALS);
  frames = u32(((frame - framesAt) >>> FRAME_BITS) + 1);
  slots = slots_;
  return acc;
}

/** Stops in front of the block at `ip`, which has been charged, and gives its cost back. */
function turnBack(ip: usize, fp_: usize, frame: usize, slots_: u32, acc: u64): u64 {
  const header = ip - BLOCK_HEADER;
  return leave(load<u32>(header), load<u32>(header, 4), fp_, frame, slots_, acc + load<u64>(header, 8));
}

/** Traps at the instruction at `ip`, the `index`th of its block; gives back what follows it. */
function trap(reason: u32, ip: usize, index: u32, acc: u64): u64 {
  // Blocks lie in the order of their pc: the last one that begins at or before `ip` is the block.
  let head: u32 = 0;
  for (let at: u32 = 0; at < codeLength; at++) {
    const block: usize = load<u32>(fastAt + (at << 2));
    if (block != 0 && block <= ip) head = at;
  }
  const cost = load<u64>(load<u32>(fastAt + (head << 2)) - 8);
  let fuel: u32 = 0;
  for (let at = head; at <= head + index; at++) fuel += unchecked(t.BASE_FUEL[opcodeAt(at)]);
  status = reason;
  pc = NO_PC;
  clearFrames();
  return acc + cost - costOf(fuel, index + 1);
}

/**
 * Runs from the block at `ip_`, whose cost `acc` covers. `acc` holds fuel and steps that may be used,
 * each below 2^31; fuel beyond that must cover what a block may charge as it runs. Returns what is
 * left.
 */
export function runFast(ip_: usize, acc: u64): u64 {
  let ip = ip_;
  let fp_ = fp;
  let frame = framesAt + ((frames - 1) << FRAME_BITS);
  let slots_ = slots;
  const framesEnd = framesAt + ((maxFrames - 1) << FRAME_BITS);
  const slotsMost = maxSlots;
  acc -= load<u64>(ip - 8);

  for (;;) {
    switch (u32(load<u16>(ip))) {
      case EXIT: {
        return leave(load<u32>(ip, 8), load<u32>(ip, 12), fp_, frame, slots_, acc);
      }
      case MOVE: {
        set(ip, fp_, u64of(ip, fp_, 4));
        ip += 8;
        continue;
      }
      case CONST: {
        set(ip, fp_, load<u64>(ip, 8));
        ip += 16;
        continue;
      }
      case SELECT: {
        const chosen = load<u32>(fp_ + load<u32>(ip, 8)) != 0 ? u64of(ip, fp_, 4) : u64of(ip, fp_, 6);
        set(ip, fp_, chosen);
        ip += 16;
        continue;
      }
      case JUMP: {
        acc -= load<u64>(ip, 16);
        ip = load<u32>(ip, 8);
        if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        continue;
      }
      case GLOBAL_GET: {
        set(ip, fp_, load<u64>(load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case GLOBAL_SET: {
        store<u64>(load<u32>(ip, 8), u64of(ip, fp_, 2));
        ip += 16;
        continue;
      }
      case BR_TABLE: {
        const entry = ip + 16 + (min(u32of(ip, fp_, 2), load<u32>(ip, 8) - 1) << 4);
        acc -= load<u64>(entry, 8);
        ip = load<u32>(entry);
        if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        continue;
      }
      case CALL: {
        const more = load<u32>(ip, 20);
        if (frame >= framesEnd || slots_ + more > slotsMost) {
          // Let the exact loop trap: give back the call and its slots_.
          const given = costOf(unchecked(t.BASE_FUEL[t.OP_CALL]) + load<u32>(ip, 32), 1);
          return leave(load<u32>(ip, 12) - 1, load<u16>(ip, 4), fp_, frame, slots_, acc + given);
        }
        const callee = fp_ + load<u16>(ip, 2);
        const end = fp_ + load<u32>(ip, 24);
        for (let at = fp_ + load<u16>(ip, 4); at < end; at += 8) store<u64>(at, 0);
        frame += 1 << FRAME_BITS;
        store<u32>(frame, load<u32>(ip, 12), FRAME_RETURN_PC);
        store<u32>(frame, load<u32>(ip, 36), FRAME_RETURN_IP);
        store<u32>(frame, u32(fp_), FRAME_CALLER_FP);
        store<u32>(frame, load<u32>(ip, 28), FRAME_CALLER_LOCALS);
        store<u32>(frame, slots_, FRAME_SLOTS_BEFORE);
        store<u32>(frame, u32(callee), FRAME_FP);
        store<u32>(frame, 0, FRAME_HASHED);
        store<u32>(frame, load<u32>(ip, 16), FRAME_LOCALS);
        slots_ += more;
        fp_ = callee;
        acc -= load<u64>(ip, 40);
        ip = load<u32>(ip, 8);
        if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        continue;
      }
      case CALL_INDIRECT: {
        const index = u32of(ip, fp_, 2);
        const end = u32(load<u16>(ip, 4));
        let target: usize = 0;
        let callee: usize = 0;
        if (index < load<u32>(ip, 12)) {
          const reference = load<u64>(load<u32>(ip, 8) + (index << 3));
          if (reference != 0 && reference <= u64(functions)) {
            callee = functionsAt + (usize(reference - 1) << FUNCTION_BITS);
            if (load<u32>(callee) == load<u32>(ip, 16)) {
              target = load<u32>(fastAt + (load<u32>(callee, 4) << 2));
            }
          }
        }
        const count = target != 0 ? load<u32>(callee, 12) : 0;
        const more = target != 0 ? count + load<u32>(callee, 16) : 0;
        if (target == 0 || frame >= framesEnd || slots_ + more > slotsMost) {
          // Whatever is amiss, the exact loop knows: give back the call.
          const given = costOf(unchecked(t.BASE_FUEL[t.OP_CALL_INDIRECT]), 1);
          return leave(load<u32>(ip, 20) - 1, end + 8, fp_, frame, slots_, acc + given);
        }
        const params = load<u32>(callee, 8);
        const first = fp_ + end - (params << 3);
        const last = first + (count << 3);
        for (let at = fp_ + end; at < last; at += 8) store<u64>(at, 0);
        frame += 1 << FRAME_BITS;
        store<u32>(frame, load<u32>(ip, 20), FRAME_RETURN_PC);
        store<u32>(frame, load<u32>(ip, 28), FRAME_RETURN_IP);
        store<u32>(frame, u32(fp_), FRAME_CALLER_FP);
        store<u32>(frame, load<u32>(ip, 24), FRAME_CALLER_LOCALS);
        store<u32>(frame, slots_, FRAME_SLOTS_BEFORE);
        store<u32>(frame, u32(first), FRAME_FP);
        store<u32>(frame, 0, FRAME_HASHED);
        store<u32>(frame, count, FRAME_LOCALS);
        slots_ += more;
        fp_ = first;
        ip = target;
        acc -= load<u64>(ip - 8) + (u64((more + t.FUEL_SLOTS_PER_FUEL - 1) / t.FUEL_SLOTS_PER_FUEL) << 32);
        if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        continue;
      }
      case RETURN: {
        const results = u32(load<u16>(ip, 4));
        const from = fp_ + load<u16>(ip, 2);
        const resume = load<u32>(frame, FRAME_RETURN_IP);
        if (resume == 0) {
          // The outermost frame, or a caller without a fast form.
          const top = u32(load<u16>(ip, 6));
          memory.copy(fp_ + top - results, from, results);
          const given = costOf(unchecked(t.BASE_FUEL[t.OP_RETURN]), 1);
          return leave(load<u32>(ip, 8), top, fp_, frame, slots_, acc + given);
        }
        for (let at: usize = 0; at < results; at += 8) store<u64>(fp_ + at, load<u64>(from + at));
        slots_ = load<u32>(frame, FRAME_SLOTS_BEFORE);
        fp_ = load<u32>(frame, FRAME_CALLER_FP);
        frame -= 1 << FRAME_BITS;
        ip = resume;
        acc -= load<u64>(ip - 8);
        if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        continue;
      }
      case t.OP_I32_LOAD: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(load<u32>(at, GUEST)));
        ip += 16;
        continue;
      }
      case t.OP_I64_LOAD: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(load<u64>(at, GUEST)));
        ip += 16;
        continue;
      }
      case t.OP_I32_LOAD8_S: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(u32(i32(load<i8>(at, GUEST)))));
        ip += 16;
        continue;
      }
      case t.OP_I32_LOAD8_U: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(load<u8>(at, GUEST)));
        ip += 16;
        continue;
      }
      case t.OP_I32_LOAD16_S: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(u32(i32(load<i16>(at, GUEST)))));
        ip += 16;
        continue;
      }
      case t.OP_I32_LOAD16_U: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(load<u16>(at, GUEST)));
        ip += 16;
        continue;
      }
      case t.OP_I64_LOAD8_S: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(i64(load<i8>(at, GUEST))));
        ip += 16;
        continue;
      }
      case t.OP_I64_LOAD16_S: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(i64(load<i16>(at, GUEST))));
        ip += 16;
        continue;
      }
      case t.OP_I64_LOAD32_S: {
        const base = u32of(ip, fp_, 4);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        set(ip, fp_, u64(i64(load<i32>(at, GUEST))));
        ip += 16;
        continue;
      }
      case t.OP_I32_STORE: {
        const base = u32of(ip, fp_, 2);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        if ((load<u8>(at >>> CHUNK_BITS, FLAGS) & load<u8>((at + 3) >>> CHUNK_BITS, FLAGS)) != TOUCHED) {
          acc -= dirtyCharge(u32(at), 4) << 32;
          noteWrite(u32(at), 4);
        }
        store<u32>(at, load<u32>(fp_ + load<u16>(ip, 4)), GUEST);
        ip += 16;
        continue;
      }
      case t.OP_I64_STORE: {
        const base = u32of(ip, fp_, 2);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        if ((load<u8>(at >>> CHUNK_BITS, FLAGS) & load<u8>((at + 7) >>> CHUNK_BITS, FLAGS)) != TOUCHED) {
          acc -= dirtyCharge(u32(at), 8) << 32;
          noteWrite(u32(at), 8);
        }
        store<u64>(at, load<u64>(fp_ + load<u16>(ip, 4)), GUEST);
        ip += 16;
        continue;
      }
      case t.OP_I32_STORE8: {
        const base = u32of(ip, fp_, 2);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        if (load<u8>(at >>> CHUNK_BITS, FLAGS) != TOUCHED) {
          acc -= dirtyCharge(u32(at), 1) << 32;
          noteWrite(u32(at), 1);
        }
        store<u8>(at, load<u8>(fp_ + load<u16>(ip, 4)), GUEST);
        ip += 16;
        continue;
      }
      case t.OP_I32_STORE16: {
        const base = u32of(ip, fp_, 2);
        if (base > load<u32>(ip, 12)) {
          return trap(t.STATUS_MEMORY_OUT_OF_BOUNDS, ip, load<u16>(ip, 6), acc);
        }
        const at: usize = base + load<u32>(ip, 8);
        if ((load<u8>(at >>> CHUNK_BITS, FLAGS) & load<u8>((at + 1) >>> CHUNK_BITS, FLAGS)) != TOUCHED) {
          acc -= dirtyCharge(u32(at), 2) << 32;
          noteWrite(u32(at), 2);
        }
        store<u16>(at, load<u16>(fp_ + load<u16>(ip, 4)), GUEST);
        ip += 16;
        continue;
      }
      case t.OP_I32_EQZ: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) == 0));
        ip += 8;
        continue;
      }
      case t.OP_I32_EQ: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) == u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_NE: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) != u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_LT_S: {
        set(ip, fp_, u64(i32of(ip, fp_, 4) < i32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_LT_U: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) < u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_GT_S: {
        set(ip, fp_, u64(i32of(ip, fp_, 4) > i32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_GT_U: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) > u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_LE_S: {
        set(ip, fp_, u64(i32of(ip, fp_, 4) <= i32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_LE_U: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) <= u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_GE_S: {
        set(ip, fp_, u64(i32of(ip, fp_, 4) >= i32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_GE_U: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) >= u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_EQZ: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) == 0));
        ip += 8;
        continue;
      }
      case t.OP_I64_EQ: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) == u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_NE: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) != u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_LT_S: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) < i64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_LT_U: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) < u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_GT_S: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) > i64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_GT_U: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) > u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_LE_S: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) <= i64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_LE_U: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) <= u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_GE_S: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) >= i64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_GE_U: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) >= u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_CLZ: {
        set(ip, fp_, u64(clz<u32>(u32of(ip, fp_, 4))));
        ip += 8;
        continue;
      }
      case t.OP_I32_CTZ: {
        set(ip, fp_, u64(ctz<u32>(u32of(ip, fp_, 4))));
        ip += 8;
        continue;
      }
      case t.OP_I32_POPCNT: {
        set(ip, fp_, u64(popcnt<u32>(u32of(ip, fp_, 4))));
        ip += 8;
        continue;
      }
      case t.OP_I32_ADD: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) + u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_SUB: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) - u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_MUL: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) * u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_DIV_S: {
        const x = i32of(ip, fp_, 4);
        const y = i32of(ip, fp_, 6);
        if (y == 0) {
          return trap(t.STATUS_DIVIDE_BY_ZERO, ip, load<u32>(ip, 8), acc);
        }
        if (y == -1 && x == i32.MIN_VALUE) {
          return trap(t.STATUS_INTEGER_OVERFLOW, ip, load<u32>(ip, 8), acc);
        }
        set(ip, fp_, u64(u32(x / y)));
        ip += 16;
        continue;
      }
      case t.OP_I32_DIV_U: {
        const x = u32of(ip, fp_, 4);
        const y = u32of(ip, fp_, 6);
        if (y == 0) {
          return trap(t.STATUS_DIVIDE_BY_ZERO, ip, load<u32>(ip, 8), acc);
        }
        set(ip, fp_, u64(x / y));
        ip += 16;
        continue;
      }
      case t.OP_I32_REM_S: {
        const x = i32of(ip, fp_, 4);
        const y = i32of(ip, fp_, 6);
        if (y == 0) {
          return trap(t.STATUS_DIVIDE_BY_ZERO, ip, load<u32>(ip, 8), acc);
        }
        set(ip, fp_, u64(u32(y == -1 ? 0 : x % y)));
        ip += 16;
        continue;
      }
      case t.OP_I32_REM_U: {
        const x = u32of(ip, fp_, 4);
        const y = u32of(ip, fp_, 6);
        if (y == 0) {
          return trap(t.STATUS_DIVIDE_BY_ZERO, ip, load<u32>(ip, 8), acc);
        }
        set(ip, fp_, u64(x % y));
        ip += 16;
        continue;
      }
      case t.OP_I32_AND: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) & u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_OR: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) | u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_XOR: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) ^ u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_SHL: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) << u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_SHR_S: {
        set(ip, fp_, u64(u32(i32of(ip, fp_, 4) >> i32of(ip, fp_, 6))));
        ip += 8;
        continue;
      }
      case t.OP_I32_SHR_U: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) >> u32of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I32_ROTL: {
        set(ip, fp_, u64(rotl<u32>(u32of(ip, fp_, 4), u32of(ip, fp_, 6))));
        ip += 8;
        continue;
      }
      case t.OP_I32_ROTR: {
        set(ip, fp_, u64(rotr<u32>(u32of(ip, fp_, 4), u32of(ip, fp_, 6))));
        ip += 8;
        continue;
      }
      case t.OP_I64_CLZ: {
        set(ip, fp_, u64(clz<u64>(u64of(ip, fp_, 4))));
        ip += 8;
        continue;
      }
      case t.OP_I64_CTZ: {
        set(ip, fp_, u64(ctz<u64>(u64of(ip, fp_, 4))));
        ip += 8;
        continue;
      }
      case t.OP_I64_POPCNT: {
        set(ip, fp_, u64(popcnt<u64>(u64of(ip, fp_, 4))));
        ip += 8;
        continue;
      }
      case t.OP_I64_ADD: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) + u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_SUB: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) - u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_MUL: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) * u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_DIV_S: {
        const x = i64of(ip, fp_, 4);
        const y = i64of(ip, fp_, 6);
        if (y == 0) {
          return trap(t.STATUS_DIVIDE_BY_ZERO, ip, load<u32>(ip, 8), acc);
        }
        if (y == -1 && x == i64.MIN_VALUE) {
          return trap(t.STATUS_INTEGER_OVERFLOW, ip, load<u32>(ip, 8), acc);
        }
        set(ip, fp_, u64(x / y));
        ip += 16;
        continue;
      }
      case t.OP_I64_DIV_U: {
        const x = u64of(ip, fp_, 4);
        const y = u64of(ip, fp_, 6);
        if (y == 0) {
          return trap(t.STATUS_DIVIDE_BY_ZERO, ip, load<u32>(ip, 8), acc);
        }
        set(ip, fp_, u64(x / y));
        ip += 16;
        continue;
      }
      case t.OP_I64_REM_S: {
        const x = i64of(ip, fp_, 4);
        const y = i64of(ip, fp_, 6);
        if (y == 0) {
          return trap(t.STATUS_DIVIDE_BY_ZERO, ip, load<u32>(ip, 8), acc);
        }
        set(ip, fp_, u64(y == -1 ? 0 : x % y));
        ip += 16;
        continue;
      }
      case t.OP_I64_REM_U: {
        const x = u64of(ip, fp_, 4);
        const y = u64of(ip, fp_, 6);
        if (y == 0) {
          return trap(t.STATUS_DIVIDE_BY_ZERO, ip, load<u32>(ip, 8), acc);
        }
        set(ip, fp_, u64(x % y));
        ip += 16;
        continue;
      }
      case t.OP_I64_AND: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) & u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_OR: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) | u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_XOR: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) ^ u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_SHL: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) << u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_SHR_S: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) >> i64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_SHR_U: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) >> u64of(ip, fp_, 6)));
        ip += 8;
        continue;
      }
      case t.OP_I64_ROTL: {
        set(ip, fp_, u64(rotl<u64>(u64of(ip, fp_, 4), u64of(ip, fp_, 6))));
        ip += 8;
        continue;
      }
      case t.OP_I64_ROTR: {
        set(ip, fp_, u64(rotr<u64>(u64of(ip, fp_, 4), u64of(ip, fp_, 6))));
        ip += 8;
        continue;
      }
      case t.OP_I32_WRAP_I64:
      case t.OP_I64_EXTEND_I32_U: {
        set(ip, fp_, u64(u32of(ip, fp_, 4)));
        ip += 8;
        continue;
      }
      case t.OP_I64_EXTEND_I32_S: {
        set(ip, fp_, u64(i64(i32of(ip, fp_, 4))));
        ip += 8;
        continue;
      }
      case t.OP_I32_EXTEND8_S: {
        set(ip, fp_, u64(u32(i32(i8(u32of(ip, fp_, 4))))));
        ip += 8;
        continue;
      }
      case t.OP_I32_EXTEND16_S: {
        set(ip, fp_, u64(u32(i32(i16(u32of(ip, fp_, 4))))));
        ip += 8;
        continue;
      }
      case t.OP_I64_EXTEND8_S: {
        set(ip, fp_, u64(i64(i8(u32of(ip, fp_, 4)))));
        ip += 8;
        continue;
      }
      case t.OP_I64_EXTEND16_S: {
        set(ip, fp_, u64(i64(i16(u32of(ip, fp_, 4)))));
        ip += 8;
        continue;
      }
      case t.OP_I64_EXTEND32_S: {
        set(ip, fp_, u64(i64(i32of(ip, fp_, 4))));
        ip += 8;
        continue;
      }
      case t.OP_I32_EQ + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) == load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_NE + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) != load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_LT_S + WITH_CONST: {
        set(ip, fp_, u64(i32of(ip, fp_, 4) < load<i32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_LT_U + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) < load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_GT_S + WITH_CONST: {
        set(ip, fp_, u64(i32of(ip, fp_, 4) > load<i32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_GT_U + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) > load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_LE_S + WITH_CONST: {
        set(ip, fp_, u64(i32of(ip, fp_, 4) <= load<i32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_LE_U + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) <= load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_GE_S + WITH_CONST: {
        set(ip, fp_, u64(i32of(ip, fp_, 4) >= load<i32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_GE_U + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) >= load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_EQ + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) == load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_NE + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) != load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_LT_S + WITH_CONST: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) < load<i64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_LT_U + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) < load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_GT_S + WITH_CONST: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) > load<i64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_GT_U + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) > load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_LE_S + WITH_CONST: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) <= load<i64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_LE_U + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) <= load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_GE_S + WITH_CONST: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) >= load<i64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_GE_U + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) >= load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_ADD + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) + load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_SUB + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) - load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_MUL + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) * load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_DIV_S + WITH_CONST: {
        set(ip, fp_, u64(u32(i32of(ip, fp_, 4) / load<i32>(ip, 8))));
        ip += 16;
        continue;
      }
      case t.OP_I32_DIV_U + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) / load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_REM_S + WITH_CONST: {
        set(ip, fp_, u64(u32(i32of(ip, fp_, 4) % load<i32>(ip, 8))));
        ip += 16;
        continue;
      }
      case t.OP_I32_REM_U + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) % load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_AND + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) & load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_OR + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) | load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_XOR + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) ^ load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_SHL + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) << load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_SHR_S + WITH_CONST: {
        set(ip, fp_, u64(u32(i32of(ip, fp_, 4) >> load<i32>(ip, 8))));
        ip += 16;
        continue;
      }
      case t.OP_I32_SHR_U + WITH_CONST: {
        set(ip, fp_, u64(u32of(ip, fp_, 4) >> load<u32>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I32_ROTL + WITH_CONST: {
        set(ip, fp_, u64(rotl<u32>(u32of(ip, fp_, 4), load<u32>(ip, 8))));
        ip += 16;
        continue;
      }
      case t.OP_I32_ROTR + WITH_CONST: {
        set(ip, fp_, u64(rotr<u32>(u32of(ip, fp_, 4), load<u32>(ip, 8))));
        ip += 16;
        continue;
      }
      case t.OP_I64_ADD + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) + load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_SUB + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) - load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_MUL + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) * load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_DIV_S + WITH_CONST: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) / load<i64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_DIV_U + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) / load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_REM_S + WITH_CONST: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) % load<i64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_REM_U + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) % load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_AND + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) & load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_OR + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) | load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_XOR + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) ^ load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_SHL + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) << load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_SHR_S + WITH_CONST: {
        set(ip, fp_, u64(i64of(ip, fp_, 4) >> load<i64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_SHR_U + WITH_CONST: {
        set(ip, fp_, u64(u64of(ip, fp_, 4) >> load<u64>(ip, 8)));
        ip += 16;
        continue;
      }
      case t.OP_I64_ROTL + WITH_CONST: {
        set(ip, fp_, u64(rotl<u64>(u64of(ip, fp_, 4), load<u64>(ip, 8))));
        ip += 16;
        continue;
      }
      case t.OP_I64_ROTR + WITH_CONST: {
        set(ip, fp_, u64(rotr<u64>(u64of(ip, fp_, 4), load<u64>(ip, 8))));
        ip += 16;
        continue;
      }
      case t.OP_I32_EQ + BRANCH: {
        if (u32of(ip, fp_, 2) == u32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_NE + BRANCH: {
        if (u32of(ip, fp_, 2) != u32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_LT_S + BRANCH: {
        if (i32of(ip, fp_, 2) < i32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_LT_U + BRANCH: {
        if (u32of(ip, fp_, 2) < u32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_GT_S + BRANCH: {
        if (i32of(ip, fp_, 2) > i32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_GT_U + BRANCH: {
        if (u32of(ip, fp_, 2) > u32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_LE_S + BRANCH: {
        if (i32of(ip, fp_, 2) <= i32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_LE_U + BRANCH: {
        if (u32of(ip, fp_, 2) <= u32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_GE_S + BRANCH: {
        if (i32of(ip, fp_, 2) >= i32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_GE_U + BRANCH: {
        if (u32of(ip, fp_, 2) >= u32of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_EQ + BRANCH: {
        if (u64of(ip, fp_, 2) == u64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_NE + BRANCH: {
        if (u64of(ip, fp_, 2) != u64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_LT_S + BRANCH: {
        if (i64of(ip, fp_, 2) < i64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_LT_U + BRANCH: {
        if (u64of(ip, fp_, 2) < u64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_GT_S + BRANCH: {
        if (i64of(ip, fp_, 2) > i64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_GT_U + BRANCH: {
        if (u64of(ip, fp_, 2) > u64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_LE_S + BRANCH: {
        if (i64of(ip, fp_, 2) <= i64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_LE_U + BRANCH: {
        if (u64of(ip, fp_, 2) <= u64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_GE_S + BRANCH: {
        if (i64of(ip, fp_, 2) >= i64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_GE_U + BRANCH: {
        if (u64of(ip, fp_, 2) >= u64of(ip, fp_, 4)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_EQ + BRANCH_CONST: {
        if (u32of(ip, fp_, 2) == load<u32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_NE + BRANCH_CONST: {
        if (u32of(ip, fp_, 2) != load<u32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_LT_S + BRANCH_CONST: {
        if (i32of(ip, fp_, 2) < load<i32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_LT_U + BRANCH_CONST: {
        if (u32of(ip, fp_, 2) < load<u32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_GT_S + BRANCH_CONST: {
        if (i32of(ip, fp_, 2) > load<i32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_GT_U + BRANCH_CONST: {
        if (u32of(ip, fp_, 2) > load<u32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_LE_S + BRANCH_CONST: {
        if (i32of(ip, fp_, 2) <= load<i32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_LE_U + BRANCH_CONST: {
        if (u32of(ip, fp_, 2) <= load<u32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_GE_S + BRANCH_CONST: {
        if (i32of(ip, fp_, 2) >= load<i32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I32_GE_U + BRANCH_CONST: {
        if (u32of(ip, fp_, 2) >= load<u32>(ip, 12)) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_EQ + BRANCH_CONST: {
        if (u64of(ip, fp_, 2) == u64(i64(load<i32>(ip, 12)))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_NE + BRANCH_CONST: {
        if (u64of(ip, fp_, 2) != u64(i64(load<i32>(ip, 12)))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_LT_S + BRANCH_CONST: {
        if (i64of(ip, fp_, 2) < i64(load<i32>(ip, 12))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_LT_U + BRANCH_CONST: {
        if (u64of(ip, fp_, 2) < u64(i64(load<i32>(ip, 12)))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_GT_S + BRANCH_CONST: {
        if (i64of(ip, fp_, 2) > i64(load<i32>(ip, 12))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_GT_U + BRANCH_CONST: {
        if (u64of(ip, fp_, 2) > u64(i64(load<i32>(ip, 12)))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_LE_S + BRANCH_CONST: {
        if (i64of(ip, fp_, 2) <= i64(load<i32>(ip, 12))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_LE_U + BRANCH_CONST: {
        if (u64of(ip, fp_, 2) <= u64(i64(load<i32>(ip, 12)))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_GE_S + BRANCH_CONST: {
        if (i64of(ip, fp_, 2) >= i64(load<i32>(ip, 12))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      case t.OP_I64_GE_U + BRANCH_CONST: {
        if (u64of(ip, fp_, 2) >= u64(i64(load<i32>(ip, 12)))) {
          acc -= load<u64>(ip, 16);
          ip = load<u32>(ip, 8);
          if ((acc & SPENT) != 0) return turnBack(ip, fp_, frame, slots_, acc);
        } else {
          ip += 24;
        }
        continue;
      }
      default:
        unreachable();
    }
  }
  return 0;
}
