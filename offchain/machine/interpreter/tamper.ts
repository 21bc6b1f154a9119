/** Changes to a state from outside: what a lying player's machine has done to it. */
import type { Program } from "../../program/program.ts";
import { STATUS } from "../../program/tables.ts";
import { MachineError } from "../errors.ts";
import type { Exports } from "./exports.ts";
import { u32 } from "./exports.ts";

export type Change =
  /** `value` is a byte. */
  | { readonly kind: "memory"; readonly address: number; readonly value: number }
  /** `index` counts from the top. */
  | { readonly kind: "operand"; readonly index: number; readonly value: bigint }
  | { readonly kind: "local"; readonly index: number; readonly value: bigint }
  | { readonly kind: "global"; readonly index: number; readonly value: bigint }
  | { readonly kind: "pc"; readonly value: number }
  | { readonly kind: "tf"; readonly value: bigint };

const CHUNK_BITS = 12;

/** Applies a change; the caller knows that all hashes are stale. */
export function tamper(
  wasm: Exports,
  state: { readonly status: number; readonly checked: boolean },
  program: Program,
  change: Change,
): void {
  const view = new DataView(wasm.memory.buffer);
  const operandsAt = u32(wasm.fp.value) + 8 * u32(wasm.locals.value);
  const depth = (u32(wasm.sp.value) - operandsAt) / 8;
  switch (change.kind) {
    case "memory":
      demand(change, change.address, 65_536 * program.memoryPages);
      view.setUint8(u32(wasm.GUEST.value) + change.address, change.value);
      wasm.touchFromOutside(change.address >>> CHUNK_BITS);
      return;
    case "operand":
      demand(change, change.index, depth);
      view.setBigUint64(u32(wasm.sp.value) - 8 * (change.index + 1), change.value, true);
      return;
    case "local":
      demand(change, change.index, u32(wasm.locals.value));
      view.setBigUint64(u32(wasm.fp.value) + 8 * change.index, change.value, true);
      return;
    case "global":
      demand(change, change.index, program.globals);
      view.setBigUint64(u32(wasm.globalsAt.value) + 8 * change.index, change.value, true);
      return;
    case "pc":
      demand(change, 0, state.status === STATUS.running ? 1 : 0);
      if (!state.checked) {
        throw new MachineError(
          "checked-build-required",
          "From another pc only the checked build can go on: use that.",
        );
      }
      wasm.pc.value = change.value;
      return;
    case "tf":
      wasm.tf.value = change.value;
      return;
  }
}

function demand(change: Change, index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new MachineError("no-such-place", `This state has no ${change.kind} ${index}.`, {
    kind: change.kind,
    index,
    count,
  });
}
