/**
 * Steps of the instructions that move many bytes or elements (docs/VM.md 6.5, 6.7): one leaf or
 * element of the destination a step. Operands are `d x n` at sp − 24, sp − 16, sp − 8.
 */
import {
  FUEL_DIRTY_CHUNK,
  OP_MEMORY_COPY,
  OP_MEMORY_FILL,
  OP_TABLE_COPY,
  OP_TABLE_FILL,
  STATUS_INVALID_PROGRAM,
  STATUS_MEMORY_OUT_OF_BOUNDS,
  STATUS_OUT_OF_FUEL,
  STATUS_RUNNING,
  STATUS_TABLE_OUT_OF_BOUNDS,
} from "./generated/tables";
import { CHECKING } from "./config";
import {
  CHUNK_BITS,
  FLAGS,
  GUEST,
  dataAt,
  dataLeaves,
  droppedAt,
  elements,
  elementsAt,
  memoryBytes,
  segments,
  tableSlots,
  tablesAt,
} from "./machine";
import { STAMPED, touch } from "./memory";

/** What the step charged beyond base fuel. */
export let bulkCharge: u64 = 0;
/** Whether it was the last one: the operands are to be popped, and pc moves on. */
export let bulkFinished: bool = false;

/** Bytes from `address` to the end of its leaf, at most `n`. */
// @ts-ignore: decorator
@inline
function upToLeafEnd(address: u32, n: u32): u32 {
  return min(32 - (address & 31), n);
}

/** Charges for the chunk of `address`; false if `left` does not suffice. Otherwise marks it. */
function charge(address: u32, left: u64): bool {
  const chunk = address >>> CHUNK_BITS;
  bulkCharge = (load<u8>(FLAGS + chunk) & STAMPED) != 0 ? 0 : FUEL_DIRTY_CHUNK;
  if (bulkCharge > left) return false;
  touch(chunk);
  return true;
}

/** Writes the operands of what remains; those that do not progress are left as they are. */
function rest(sp: usize, d: u32, movesD: bool, s: u32, movesS: bool, n: u32): void {
  bulkFinished = n == 0;
  if (n == 0) return;
  if (movesD) store<u64>(sp - 24, u64(d));
  if (movesS) store<u64>(sp - 16, u64(s));
  store<u64>(sp - 8, u64(n));
}

/** One step of memory.fill, memory.copy or memory.init. Returns STATUS_RUNNING or a trap. */
export function stepMemory(op: u32, instruction: usize, sp: usize, left: u64): u32 {
  const d = load<u32>(sp - 24);
  const s = load<u32>(sp - 16);
  const n = load<u32>(sp - 8);
  bulkCharge = 0;
  bulkFinished = true;
  if (op == OP_MEMORY_FILL) {
    if (u64(d) + u64(n) > memoryBytes) return STATUS_MEMORY_OUT_OF_BOUNDS;
    if (n == 0) return STATUS_RUNNING;
    const m = upToLeafEnd(d, n);
    if (!charge(d, left)) return STATUS_OUT_OF_FUEL;
    memory.fill(GUEST + d, u8(s), m);
    rest(sp, d + m, true, s, false, n - m);
    return STATUS_RUNNING;
  }
  if (op == OP_MEMORY_COPY) {
    if (u64(s) + u64(n) > memoryBytes || u64(d) + u64(n) > memoryBytes) {
      return STATUS_MEMORY_OUT_OF_BOUNDS;
    }
    if (n == 0) return STATUS_RUNNING;
    if (d <= s) {
      const m = upToLeafEnd(d, n);
      if (!charge(d, left)) return STATUS_OUT_OF_FUEL;
      memory.copy(GUEST + d, GUEST + s, m);
      rest(sp, d + m, true, s + m, true, n - m);
    } else {
      const end = d + n;
      const m = min(((end - 1) & 31) + 1, n);
      if (!charge(end - m, left)) return STATUS_OUT_OF_FUEL;
      memory.copy(GUEST + end - m, GUEST + s + n - m, m);
      rest(sp, d, false, s, false, n - m);
    }
    return STATUS_RUNNING;
  }
  return stepInit(instruction, sp, d, s, n, left);
}

function stepInit(instruction: usize, sp: usize, d: u32, s: u32, n: u32, left: u64): u32 {
  const flag = load<u32>(instruction, 4);
  const base = u64(load<u32>(instruction, 8)) << 5;
  if (CHECKING) {
    if (flag >= segments) return STATUS_INVALID_PROGRAM;
  }
  const length: u32 = load<u64>(droppedAt + (flag << 3)) != 0 ? 0 : load<u32>(instruction, 12);
  if (u64(s) + u64(n) > length || u64(d) + u64(n) > memoryBytes) return STATUS_MEMORY_OUT_OF_BOUNDS;
  if (n == 0) return STATUS_RUNNING;
  const m = upToLeafEnd(d, n);
  if (CHECKING) {
    if ((base + u64(s) + u64(m) - 1) >> 5 >= u64(dataLeaves)) return STATUS_INVALID_PROGRAM;
  }
  if (!charge(d, left)) return STATUS_OUT_OF_FUEL;
  memory.copy(GUEST + d, dataAt + usize(base) + s, m);
  rest(sp, d + m, true, s + m, true, n - m);
  return STATUS_RUNNING;
}

// @ts-ignore: decorator
@inline
function table(base: u32, index: u32): usize {
  return tablesAt + ((base + index) << 3);
}

/** One step of table.fill, table.copy or table.init. Returns STATUS_RUNNING or a trap. */
export function stepTable(op: u32, instruction: usize, sp: usize): u32 {
  const d = load<u32>(sp - 24);
  const s = load<u32>(sp - 16);
  const n = load<u32>(sp - 8);
  const base = load<u32>(instruction, 4);
  const size = load<u32>(instruction, 8);
  bulkCharge = 0;
  bulkFinished = true;
  if (CHECKING) {
    if (u64(base) + u64(size) > u64(tableSlots)) return STATUS_INVALID_PROGRAM;
  }
  if (op == OP_TABLE_FILL) {
    if (u64(d) + u64(n) > u64(size)) return STATUS_TABLE_OUT_OF_BOUNDS;
    if (n == 0) return STATUS_RUNNING;
    store<u64>(table(base, d), load<u64>(sp - 16));
    rest(sp, d + 1, true, s, false, n - 1);
    return STATUS_RUNNING;
  }
  const source = load<u32>(instruction, 12);
  const sourceSize = load<u32>(instruction, 16);
  if (op == OP_TABLE_COPY) {
    if (CHECKING) {
      if (u64(source) + u64(sourceSize) > u64(tableSlots)) return STATUS_INVALID_PROGRAM;
    }
    if (u64(s) + u64(n) > u64(sourceSize) || u64(d) + u64(n) > u64(size)) {
      return STATUS_TABLE_OUT_OF_BOUNDS;
    }
    if (n == 0) return STATUS_RUNNING;
    if (d <= s) {
      store<u64>(table(base, d), load<u64>(table(source, s)));
      rest(sp, d + 1, true, s + 1, true, n - 1);
    } else {
      store<u64>(table(base, d + n - 1), load<u64>(table(source, s + n - 1)));
      rest(sp, d, false, s, false, n - 1);
    }
    return STATUS_RUNNING;
  }
  const flag = load<u32>(instruction, 20);
  if (CHECKING) {
    if (flag >= segments) return STATUS_INVALID_PROGRAM;
  }
  const length = load<u64>(droppedAt + (flag << 3)) != 0 ? 0 : sourceSize;
  if (u64(s) + u64(n) > u64(length) || u64(d) + u64(n) > u64(size)) {
    return STATUS_TABLE_OUT_OF_BOUNDS;
  }
  if (n == 0) return STATUS_RUNNING;
  if (CHECKING) {
    if (u64(source) + u64(s) >= u64(elements)) return STATUS_INVALID_PROGRAM;
  }
  store<u64>(table(base, d), load<u64>(elementsAt + ((source + s) << 3)));
  rest(sp, d + 1, true, s + 1, true, n - 1);
  return STATUS_RUNNING;
}
