/**
 * The exact loop: one instruction at a time, as docs/VM.md 4.2 says it. It is the reference for the
 * fast loop, and all there is in the checked build.
 *
 * Every case leaves behind either the `reason` of a trap, or `next` and, if it wrote to memory or
 * called, a `charge`. Nothing is changed before the last check of an instruction has passed.
 */
import * as t from "./generated/tables";
import { bulkCharge, bulkFinished, stepMemory, stepTable } from "./bulk";
import { CHECKING } from "./config";
import { callHost, hostCharge, hostResult } from "./host";
import {
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
  INSTRUCTION_BITS,
  NO_PC,
  clearFrames,
  codeAt,
  codeLength,
  droppedAt,
  eic,
  fastAt,
  fp,
  frames,
  framesAt,
  functions,
  functionsAt,
  globalCount,
  globalsAt,
  limit,
  locals,
  maxFrames,
  maxSlots,
  memoryBytes,
  pc,
  profileAt,
  segments,
  slots,
  sp,
  status,
  tableSlots,
  tablesAt,
  tf,
} from "./machine";
import { dirtyCharge, noteWrite } from "./memory";

/** When set, the exact loop stands still before the `return` that would halt. */
export let holdsAtEnd: bool = false;
/** Whether it has done so. */
export let held: bool = false;

export function holdAtEnd(on: bool): void {
  holdsAtEnd = on;
  held = false;
}

const MOST: u64 = u64.MAX_VALUE;
/** A `reason` that is no trap: the loop stands still. */
const HOLD: u32 = 0xff;

/** Opens the record of a frame that is called; `more` are its slots. */
export function pushFrame(
  returnPc: u32,
  callerFp: usize,
  callerLocals: u32,
  calleeFp: usize,
  calleeLocals: u32,
  more: u32,
): void {
  const frame = framesAt + (frames << FRAME_BITS);
  const resumes = returnPc < codeLength;
  store<u32>(frame, returnPc, FRAME_RETURN_PC);
  store<u32>(frame, resumes ? load<u32>(fastAt + (returnPc << 2)) : 0, FRAME_RETURN_IP);
  store<u32>(frame, u32(callerFp), FRAME_CALLER_FP);
  store<u32>(frame, callerLocals, FRAME_CALLER_LOCALS);
  store<u32>(frame, slots, FRAME_SLOTS_BEFORE);
  store<u32>(frame, u32(calleeFp), FRAME_FP);
  store<u32>(frame, 0, FRAME_HASHED);
  store<u32>(frame, calleeLocals, FRAME_LOCALS);
  frames++;
  slots += more;
}

// Operands by their distance from the first byte above the topmost one.
// @ts-ignore: decorator
@inline
function u32at(sp: usize, below: usize): u32 {
  return load<u32>(sp - below);
}
// @ts-ignore: decorator
@inline
function i32at(sp: usize, below: usize): i32 {
  return load<i32>(sp - below);
}
// @ts-ignore: decorator
@inline
function u64at(sp: usize, below: usize): u64 {
  return load<u64>(sp - below);
}
// @ts-ignore: decorator
@inline
function i64at(sp: usize, below: usize): i64 {
  return load<i64>(sp - below);
}
// @ts-ignore: decorator
@inline
function put(sp: usize, value: u64): void {
  store<u64>(sp - 8, value);
}

// @ts-ignore: decorator
@inline
function instructionAt(pc: u32): usize {
  return codeAt + (usize(pc) << INSTRUCTION_BITS);
}

/** Base fuel of the instruction (4.2.2); 0 if it is undefined. */
// @ts-ignore: decorator
@inline
function baseFuel(op: u32, instruction: usize): u32 {
  if (op != t.OP_HOST) return unchecked(t.BASE_FUEL[op]);
  const k = load<u32>(instruction, 4);
  return k < t.HOST_COUNT ? unchecked(t.HOST_FUEL[k]) : 0;
}

/** Rule 4.2.5: whether operands are missing, or there would be too many. */
// @ts-ignore: decorator
@inline
function wrongDepth(op: u32, instruction: usize, depth: u32): bool {
  const pops = u32(unchecked(t.POPS[op]));
  let pushes = u32(unchecked(t.PUSHES[op]));
  if (op == t.OP_HOST) pushes = u32(unchecked(t.HOST_RESULTS[load<u32>(instruction, 4)]));
  return depth < pops || depth - pops + pushes > t.LIMIT_OPERAND_HEIGHT;
}

/** Moves the topmost `arity` operands down over `drop` others. Returns the new sp. */
// @ts-ignore: decorator
@inline
function dropUnder(sp: usize, arity: u32, drop: u32): usize {
  if (drop == 0) return sp;
  const bytes = usize(arity) << 3;
  memory.copy(sp - bytes - (usize(drop) << 3), sp - bytes, bytes);
  return sp - (usize(drop) << 3);
}

/** Whether the branch's own operand check fails (6.1). */
// @ts-ignore: decorator
@inline
function branchUnderflows(entry: usize, depth: u32): bool {
  return u64(depth) < u64(load<u32>(entry, 8)) + u64(load<u32>(entry, 12));
}

/**
 * Executes at most `steps` instructions of a running machine; stops early when it no longer runs, is
 * held, or, with `toBlock`, stands at the beginning of a block that the fast loop can run. Returns the
 * steps that are left.
 */
export function runExact(steps: u64, toBlock: bool): u64 {
  let pc_ = pc;
  let sp_ = sp;
  let fp_ = fp;
  let locals_ = locals;
  let tf_ = tf;
  let eic_ = eic;
  const limit_ = limit;
  const bytes = memoryBytes;
  const profile = profileAt;
  const length = codeLength;

  while (steps != 0) {
    const i = instructionAt(pc_);
    const inside = !CHECKING || pc_ < length;
    const op: u32 = inside ? u32(load<u8>(i)) : t.OP_BR_ENTRY;
    const known = baseFuel(op, i);
    const base: u64 = CHECKING && known == 0 ? 1 : u64(known);
    let reason: u32 = t.STATUS_RUNNING;
    let next = pc_ + 1;
    let charge: u64 = 0;
    const left: u64 = tf_ < limit_ ? limit_ - tf_ - base : 0;
    if (tf_ >= limit_ || limit_ - tf_ < base) {
      reason = t.STATUS_OUT_OF_FUEL;
    } else if (CHECKING && known == 0) {
      reason = t.STATUS_INVALID_PROGRAM;
    } else if (CHECKING && wrongDepth(op, i, u32(sp_ - fp_ - (locals_ << 3)) >>> 3)) {
      reason = t.STATUS_INVALID_PROGRAM;
    } else {
      switch (op) {
        case t.OP_UNREACHABLE: {
          reason = t.STATUS_UNREACHABLE;
          break;
        }
        case t.OP_JUMP: {
          next = load<u32>(i, 4);
          break;
        }
        case t.OP_IF: {
          if (u32at(sp_, 8) == 0) next = load<u32>(i, 4);
          sp_ -= 8;
          break;
        }
        case t.OP_BR:
        case t.OP_BR_IF:
        case t.OP_BR_TABLE: {
          let entry = i;
          let taken = true;
          let under = sp_;
          if (op != t.OP_BR) {
            under -= 8;
            const v = load<u32>(under);
            if (op == t.OP_BR_IF) {
              taken = v != 0;
            } else {
              const entries = load<u32>(i, 4);
              if (CHECKING && entries == 0) {
                reason = t.STATUS_INVALID_PROGRAM;
                break;
              }
              const at = u64(pc_) + 1 + u64(min(v, entries - 1));
              if (CHECKING && at >= u64(codeLength)) {
                reason = t.STATUS_INVALID_PROGRAM;
                break;
              }
              entry = instructionAt(u32(at));
              if (CHECKING && u32(load<u8>(entry)) != t.OP_BR_ENTRY) {
                reason = t.STATUS_INVALID_PROGRAM;
                break;
              }
            }
          }
          if (taken) {
            if (CHECKING && branchUnderflows(entry, u32(under - fp_ - (locals_ << 3)) >>> 3)) {
              reason = t.STATUS_INVALID_PROGRAM;
              break;
            }
            under = dropUnder(under, load<u32>(entry, 8), load<u32>(entry, 12));
            next = load<u32>(entry, 4);
          }
          sp_ = under;
          break;
        }

        case t.OP_CALL:
        case t.OP_CALL_INDIRECT: {
          let entry: u32;
          let params: u32;
          let count: u32;
          let high: u32;
          let under = sp_;
          if (op == t.OP_CALL) {
            entry = load<u32>(i, 4);
            params = load<u32>(i, 8);
            count = load<u32>(i, 12);
            high = load<u32>(i, 16);
          } else {
            under -= 8;
            const index = load<u32>(under);
            const first = load<u32>(i, 4);
            const size = load<u32>(i, 8);
            if (CHECKING && u64(first) + u64(size) > u64(tableSlots)) {
              reason = t.STATUS_INVALID_PROGRAM;
              break;
            }
            if (index >= size) {
              reason = t.STATUS_UNDEFINED_ELEMENT;
              break;
            }
            const reference = load<u64>(tablesAt + ((first + index) << 3));
            if (reference == 0) {
              reason = t.STATUS_UNINITIALIZED_ELEMENT;
              break;
            }
            if (reference > u64(functions)) {
              reason = t.STATUS_INVALID_PROGRAM;
              break;
            }
            const callee = functionsAt + (usize(reference - 1) << FUNCTION_BITS);
            if (load<u32>(callee) != load<u32>(i, 12)) {
              reason = t.STATUS_INDIRECT_CALL_TYPE_MISMATCH;
              break;
            }
            entry = load<u32>(callee, 4);
            params = load<u32>(callee, 8);
            count = load<u32>(callee, 12);
            high = load<u32>(callee, 16);
          }
          if (CHECKING && (params > count || u32(under - fp_ - (locals_ << 3)) >>> 3 < params)) {
            reason = t.STATUS_INVALID_PROGRAM;
            break;
          }
          const more = u64(count) + u64(high);
          if (frames >= maxFrames || u64(slots) + more > u64(maxSlots)) {
            reason = t.STATUS_STACK_OVERFLOW;
            break;
          }
          charge = (more + t.FUEL_SLOTS_PER_FUEL - 1) / t.FUEL_SLOTS_PER_FUEL;
          if (charge > left) {
            reason = t.STATUS_OUT_OF_FUEL;
            break;
          }
          pushFrame(next, fp_, locals_, under - (usize(params) << 3), count, u32(more));
          fp_ = under - (usize(params) << 3);
          memory.fill(under, 0, usize(count - params) << 3);
          locals_ = count;
          sp_ = fp_ + (usize(count) << 3);
          next = entry;
          break;
        }
        case t.OP_RETURN: {
          const arity = load<u32>(i, 4);
          const lacking = CHECKING && u32(sp_ - fp_ - (locals_ << 3)) >>> 3 < arity;
          if (lacking || (CHECKING && frames == 0)) {
            reason = t.STATUS_INVALID_PROGRAM;
            break;
          }
          const frame = framesAt + ((frames - 1) << FRAME_BITS);
          const returnPc = load<u32>(frame, FRAME_RETURN_PC);
          if (returnPc == NO_PC) {
            reason = holdsAtEnd ? HOLD : t.STATUS_HALTED;
            break;
          }
          const callerFp = load<u32>(frame, FRAME_CALLER_FP);
          const callerLocals = load<u32>(frame, FRAME_CALLER_LOCALS);
          if (CHECKING) {
            const depth = u64(fp_ - callerFp - (callerLocals << 3)) >>> 3;
            if (depth + u64(arity) > u64(t.LIMIT_OPERAND_HEIGHT)) {
              reason = t.STATUS_INVALID_PROGRAM;
              break;
            }
          }
          const results = usize(arity) << 3;
          memory.copy(fp_, sp_ - results, results);
          sp_ = fp_ + results;
          slots = load<u32>(frame, FRAME_SLOTS_BEFORE);
          frames--;
          fp_ = callerFp;
          locals_ = callerLocals;
          next = returnPc;
          break;
        }

        case t.OP_DROP: {
          sp_ -= 8;
          break;
        }
        case t.OP_SELECT: {
          sp_ -= 16;
          if (load<u32>(sp_, 8) == 0) put(sp_, load<u64>(sp_));
          break;
        }
        case t.OP_MEMORY_GROW: {
          put(sp_, 0xffff_ffff);
          break;
        }
        case t.OP_TABLE_GROW: {
          sp_ -= 8;
          put(sp_, 0xffff_ffff);
          break;
        }

        case t.OP_LOCAL_GET: {
          const index = load<u32>(i, 4);
          if (CHECKING && index >= locals_) {
            reason = t.STATUS_INVALID_PROGRAM;
            break;
          }
          store<u64>(sp_, load<u64>(fp_ + (index << 3)));
          sp_ += 8;
          break;
        }
        case t.OP_LOCAL_SET:
        case t.OP_LOCAL_TEE: {
          const index = load<u32>(i, 4);
          if (CHECKING && index >= locals_) {
            reason = t.STATUS_INVALID_PROGRAM;
            break;
          }
          store<u64>(fp_ + (index << 3), u64at(sp_, 8));
          if (op == t.OP_LOCAL_SET) sp_ -= 8;
          break;
        }
        case t.OP_GLOBAL_GET: {
          const index = load<u32>(i, 4);
          if (CHECKING && index >= globalCount) {
            reason = t.STATUS_INVALID_PROGRAM;
            break;
          }
          store<u64>(sp_, load<u64>(globalsAt + (index << 3)));
          sp_ += 8;
          break;
        }
        case t.OP_GLOBAL_SET: {
          const index = load<u32>(i, 4);
          if (CHECKING && index >= globalCount) {
            reason = t.STATUS_INVALID_PROGRAM;
            break;
          }
          sp_ -= 8;
          store<u64>(globalsAt + (index << 3), load<u64>(sp_));
          break;
        }

        case t.OP_TABLE_GET:
        case t.OP_TABLE_SET: {
          const first = load<u32>(i, 4);
          const size = load<u32>(i, 8);
          if (CHECKING && u64(first) + u64(size) > u64(tableSlots)) {
            reason = t.STATUS_INVALID_PROGRAM;
            break;
          }
          const index = op == t.OP_TABLE_GET ? u32at(sp_, 8) : u32at(sp_, 16);
          if (index >= size) {
            reason = t.STATUS_TABLE_OUT_OF_BOUNDS;
            break;
          }
          const slot = tablesAt + ((first + index) << 3);
          if (op == t.OP_TABLE_GET) {
            put(sp_, load<u64>(slot));
          } else {
            store<u64>(slot, u64at(sp_, 8));
            sp_ -= 16;
          }
          break;
        }
        case t.OP_DATA_DROP:
        case t.OP_ELEM_DROP: {
          const flag = load<u32>(i, 4);
          if (CHECKING && flag >= segments) {
            reason = t.STATUS_INVALID_PROGRAM;
            break;
          }
          store<u64>(droppedAt + (flag << 3), 1);
          break;
        }
        case t.OP_TABLE_INIT:
        case t.OP_TABLE_COPY:
        case t.OP_TABLE_FILL:
        case t.OP_MEMORY_INIT:
        case t.OP_MEMORY_COPY:
        case t.OP_MEMORY_FILL: {
          const ofTable = op == t.OP_TABLE_INIT || op == t.OP_TABLE_COPY || op == t.OP_TABLE_FILL;
          reason = ofTable ? stepTable(op, i, sp_) : stepMemory(op, i, sp_, left);
          if (reason != t.STATUS_RUNNING) break;
          charge = bulkCharge;
          if (bulkFinished) sp_ -= 24;
          else next = pc_;
          break;
        }

        case t.OP_I32_LOAD:
        case t.OP_F32_LOAD:
        case t.OP_I64_LOAD32_U: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 4 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(load<u32>(usize(at), GUEST)));
          break;
        }
        case t.OP_I64_LOAD:
        case t.OP_F64_LOAD: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 8 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(load<u64>(usize(at), GUEST)));
          break;
        }
        case t.OP_I32_LOAD8_S: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 1 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(u32(i32(load<i8>(usize(at), GUEST)))));
          break;
        }
        case t.OP_I32_LOAD8_U:
        case t.OP_I64_LOAD8_U: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 1 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(load<u8>(usize(at), GUEST)));
          break;
        }
        case t.OP_I32_LOAD16_S: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 2 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(u32(i32(load<i16>(usize(at), GUEST)))));
          break;
        }
        case t.OP_I32_LOAD16_U:
        case t.OP_I64_LOAD16_U: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 2 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(load<u16>(usize(at), GUEST)));
          break;
        }
        case t.OP_I64_LOAD8_S: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 1 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(i64(load<i8>(usize(at), GUEST))));
          break;
        }
        case t.OP_I64_LOAD16_S: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 2 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(i64(load<i16>(usize(at), GUEST))));
          break;
        }
        case t.OP_I64_LOAD32_S: {
          const at = u64(u32at(sp_, 8)) + u64(load<u32>(i, 4));
          if (at + 4 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          put(sp_, u64(i64(load<i32>(usize(at), GUEST))));
          break;
        }
        case t.OP_I32_STORE:
        case t.OP_F32_STORE:
        case t.OP_I64_STORE32: {
          const at = u64(u32at(sp_, 16)) + u64(load<u32>(i, 4));
          if (at + 4 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          charge = dirtyCharge(u32(at), 4);
          if (charge > left) {
            reason = t.STATUS_OUT_OF_FUEL;
            break;
          }
          noteWrite(u32(at), 4);
          store<u32>(usize(at), u32(u64at(sp_, 8)), GUEST);
          sp_ -= 16;
          break;
        }
        case t.OP_I64_STORE:
        case t.OP_F64_STORE: {
          const at = u64(u32at(sp_, 16)) + u64(load<u32>(i, 4));
          if (at + 8 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          charge = dirtyCharge(u32(at), 8);
          if (charge > left) {
            reason = t.STATUS_OUT_OF_FUEL;
            break;
          }
          noteWrite(u32(at), 8);
          store<u64>(usize(at), u64(u64at(sp_, 8)), GUEST);
          sp_ -= 16;
          break;
        }
        case t.OP_I32_STORE8:
        case t.OP_I64_STORE8: {
          const at = u64(u32at(sp_, 16)) + u64(load<u32>(i, 4));
          if (at + 1 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          charge = dirtyCharge(u32(at), 1);
          if (charge > left) {
            reason = t.STATUS_OUT_OF_FUEL;
            break;
          }
          noteWrite(u32(at), 1);
          store<u8>(usize(at), u8(u64at(sp_, 8)), GUEST);
          sp_ -= 16;
          break;
        }
        case t.OP_I32_STORE16:
        case t.OP_I64_STORE16: {
          const at = u64(u32at(sp_, 16)) + u64(load<u32>(i, 4));
          if (at + 2 > bytes) {
            reason = t.STATUS_MEMORY_OUT_OF_BOUNDS;
            break;
          }
          charge = dirtyCharge(u32(at), 2);
          if (charge > left) {
            reason = t.STATUS_OUT_OF_FUEL;
            break;
          }
          noteWrite(u32(at), 2);
          store<u16>(usize(at), u16(u64at(sp_, 8)), GUEST);
          sp_ -= 16;
          break;
        }

        case t.OP_I32_CONST:
        case t.OP_I64_CONST:
        case t.OP_F32_CONST:
        case t.OP_F64_CONST:
        case t.OP_REF_NULL:
        case t.OP_REF_FUNC:
        case t.OP_MEMORY_SIZE:
        case t.OP_TABLE_SIZE: {
          store<u64>(sp_, load<u64>(i, 24));
          sp_ += 8;
          break;
        }
        case t.OP_REF_IS_NULL: {
          put(sp_, u64(u64at(sp_, 8) == 0));
          break;
        }

        case t.OP_I32_EQZ: {
          put(sp_, u64(u32at(sp_, 8) == 0));
          break;
        }
        case t.OP_I32_EQ: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) == u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_NE: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) != u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_LT_S: {
          sp_ -= 8;
          put(sp_, u64(i32at(sp_, 8) < i32at(sp_, 0)));
          break;
        }
        case t.OP_I32_LT_U: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) < u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_GT_S: {
          sp_ -= 8;
          put(sp_, u64(i32at(sp_, 8) > i32at(sp_, 0)));
          break;
        }
        case t.OP_I32_GT_U: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) > u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_LE_S: {
          sp_ -= 8;
          put(sp_, u64(i32at(sp_, 8) <= i32at(sp_, 0)));
          break;
        }
        case t.OP_I32_LE_U: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) <= u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_GE_S: {
          sp_ -= 8;
          put(sp_, u64(i32at(sp_, 8) >= i32at(sp_, 0)));
          break;
        }
        case t.OP_I32_GE_U: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) >= u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_CLZ: {
          put(sp_, u64(clz<u32>(u32at(sp_, 8))));
          break;
        }
        case t.OP_I32_CTZ: {
          put(sp_, u64(ctz<u32>(u32at(sp_, 8))));
          break;
        }
        case t.OP_I32_POPCNT: {
          put(sp_, u64(popcnt<u32>(u32at(sp_, 8))));
          break;
        }
        case t.OP_I32_ADD: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) + u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_SUB: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) - u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_MUL: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) * u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_AND: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) & u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_OR: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) | u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_XOR: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) ^ u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_DIV_S: {
          const x = i32at(sp_, 16);
          const y = i32at(sp_, 8);
          if (y == 0) {
            reason = t.STATUS_DIVIDE_BY_ZERO;
            break;
          }
          if (y == -1 && x == i32.MIN_VALUE) {
            reason = t.STATUS_INTEGER_OVERFLOW;
            break;
          }
          sp_ -= 8;
          put(sp_, u64(u32(x / y)));
          break;
        }
        case t.OP_I32_DIV_U: {
          const x = u32at(sp_, 16);
          const y = u32at(sp_, 8);
          if (y == 0) {
            reason = t.STATUS_DIVIDE_BY_ZERO;
            break;
          }
          sp_ -= 8;
          put(sp_, u64(x / y));
          break;
        }
        case t.OP_I32_REM_S: {
          const x = i32at(sp_, 16);
          const y = i32at(sp_, 8);
          if (y == 0) {
            reason = t.STATUS_DIVIDE_BY_ZERO;
            break;
          }
          sp_ -= 8;
          put(sp_, u64(u32(y == -1 ? 0 : x % y)));
          break;
        }
        case t.OP_I32_REM_U: {
          const x = u32at(sp_, 16);
          const y = u32at(sp_, 8);
          if (y == 0) {
            reason = t.STATUS_DIVIDE_BY_ZERO;
            break;
          }
          sp_ -= 8;
          put(sp_, u64(x % y));
          break;
        }
        case t.OP_I32_SHL: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) << u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_SHR_S: {
          sp_ -= 8;
          put(sp_, u64(u32(i32at(sp_, 8) >> i32at(sp_, 0))));
          break;
        }
        case t.OP_I32_SHR_U: {
          sp_ -= 8;
          put(sp_, u64(u32at(sp_, 8) >> u32at(sp_, 0)));
          break;
        }
        case t.OP_I32_ROTL: {
          sp_ -= 8;
          put(sp_, u64(rotl<u32>(u32at(sp_, 8), u32at(sp_, 0))));
          break;
        }
        case t.OP_I32_ROTR: {
          sp_ -= 8;
          put(sp_, u64(rotr<u32>(u32at(sp_, 8), u32at(sp_, 0))));
          break;
        }
        case t.OP_I64_EQZ: {
          put(sp_, u64(u64at(sp_, 8) == 0));
          break;
        }
        case t.OP_I64_EQ: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) == u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_NE: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) != u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_LT_S: {
          sp_ -= 8;
          put(sp_, u64(i64at(sp_, 8) < i64at(sp_, 0)));
          break;
        }
        case t.OP_I64_LT_U: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) < u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_GT_S: {
          sp_ -= 8;
          put(sp_, u64(i64at(sp_, 8) > i64at(sp_, 0)));
          break;
        }
        case t.OP_I64_GT_U: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) > u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_LE_S: {
          sp_ -= 8;
          put(sp_, u64(i64at(sp_, 8) <= i64at(sp_, 0)));
          break;
        }
        case t.OP_I64_LE_U: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) <= u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_GE_S: {
          sp_ -= 8;
          put(sp_, u64(i64at(sp_, 8) >= i64at(sp_, 0)));
          break;
        }
        case t.OP_I64_GE_U: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) >= u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_CLZ: {
          put(sp_, u64(clz<u64>(u64at(sp_, 8))));
          break;
        }
        case t.OP_I64_CTZ: {
          put(sp_, u64(ctz<u64>(u64at(sp_, 8))));
          break;
        }
        case t.OP_I64_POPCNT: {
          put(sp_, u64(popcnt<u64>(u64at(sp_, 8))));
          break;
        }
        case t.OP_I64_ADD: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) + u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_SUB: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) - u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_MUL: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) * u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_AND: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) & u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_OR: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) | u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_XOR: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) ^ u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_DIV_S: {
          const x = i64at(sp_, 16);
          const y = i64at(sp_, 8);
          if (y == 0) {
            reason = t.STATUS_DIVIDE_BY_ZERO;
            break;
          }
          if (y == -1 && x == i64.MIN_VALUE) {
            reason = t.STATUS_INTEGER_OVERFLOW;
            break;
          }
          sp_ -= 8;
          put(sp_, u64(x / y));
          break;
        }
        case t.OP_I64_DIV_U: {
          const x = u64at(sp_, 16);
          const y = u64at(sp_, 8);
          if (y == 0) {
            reason = t.STATUS_DIVIDE_BY_ZERO;
            break;
          }
          sp_ -= 8;
          put(sp_, u64(x / y));
          break;
        }
        case t.OP_I64_REM_S: {
          const x = i64at(sp_, 16);
          const y = i64at(sp_, 8);
          if (y == 0) {
            reason = t.STATUS_DIVIDE_BY_ZERO;
            break;
          }
          sp_ -= 8;
          put(sp_, u64(y == -1 ? 0 : x % y));
          break;
        }
        case t.OP_I64_REM_U: {
          const x = u64at(sp_, 16);
          const y = u64at(sp_, 8);
          if (y == 0) {
            reason = t.STATUS_DIVIDE_BY_ZERO;
            break;
          }
          sp_ -= 8;
          put(sp_, u64(x % y));
          break;
        }
        case t.OP_I64_SHL: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) << u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_SHR_S: {
          sp_ -= 8;
          put(sp_, u64(i64at(sp_, 8) >> i64at(sp_, 0)));
          break;
        }
        case t.OP_I64_SHR_U: {
          sp_ -= 8;
          put(sp_, u64(u64at(sp_, 8) >> u64at(sp_, 0)));
          break;
        }
        case t.OP_I64_ROTL: {
          sp_ -= 8;
          put(sp_, u64(rotl<u64>(u64at(sp_, 8), u64at(sp_, 0))));
          break;
        }
        case t.OP_I64_ROTR: {
          sp_ -= 8;
          put(sp_, u64(rotr<u64>(u64at(sp_, 8), u64at(sp_, 0))));
          break;
        }
        case t.OP_I32_WRAP_I64: {
          put(sp_, u64(u32at(sp_, 8)));
          break;
        }
        case t.OP_I64_EXTEND_I32_S: {
          put(sp_, u64(i64(i32at(sp_, 8))));
          break;
        }
        case t.OP_I64_EXTEND_I32_U: {
          put(sp_, u64(u32at(sp_, 8)));
          break;
        }
        case t.OP_I32_EXTEND8_S: {
          put(sp_, u64(u32(i32(i8(u32at(sp_, 8))))));
          break;
        }
        case t.OP_I32_EXTEND16_S: {
          put(sp_, u64(u32(i32(i16(u32at(sp_, 8))))));
          break;
        }
        case t.OP_I64_EXTEND8_S: {
          put(sp_, u64(i64(i8(u64at(sp_, 8)))));
          break;
        }
        case t.OP_I64_EXTEND16_S: {
          put(sp_, u64(i64(i16(u64at(sp_, 8)))));
          break;
        }
        case t.OP_I64_EXTEND32_S: {
          put(sp_, u64(i64(i32at(sp_, 8))));
          break;
        }
        // Bits move as they are; those of 32 are zero-extended.
        case t.OP_I32_REINTERPRET_F32:
        case t.OP_F32_REINTERPRET_I32: {
          put(sp_, u64(u32at(sp_, 8)));
          break;
        }
        case t.OP_I64_REINTERPRET_F64:
        case t.OP_F64_REINTERPRET_I64: {
          break;
        }

        case t.OP_HOST: {
          reason = callHost(load<u32>(i, 4), fp_, locals_, tf_, left);
          if (reason != t.STATUS_RUNNING) break;
          charge = hostCharge;
          if (unchecked(t.HOST_RESULTS[load<u32>(i, 4)]) != 0) {
            store<u64>(sp_, hostResult);
            sp_ += 8;
          }
          break;
        }
        default: {
          reason = t.STATUS_INVALID_PROGRAM;
        }
      }
    }

    if (reason == HOLD) {
      held = true;
      break;
    }
    steps--;
    eic_ += u64(eic_ != MOST);
    if (profile != 0 && inside) {
      const count = profile + (pc_ << 2);
      store<u32>(count, load<u32>(count) + 1);
    }
    if (reason != t.STATUS_RUNNING) {
      tf = reason == t.STATUS_OUT_OF_FUEL ? limit_ : tf_ + base;
      eic = eic_;
      status = reason;
      pc = NO_PC;
      clearFrames();
      return steps;
    }
    tf_ += base + charge;
    pc_ = next;
    if (!CHECKING && toBlock) {
      const block: usize = load<u32>(fastAt + (next << 2));
      if (block != 0 && load<u64>(block - 8) != 0) break;
    }
  }

  pc = pc_;
  sp = sp_;
  fp = fp_;
  locals = locals_;
  tf = tf_;
  eic = eic_;
  return steps;
}
