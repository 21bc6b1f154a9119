/** Entering a call and running it (docs/VM.md 4). */
import { STATUS_OUT_OF_FUEL, STATUS_RUNNING } from "./generated/tables";
import { pushFrame, runExact } from "./exact";
import {
  NO_PC,
  callIndex,
  clearFrames,
  dataHash,
  eic,
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

/** Executes at most `steps` instructions of a running machine; returns the steps that are left. */
export function run(steps: u64): u64 {
  return runExact(steps);
}

/** Executes a running machine, one step at a time, until it stands at `pc` with so many frames. */
export function runUntil(pc_: u32, frames_: u32): void {
  while (status == STATUS_RUNNING && !(pc == pc_ && frames == frames_)) runExact(1);
}
