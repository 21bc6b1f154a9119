/**
 * Makes the fast form (see `fast-code.ts`) of a program that lowering has made: heights are known at
 * every instruction, and functions lie in the order of their indices.
 *
 * Operands are pushed without being written: what is pending may be a local or a constant. At every
 * exit of a block all operands that live on lie in their slots.
 */
import * as t from "./generated/tables";
import {
  BLOCK_HEADER,
  BRANCH,
  BRANCH_CONST,
  BR_TABLE,
  CALL,
  CALL_BYTES,
  CALL_INDIRECT,
  CALL_INDIRECT_BYTES,
  CONST,
  EXIT,
  GLOBAL_GET,
  GLOBAL_SET,
  JUMP,
  MOST_IN_BLOCK,
  MOST_SLOTS,
  MOST_STORES,
  MOVE,
  RETURN,
  SELECT,
  WITH_CONST,
  costOf,
  immediate,
  opcodeAt,
} from "./fast-code";
import {
  FUNCTION_BITS,
  INSTRUCTION_BITS,
  codeAt,
  codeLength,
  fastAt,
  free,
  functions,
  functionsAt,
  gatewayLocals,
  globalsAt,
  memoryBytes,
  reserve,
  tablesAt,
} from "./machine";

/** Where a pending operand is. */
const IN_SLOT: u8 = 0;
const IN_LOCAL: u8 = 1;
const IS_CONST: u8 = 2;

/** By height: kind (u8), and local's index or constant (u64). */
const KINDS: usize = memory.data(1040, 16);
const VALUES: usize = memory.data(1040 * 8, 16);
/** Exits of the open block: address of the delta (u32), instructions of the block before it (u32). */
const EXITS: usize = memory.data(256 * 8, 16);
/** Operands that may be pending before all are written. */
const MOST_PENDING: u32 = 32;
/** Bytes that one instruction may need besides entries of a br_table. */
const ROOM: u32 = 1 << 16;
const UNKNOWN: u16 = 0xffff;
/** In POPS: the opcode is undefined. */
const UNDEFINED: u8 = 255;

/** By pc: whether a branch leads there (u8), and the height there as far as known (u16). */
let targetsAt: usize = 0;
let heightsAt: usize = 0;
/** Where the next instruction of the fast form goes; there is room up to `roomEnd`. */
let out: usize = 0;
let roomEnd: usize = 0;

// The function that is being translated.
let localCount: u32 = 0;
let high: u32 = 0;
/** Operands from here on may be pending; those below lie in their slots. */
let firstPending: u32 = 0;
/** Address of the u16 in which the last instruction names its result, if that is the top; else 0. */
let lastResult: usize = 0;
let open: bool = false;
let blockPc: u32 = 0;
let blockAt: usize = 0;
let exits: u32 = 0;
let stores: u32 = 0;
/** Fuel of the open block that is no base fuel: the slots of the call that ends it. */
let slotFuel: u32 = 0;

function makeRoom(bytes: u32): void {
  while (out + bytes > roomEnd) {
    reserve(ROOM);
    roomEnd = free;
  }
}

// @ts-ignore: decorator
@inline
function slotOf(height: u32): u32 {
  return (localCount + height) << 3;
}

/** Writes the head of an instruction; the caller moves `out`. */
// @ts-ignore: decorator
@inline
function head(op: u32, x: u32, y: u32, z: u32): void {
  store<u16>(out, op, 0);
  store<u16>(out, x, 2);
  store<u16>(out, y, 4);
  store<u16>(out, z, 6);
}

function emitMove(to: u32, from: u32): void {
  head(MOVE, to, from, 0);
  out += 8;
}

function emitConst(to: u32, value: u64): void {
  head(CONST, to, 0, 0);
  store<u64>(out, value, 8);
  out += 16;
}

// Pending operands.

function kindOf(height: u32): u8 {
  return load<u8>(KINDS + height);
}

function valueOf(height: u32): u64 {
  return load<u64>(VALUES + (height << 3));
}

function push(kind: u8, value: u64): void {
  store<u8>(KINDS + high, kind);
  store<u64>(VALUES + (high << 3), value);
  if (kind != IN_SLOT) firstPending = min(firstPending, high);
  lastResult = 0;
  high++;
}

function pop(count: u32): void {
  high -= count;
  firstPending = min(firstPending, high);
  lastResult = 0;
}

/** Notes that the instruction at `at`, just written, has pushed its result x. */
function pushResult(at: usize): void {
  push(IN_SLOT, 0);
  lastResult = at + 2;
}

/** Writes operand `height` to its slot. */
function settle(height: u32): void {
  const kind = kindOf(height);
  if (kind == IN_SLOT) return;
  if (kind == IN_LOCAL) emitMove(slotOf(height), u32(valueOf(height)) << 3);
  else emitConst(slotOf(height), valueOf(height));
  store<u8>(KINDS + height, IN_SLOT);
  lastResult = 0;
}

/** Writes all operands below `end` to their slots. */
function settleBelow(end: u32): void {
  for (let i = firstPending; i < end; i++) settle(i);
  firstPending = max(firstPending, end);
}

/** Register of operand `height`; a constant is written to its slot. */
function register(height: u32): u32 {
  const kind = kindOf(height);
  if (kind == IN_LOCAL) return u32(valueOf(height)) << 3;
  if (kind == IS_CONST) settle(height);
  return slotOf(height);
}

/** Makes operands below `end` that stand for local `index` keep its present value. */
function rescue(index: u32, end: u32): void {
  for (let i = firstPending; i < end; i++) {
    if (kindOf(i) == IN_LOCAL && u32(valueOf(i)) == index) settle(i);
  }
}

// Blocks.

function openBlock(pc: u32): void {
  makeRoom(ROOM);
  store<u32>(out, pc);
  store<u32>(out, slotOf(high), 4);
  store<u64>(out, 0, 8);
  out += BLOCK_HEADER;
  store<u32>(fastAt + (pc << 2), u32(out));
  open = true;
  blockPc = pc;
  blockAt = out;
  exits = 0;
  stores = 0;
  slotFuel = 0;
  lastResult = 0;
  memory.fill(KINDS, IN_SLOT, high);
  firstPending = high;
}

/** Base fuel and number of the instructions from `from` up to `end`. */
function costBetween(from: u32, end: u32): u64 {
  let fuel: u32 = 0;
  for (let pc = from; pc < end; pc++) fuel += unchecked(t.BASE_FUEL[opcodeAt(pc)]);
  return costOf(fuel, end - from);
}

/** Closes the open block, whose last instruction that is executed in it stands before `end`. */
function closeBlock(end: u32): void {
  const cost = costBetween(blockPc, end) + (u64(slotFuel) << 32);
  store<u64>(blockAt - 8, cost);
  for (let i: u32 = 0; i < exits; i++) {
    const exit = EXITS + (i << 3);
    const used = costBetween(blockPc, blockPc + load<u32>(exit, 4));
    store<u64>(load<u32>(exit), cost - used);
  }
  open = false;
}

/** Notes that the block can be left where a delta stands, after the instruction at `pc`. */
function noteExit(deltaAt: usize, pc: u32): void {
  store<u32>(EXITS + (exits << 3), u32(deltaAt));
  store<u32>(EXITS + (exits << 3), pc + 1 - blockPc, 4);
  exits++;
}

/**
 * Notes the height at a label. A `return` may be reached with several, for it drops what is left
 * over: each branch to one gets a copy of it (see `link`).
 */
function noteTarget(pc: u32, height: u32): void {
  if (opcodeAt(pc) != t.OP_RETURN) store<u16>(heightsAt + (pc << 1), height);
}

/** Writes a jump that closes the block; `end` is the pc after its last instruction. */
function emitJump(target: u32, height: u32, end: u32): void {
  head(JUMP, 0, 0, slotOf(height));
  store<u32>(out, target, 8);
  store<u64>(out, 0, 16);
  out += 24;
  closeBlock(end);
}

/** Leaves the instruction at `pc` to the exact loop. */
function emitExit(pc: u32): void {
  settleBelow(high);
  head(EXIT, 0, 0, 0);
  store<u32>(out, pc, 8);
  store<u32>(out, slotOf(high), 12);
  out += 16;
  closeBlock(pc);
}

// Families of instructions.

function isComparison(op: u32): bool {
  return op >= t.OP_I32_EQZ && op <= t.OP_I64_GE_U;
}

function isCommutative(op: u32): bool {
  switch (op) {
    case t.OP_I32_EQ:
    case t.OP_I32_NE:
    case t.OP_I32_ADD:
    case t.OP_I32_MUL:
    case t.OP_I32_AND:
    case t.OP_I32_OR:
    case t.OP_I32_XOR:
    case t.OP_I64_EQ:
    case t.OP_I64_NE:
    case t.OP_I64_ADD:
    case t.OP_I64_MUL:
    case t.OP_I64_AND:
    case t.OP_I64_OR:
    case t.OP_I64_XOR:
      return true;
    default:
      return false;
  }
}

function isDivision(op: u32): bool {
  return (
    (op >= t.OP_I32_DIV_S && op <= t.OP_I32_REM_U) || (op >= t.OP_I64_DIV_S && op <= t.OP_I64_REM_U)
  );
}

function is64(op: u32): bool {
  return (op >= t.OP_I64_EQZ && op <= t.OP_I64_GE_U) || op >= t.OP_I64_CLZ;
}

/** Whether a division by this constant can trap. */
function trapsBy(op: u32, k: u64): bool {
  return is64(op) ? k == 0 || k == u64.MAX_VALUE : u32(k) == 0 || u32(k) == u32.MAX_VALUE;
}

function emitBinary(op: u32, pc: u32): void {
  let a = high - 2;
  let b = high - 1;
  if (kindOf(a) == IS_CONST && kindOf(b) != IS_CONST && isCommutative(op)) {
    a = high - 1;
    b = high - 2;
  }
  const to = slotOf(high - 2);
  const division = isDivision(op);
  if (kindOf(b) == IS_CONST && !(division && trapsBy(op, valueOf(b)))) {
    const k = valueOf(b);
    const x = register(a);
    head(op + WITH_CONST, to, x, 0);
    store<u64>(out, k, 8);
    pop(2);
    pushResult(out);
    out += 16;
    return;
  }
  const x = register(a);
  const y = register(b);
  head(op, to, x, y);
  pop(2);
  pushResult(out);
  if (division) {
    store<u64>(out, u64(pc - blockPc), 8);
    out += 8;
  }
  out += 8;
}

function emitUnary(op: u32): void {
  const x = register(high - 1);
  head(op, slotOf(high - 1), x, 0);
  pop(1);
  pushResult(out);
  out += 8;
}

/** The comparison that holds exactly when `op` does not. */
function negate(op: u32): u32 {
  const first = is64(op) ? t.OP_I64_EQ : t.OP_I32_EQ;
  switch (op - first) {
    case 0: // eq
      return first + 1;
    case 1: // ne
      return first;
    case 2: // lt_s: ge_s
      return first + 8;
    case 3: // lt_u: ge_u
      return first + 9;
    case 4: // gt_s: le_s
      return first + 6;
    case 5: // gt_u: le_u
      return first + 7;
    case 6: // le_s: gt_s
      return first + 4;
    case 7: // le_u: gt_u
      return first + 5;
    case 8: // ge_s: lt_s
      return first + 2;
    default: // ge_u: lt_u
      return first + 3;
  }
}

/**
 * Writes a branch on a comparison, or, if `op` is that of the branch itself, on the topmost operand.
 * The branch stands at `pc`.
 */
function emitBranch(op: u32, pc: u32): void {
  const branch = opcodeAt(pc);
  let pops: u32 = 1;
  let compare: u32 = t.OP_I32_NE;
  let k: u64 = 0;
  let withConst = true;
  if (op == t.OP_I32_EQZ || op == t.OP_I64_EQZ) {
    compare = op == t.OP_I32_EQZ ? t.OP_I32_EQ : t.OP_I64_EQ;
  } else if (isComparison(op)) {
    pops = 2;
    compare = op;
    k = valueOf(high - 1);
    withConst = kindOf(high - 1) == IS_CONST;
    // A constant of 64 bits must be that of its low 32, sign-extended.
    if (withConst && is64(op) && k != u64(i64(i32(k)))) withConst = false;
  }
  if (branch == t.OP_IF) compare = negate(compare);
  settleBelow(high - pops);
  const x = register(high - pops);
  const y = withConst ? 0 : register(high - 1);
  pop(pops);
  const target = immediate(pc, 4);
  const height = high - (branch == t.OP_IF ? 0 : immediate(pc, 12));
  head(compare + (withConst ? BRANCH_CONST : BRANCH), x, y, slotOf(height));
  store<u32>(out, target, 8);
  store<u32>(out, u32(k), 12);
  store<u64>(out, 0, 16);
  noteExit(out + 16, pc);
  noteTarget(target, height);
  out += 24;
}

/** Whether `emitBranch` can do it: a conditional branch cannot move operands. */
function branches(pc: u32): bool {
  const op = opcodeAt(pc);
  if (op == t.OP_IF) return true;
  return op == t.OP_BR_IF && (immediate(pc, 8) == 0 || immediate(pc, 12) == 0);
}

function emitLocalSet(index: u32, tee: bool): void {
  const top = high - 1;
  const to = index << 3;
  const result = lastResult;
  const pending = firstPending;
  rescue(index, top);
  const kind = kindOf(top);
  // `rescue` writes something, and so forgets the last result, only if it has to.
  if (kind == IN_SLOT && result != 0 && lastResult == result) {
    store<u16>(result, to);
    if (tee) {
      pop(1);
      push(IN_LOCAL, index);
    } else {
      pop(1);
    }
    return;
  }
  if (kind == IS_CONST) emitConst(to, valueOf(top));
  else if (kind == IN_SLOT) emitMove(to, slotOf(top));
  else if (u32(valueOf(top)) != index) emitMove(to, u32(valueOf(top)) << 3);
  lastResult = 0;
  if (!tee) pop(1);
}

/** Bytes that a load or store moves. */
function accessBytes(op: u32): u32 {
  switch (op) {
    case t.OP_I64_LOAD:
    case t.OP_F64_LOAD:
    case t.OP_I64_STORE:
    case t.OP_F64_STORE:
      return 8;
    case t.OP_I32_LOAD8_S:
    case t.OP_I32_LOAD8_U:
    case t.OP_I64_LOAD8_S:
    case t.OP_I64_LOAD8_U:
    case t.OP_I32_STORE8:
    case t.OP_I64_STORE8:
      return 1;
    case t.OP_I32_LOAD16_S:
    case t.OP_I32_LOAD16_U:
    case t.OP_I64_LOAD16_S:
    case t.OP_I64_LOAD16_U:
    case t.OP_I32_STORE16:
    case t.OP_I64_STORE16:
      return 2;
    default:
      return 4;
  }
}

/** One opcode for all loads or stores that do the same. */
function sameAccess(op: u32): u32 {
  switch (op) {
    case t.OP_F32_LOAD:
    case t.OP_I64_LOAD32_U:
      return t.OP_I32_LOAD;
    case t.OP_F64_LOAD:
      return t.OP_I64_LOAD;
    case t.OP_I64_LOAD8_U:
      return t.OP_I32_LOAD8_U;
    case t.OP_I64_LOAD16_U:
      return t.OP_I32_LOAD16_U;
    case t.OP_F32_STORE:
    case t.OP_I64_STORE32:
      return t.OP_I32_STORE;
    case t.OP_F64_STORE:
      return t.OP_I64_STORE;
    case t.OP_I64_STORE8:
      return t.OP_I32_STORE8;
    case t.OP_I64_STORE16:
      return t.OP_I32_STORE16;
    default:
      return op;
  }
}

/** Writes a load or store; false if its offset alone is out of bounds. */
function emitAccess(op: u32, pc: u32): bool {
  const offset = immediate(pc, 4);
  const behind = u64(offset) + u64(accessBytes(op));
  if (behind > memoryBytes) return false;
  const isStore = op >= t.OP_I32_STORE;
  let at = out;
  if (isStore) {
    const x = register(high - 2);
    const y = register(high - 1);
    at = out;
    head(sameAccess(op), x, y, pc - blockPc);
    pop(2);
    stores++;
  } else {
    const y = register(high - 1);
    at = out;
    head(sameAccess(op), slotOf(high - 1), y, pc - blockPc);
    pop(1);
    pushResult(at);
  }
  store<u32>(at, offset, 8);
  store<u32>(at, u32(memoryBytes - behind), 12);
  out += 16;
  return true;
}

function emitCall(pc: u32): void {
  const params = immediate(pc, 8);
  const count = immediate(pc, 12);
  const more = count + immediate(pc, 16);
  settleBelow(high);
  slotFuel = (more + t.FUEL_SLOTS_PER_FUEL - 1) / t.FUEL_SLOTS_PER_FUEL;
  const first = slotOf(high - params);
  head(CALL, first, slotOf(high), 0);
  store<u32>(out, immediate(pc, 4), 8);
  store<u32>(out, pc + 1, 12);
  store<u32>(out, count, 16);
  store<u32>(out, more, 20);
  store<u32>(out, first + (count << 3), 24);
  store<u32>(out, localCount, 28);
  store<u32>(out, slotFuel, 32);
  store<u32>(out, u32(out + CALL_BYTES + BLOCK_HEADER), 36);
  store<u64>(out, 0, 40);
  out += CALL_BYTES;
  closeBlock(pc + 1);
}

function emitCallIndirect(pc: u32): void {
  settleBelow(high);
  head(CALL_INDIRECT, slotOf(high - 1), slotOf(high - 1), 0);
  store<u32>(out, u32(tablesAt + (immediate(pc, 4) << 3)), 8);
  store<u32>(out, immediate(pc, 8), 12);
  store<u32>(out, immediate(pc, 12), 16);
  store<u32>(out, pc + 1, 20);
  store<u32>(out, localCount, 24);
  store<u32>(out, u32(out + CALL_INDIRECT_BYTES + BLOCK_HEADER), 28);
  out += CALL_INDIRECT_BYTES;
  closeBlock(pc + 1);
}

function emitReturn(pc: u32): void {
  const arity = immediate(pc, 4);
  const top = slotOf(high);
  let from = slotOf(high - arity);
  if (arity == 1) {
    settleBelow(high - 1);
    from = register(high - 1);
  } else {
    settleBelow(high);
  }
  head(RETURN, from, arity << 3, top);
  store<u32>(out, pc, 8);
  store<u32>(out, 0, 12);
  out += 16;
  closeBlock(pc + 1);
}

/** Writes a br that may move operands. */
function emitBr(pc: u32): void {
  const arity = immediate(pc, 8);
  const drop = immediate(pc, 12);
  settleBelow(high);
  if (drop != 0) {
    makeRoom((arity << 3) + ROOM);
    for (let i: u32 = 0; i < arity; i++) {
      emitMove(slotOf(high - arity - drop + i), slotOf(high - arity + i));
    }
  }
  const target = immediate(pc, 4);
  noteTarget(target, high - drop);
  emitJump(target, high - drop, pc + 1);
}

/** Writes a br_table; false if an entry moves operands. */
function emitBrTable(pc: u32): bool {
  const entries = immediate(pc, 4);
  for (let i: u32 = 0; i < entries; i++) {
    const entry = pc + 1 + i;
    if (immediate(entry, 8) != 0 && immediate(entry, 12) != 0) return false;
  }
  settleBelow(high - 1);
  const x = register(high - 1);
  pop(1);
  makeRoom((entries << 4) + ROOM);
  head(BR_TABLE, x, 0, 0);
  store<u32>(out, entries, 8);
  store<u32>(out, 0, 12);
  out += 16;
  for (let i: u32 = 0; i < entries; i++) {
    const entry = pc + 1 + i;
    const target = immediate(entry, 4);
    const height = high - immediate(entry, 12);
    noteTarget(target, height);
    store<u32>(out, target);
    store<u32>(out, slotOf(height), 4);
    store<u64>(out, 0, 8);
    out += 16;
  }
  closeBlock(pc + 1);
  return true;
}

/** Heights at the labels of a branch that is left to the exact loop. */
function noteTargets(pc: u32, op: u32): void {
  if (op == t.OP_BR_IF) noteTarget(immediate(pc, 4), high - 1 - immediate(pc, 12));
  if (op != t.OP_BR_TABLE) return;
  for (let i: u32 = 0; i < immediate(pc, 4); i++) {
    const entry = pc + 1 + i;
    noteTarget(immediate(entry, 4), high - 1 - immediate(entry, 12));
  }
}

/** Height after an instruction that the exact loop has executed. */
function heightAfter(pc: u32, op: u32): u32 {
  if (op == t.OP_HOST) return high + u32(unchecked(t.HOST_RESULTS[immediate(pc, 4)]));
  return high - u32(unchecked(t.POPS[op])) + u32(unchecked(t.PUSHES[op]));
}

function exitAt(pc: u32, op: u32): void {
  noteTargets(pc, op);
  emitExit(pc);
  high = heightAfter(pc, op);
}

/** Translates the instruction at `pc`. Returns whether the next one can be reached from it. */
function translate(pc: u32): bool {
  const op = opcodeAt(pc);
  switch (op) {
    case t.OP_LOCAL_GET: {
      if (high - firstPending >= MOST_PENDING) settleBelow(high);
      push(IN_LOCAL, u64(immediate(pc, 4)));
      return true;
    }
    case t.OP_LOCAL_SET:
    case t.OP_LOCAL_TEE: {
      emitLocalSet(immediate(pc, 4), op == t.OP_LOCAL_TEE);
      return true;
    }
    case t.OP_I32_CONST:
    case t.OP_I64_CONST:
    case t.OP_F32_CONST:
    case t.OP_F64_CONST:
    case t.OP_REF_NULL:
    case t.OP_REF_FUNC:
    case t.OP_MEMORY_SIZE:
    case t.OP_TABLE_SIZE: {
      if (high - firstPending >= MOST_PENDING) settleBelow(high);
      push(IS_CONST, load<u64>(codeAt + (usize(pc) << INSTRUCTION_BITS), 24));
      return true;
    }
    case t.OP_MEMORY_GROW:
    case t.OP_TABLE_GROW: {
      pop(op == t.OP_MEMORY_GROW ? 1 : 2);
      push(IS_CONST, 0xffff_ffff);
      return true;
    }
    case t.OP_DROP: {
      pop(1);
      return true;
    }
    case t.OP_SELECT: {
      const c = register(high - 1);
      const z = register(high - 2);
      const y = register(high - 3);
      head(SELECT, slotOf(high - 3), y, z);
      store<u32>(out, c, 8);
      store<u32>(out, 0, 12);
      pop(3);
      pushResult(out);
      out += 16;
      return true;
    }
    case t.OP_GLOBAL_GET: {
      head(GLOBAL_GET, slotOf(high), 0, 0);
      store<u64>(out, u64(globalsAt + (immediate(pc, 4) << 3)), 8);
      pushResult(out);
      out += 16;
      return true;
    }
    case t.OP_GLOBAL_SET: {
      const x = register(high - 1);
      head(GLOBAL_SET, x, 0, 0);
      store<u64>(out, u64(globalsAt + (immediate(pc, 4) << 3)), 8);
      pop(1);
      out += 16;
      return true;
    }
    case t.OP_I32_REINTERPRET_F32:
    case t.OP_F32_REINTERPRET_I32: {
      emitUnary(t.OP_I32_WRAP_I64);
      return true;
    }
    case t.OP_I64_REINTERPRET_F64:
    case t.OP_F64_REINTERPRET_I64: {
      return true;
    }
    case t.OP_REF_IS_NULL: {
      emitUnary(t.OP_I64_EQZ);
      return true;
    }
    case t.OP_IF:
    case t.OP_BR_IF: {
      if (branches(pc)) emitBranch(op, pc);
      else exitAt(pc, op);
      return true;
    }
    case t.OP_BR: {
      emitBr(pc);
      return false;
    }
    case t.OP_JUMP: {
      settleBelow(high);
      noteTarget(immediate(pc, 4), high);
      emitJump(immediate(pc, 4), high, pc + 1);
      return false;
    }
    case t.OP_BR_TABLE: {
      if (!emitBrTable(pc)) exitAt(pc, op);
      return false;
    }
    case t.OP_RETURN: {
      emitReturn(pc);
      return false;
    }
    case t.OP_CALL: {
      emitCall(pc);
      return true;
    }
    case t.OP_CALL_INDIRECT: {
      emitCallIndirect(pc);
      return true;
    }
    case t.OP_UNREACHABLE: {
      emitExit(pc);
      return false;
    }
    default: {
      if (op >= t.OP_I32_LOAD && op <= t.OP_I64_STORE32) {
        if (!emitAccess(op, pc)) {
          emitExit(pc);
          return false;
        }
        return true;
      }
      const pops = unchecked(t.POPS[op]);
      const unknownImport = op == t.OP_HOST && immediate(pc, 4) == t.HOST_UNKNOWN_IMPORT;
      if (pops == UNDEFINED || unknownImport) {
        emitExit(pc);
        return false;
      }
      if (op >= t.OP_I32_EQZ && op <= t.OP_I64_EXTEND32_S) {
        if (pops == 1) emitUnary(op);
        else emitBinary(op, pc);
        return true;
      }
      exitAt(pc, op);
      return true;
    }
  }
}

// The whole program.

// @ts-ignore: decorator
@inline
function entryOf(index: u32): u32 {
  return index < functions ? load<u32>(functionsAt + (index << FUNCTION_BITS), 4) : codeLength;
}

/** By function: number of results (u32). Every `return` of a function tells it, and there is one. */
let resultsAt: usize = 0;

function resultsOf(index: u32): u32 {
  return load<u32>(resultsAt + (index << 2));
}

/** The function that begins at `pc`. */
function functionAt(pc: u32): u32 {
  let first: u32 = 0;
  let last = functions;
  while (last - first > 1) {
    const middle = (first + last) >>> 1;
    if (entryOf(middle) <= pc) first = middle;
    else last = middle;
  }
  return first;
}

/** Height after the call at `pc`; UNKNOWN if it can never return. */
function heightAfterCall(pc: u32, op: u32): u32 {
  if (op == t.OP_CALL) return high - immediate(pc, 8) + resultsOf(functionAt(immediate(pc, 4)));
  const type = immediate(pc, 12);
  const index = typeExample(type);
  if (index == functions) return UNKNOWN;
  return high - 1 - load<u32>(functionsAt + (index << FUNCTION_BITS), 8) + resultsOf(index);
}

/** By type id, up to `typesEnd`: a function of that type + 1, or 0 (u32). */
let typesAt: usize = 0;
let typesEnd: u32 = 0;

function typeExample(type: u32): u32 {
  if (type >= typesEnd) return functions;
  const found = load<u32>(typesAt + (type << 2));
  return found == 0 ? functions : found - 1;
}

/** Most type ids that are listed; a program with higher ones has no fast form. */
const MOST_TYPES: u32 = 1 << 20;

/** Lists functions by type. False if they do not lie in order, or there are too many types. */
function listFunctions(): bool {
  let before: u32 = 0;
  typesEnd = 0;
  for (let i: u32 = 0; i < functions; i++) {
    const entry = entryOf(i);
    if (entry <= before || entry >= codeLength) return false;
    before = entry;
    typesEnd = max(typesEnd, load<u32>(functionsAt + (i << FUNCTION_BITS)) + 1);
    if (typesEnd > MOST_TYPES) return false;
  }
  typesAt = reserve(u64(typesEnd) << 2);
  resultsAt = reserve(u64(functions) << 2);
  for (let i: u32 = 0; i < functions; i++) {
    store<u32>(typesAt + (load<u32>(functionsAt + (i << FUNCTION_BITS)) << 2), i + 1);
    let pc = entryOf(i);
    while (opcodeAt(pc) != t.OP_RETURN) {
      if (++pc == codeLength) return false;
    }
    store<u32>(resultsAt + (i << 2), immediate(pc, 4));
  }
  return true;
}

function markTargets(): void {
  for (let pc: u32 = 0; pc < codeLength; pc++) {
    const op = opcodeAt(pc);
    const isBranch =
      op == t.OP_IF ||
      op == t.OP_JUMP ||
      op == t.OP_BR ||
      op == t.OP_BR_IF ||
      op == t.OP_BR_ENTRY;
    if (!isBranch) continue;
    const target = immediate(pc, 4);
    if (opcodeAt(target) != t.OP_RETURN) store<u8>(targetsAt + target, 1);
  }
}

/** Translates the code from `first` up to `end`, which is that of a function or the prologue. */
function translateFunction(first: u32, end: u32, locals: u32): void {
  localCount = locals;
  high = 0;
  open = false;
  store<u16>(heightsAt + (first << 1), 0);
  store<u8>(targetsAt + first, 1);
  for (let pc = first; pc < end; ) {
    const isTarget = load<u8>(targetsAt + pc) != 0;
    if (open && blockPc != pc) {
      const full = pc - blockPc >= MOST_IN_BLOCK || stores >= MOST_STORES;
      if (full || isTarget) {
        settleBelow(high);
        emitJump(pc, high, pc);
        openBlock(pc);
      }
    } else if (!open) {
      const height = load<u16>(heightsAt + (pc << 1));
      if (!isTarget || height == UNKNOWN) {
        pc++;
        continue;
      }
      high = height;
      openBlock(pc);
    }

    const op = opcodeAt(pc);
    if (isComparison(op) && pc + 1 < end && load<u8>(targetsAt + pc + 1) == 0) {
      const next = opcodeAt(pc + 1);
      if ((next == t.OP_IF || next == t.OP_BR_IF) && branches(pc + 1)) {
        emitBranch(op, pc + 1);
        pc += 2;
        continue;
      }
    }
    let after = high;
    const calls = op == t.OP_CALL || op == t.OP_CALL_INDIRECT;
    if (calls) after = heightAfterCall(pc, op);
    const goesOn = translate(pc);
    pc++;
    if (calls) {
      high = after;
      if (after != UNKNOWN) openBlock(pc);
    } else if (goesOn && !open) {
      openBlock(pc);
    }
  }
}

/** A block for one exit to `pc`, with sp at `top`. */
function stub(pc: u32, top: u32): usize {
  makeRoom(64);
  store<u32>(out, pc);
  store<u32>(out, top, 4);
  store<u64>(out, 0, 8);
  out += BLOCK_HEADER;
  const at = out;
  if (opcodeAt(pc) == t.OP_RETURN) {
    store<u64>(at - 8, costOf(unchecked(t.BASE_FUEL[t.OP_RETURN]), 1));
    const results = immediate(pc, 4) << 3;
    head(RETURN, top - results, results, top);
    store<u32>(out, pc, 8);
    store<u32>(out, 0, 12);
  } else {
    head(EXIT, 0, 0, 0);
    store<u32>(out, pc, 8);
    store<u32>(out, top, 12);
  }
  out += 16;
  return at;
}

/** Replaces a target's pc by its address, and completes the delta, which holds what is given back. */
function link(targetAt: usize, deltaAt: usize, top: u32): void {
  const pc = load<u32>(targetAt);
  let target: usize = opcodeAt(pc) == t.OP_RETURN ? 0 : load<u32>(fastAt + (pc << 2));
  if (target == 0) target = stub(pc, top);
  store<u32>(targetAt, u32(target));
  store<u64>(deltaAt, load<u64>(target - 8) - load<u64>(deltaAt));
}

/** Links the instruction at `at`. Returns its size, negative if it closes a block. */
function linkInstruction(at: usize): i32 {
  const op = u32(load<u16>(at));
  switch (op) {
    case MOVE:
      return 8;
    case JUMP:
      link(at + 8, at + 16, load<u16>(at, 6));
      return -24;
    case BR_TABLE: {
      const entries = load<u32>(at, 8);
      for (let i: u32 = 0; i < entries; i++) {
        const entry = at + 16 + (i << 4);
        link(entry, entry + 8, load<u32>(entry, 4));
      }
      return -i32(16 + (entries << 4));
    }
    case CALL:
      link(at + 8, at + 40, load<u32>(at, 16) << 3);
      return -i32(CALL_BYTES);
    case CALL_INDIRECT:
      return -i32(CALL_INDIRECT_BYTES);
    case RETURN:
    case EXIT:
      return -16;
    case CONST:
    case SELECT:
    case GLOBAL_GET:
    case GLOBAL_SET:
      return 16;
    default: {
      if (op < t.OP_I32_EQZ) return 16; // loads and stores
      if (op < t.OP_I32_EQ + WITH_CONST) return isDivision(op) ? 16 : 8;
      if (op < t.OP_I32_EQ + BRANCH) return 16;
      link(at + 8, at + 16, load<u16>(at, 6));
      return 24;
    }
  }
}

/** Makes the fast form of the program; where it has none, `fastAt` stays zero. */
export function translateProgram(): void {
  if (!listFunctions()) return;
  targetsAt = reserve(codeLength);
  heightsAt = reserve(u64(codeLength) << 1);
  memory.fill(heightsAt, 0xff, codeLength << 1);
  markTargets();
  out = reserve(ROOM);
  roomEnd = free;
  const start = out;
  translateFunction(0, entryOf(0), gatewayLocals);
  for (let i: u32 = 0; i < functions; i++) {
    const record = functionsAt + (i << FUNCTION_BITS);
    const locals = load<u32>(record, 12);
    if (locals + load<u32>(record, 16) > MOST_SLOTS) continue;
    translateFunction(entryOf(i), entryOf(i + 1), locals);
  }
  const end = out;
  for (let at = start; at < end; ) {
    at += BLOCK_HEADER;
    for (;;) {
      const size = linkInstruction(at);
      at += abs<i32>(size);
      if (size < 0) break;
    }
  }
}
