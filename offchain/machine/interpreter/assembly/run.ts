/** Entering a call and running it (docs/VM.md 4). */
import {
  FUEL_DIRTY_CHUNK,
  LIMIT_SLOTS,
  STATUS_OUT_OF_FUEL,
  STATUS_RUNNING,
} from "./generated/tables";
import { CHECKING } from "./config";
import { held, pushFrame, runExact } from "./exact";
import { runFast } from "./fast";
import { MOST_STORES } from "./fast-code";
import {
  NO_PC,
  callIndex,
  clearFrames,
  dataHash,
  eic,
  fastAt,
  fp,
  frameHeight,
  frames,
  gatewayEntry,
  gatewayLocals,
  height,
  limit,
  locals,
  nextDataHash,
  pc,
  profileAt,
  sp,
  stackAt,
  status,
  tf,
  txCount,
} from "./machine";
import { STAMPED, clearFlag } from "./memory";

/** The step `enter` (4.1); the new dataHash stands at `nextDataHash`. */
export function enter(txCount_: u32, height_: u64, allowance: u64): void {
  const initialised = callIndex >= 1;
  eic += u64(eic != u64.MAX_VALUE);
  txCount = txCount_;
  height = height_;
  memory.copy(dataHash, nextDataHash, 32);
  if (callIndex != u64.MAX_VALUE) {
    callIndex++;
    clearFlag(STAMPED);
  }
  const grant = max<u64>(allowance, 1);
  limit = grant > u64.MAX_VALUE - tf ? u64.MAX_VALUE : tf + grant;
  if (tf == u64.MAX_VALUE) {
    status = STATUS_OUT_OF_FUEL;
    return;
  }
  tf++;
  status = STATUS_RUNNING;
  pc = initialised ? gatewayEntry : 0;
  openOutermost(gatewayLocals, gatewayLocals + frameHeight);
}

/** Makes one frame, whose return halts, of the given locals (zeros) and slots. */
export function openOutermost(locals_: u32, slots_: u32): void {
  clearFrames();
  pushFrame(NO_PC, 0, 0, stackAt, locals_, slots_);
  memory.fill(stackAt, 0, usize(locals_) << 3);
  fp = stackAt;
  locals = locals_;
  sp = stackAt + (usize(locals_) << 3);
}

/** Greatest amount of fuel or steps that one run of the fast loop is given. */
const MOST_AT_ONCE: u64 = 0x7fff_ffff;
/** Fuel that must be left over: what a block may charge beyond its cost. */
const SPARE_FUEL: u64 = u64(MOST_STORES) * 2 * FUEL_DIRTY_CHUNK + u64(LIMIT_SLOTS);
/** Steps of the exact loop before the fast one is tried again. */
const EXACT_AT_ONCE: u64 = 512;

/** Executes at most `steps` instructions of a running machine; returns the steps that are left. */
export function run(steps: u64): u64 {
  if (CHECKING || profileAt != 0) return runExact(steps, false);
  while (steps != 0 && status == STATUS_RUNNING && !held) {
    const ip: usize = load<u32>(fastAt + (pc << 2));
    // A block that costs nothing is one instruction that the fast loop does not know. A `return` may
    // be reached with other heights than its block is for.
    const known = ip != 0 && load<u64>(ip - 8) != 0 && load<u32>(ip - 12) == u32(sp - fp);
    if (!known) {
      steps = runExact(steps, true);
      continue;
    }
    const fuel = tf < limit ? limit - tf : 0;
    const givenFuel = fuel > SPARE_FUEL ? min(fuel - SPARE_FUEL, MOST_AT_ONCE) : 0;
    const givenSteps = min(min(steps, u64.MAX_VALUE - eic), MOST_AT_ONCE);
    const cost = load<u64>(ip - 8);
    if (cost >> 32 > givenFuel || (cost & 0xffff_ffff) > givenSteps) {
      const some = min(steps, EXACT_AT_ONCE);
      steps -= some - runExact(some, false);
      continue;
    }
    const left = runFast(ip, (givenFuel << 32) | givenSteps);
    const done = givenSteps - (left & 0xffff_ffff);
    // Charges of the last block may have used more than was given: the high half is signed.
    tf += givenFuel - u64(i64(left) >> 32);
    eic += done;
    steps -= done;
    // The outermost `return` is such a block too: it gets no further here.
    if (done == 0) steps -= 1 - runExact(1, false);
  }
  return steps;
}

/** Executes a running machine, one step at a time, until it stands at `pc` with so many frames. */
export function runUntil(pc_: u32, frames_: u32): void {
  while (status == STATUS_RUNNING && !(pc == pc_ && frames == frames_)) runExact(1, false);
}
