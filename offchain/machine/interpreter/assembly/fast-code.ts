/**
 * The fast form of a program: what `translate.ts` writes and `fast.ts` runs. It is private to the
 * interpreter, and nothing of it is ever seen in a state.
 *
 * Operands are registers: a frame's slots (locals, then operands by height), given by their offset
 * in bytes from fp. So most local.get, local.set and constants vanish into their users.
 *
 * Code is cut into blocks with one entry and any number of exits. The whole block is charged when it is
 * entered, base fuel and number of instructions in one u64 (fuel in the high half); a branch that
 * leaves it early gives back the rest. In front of a block's first instruction stand 16 bytes: pc (u32),
 * offset of sp from fp (u32), cost (u64).
 *
 * An instruction begins with four u16, op x y z; what follows depends on it:
 *
 *   unary, MOVE          x := y
 *   binary               x := y op z          that may trap: u32 index
 *   binary + WITH_CONST  x := y op k          u64 k
 *   CONST                x := k               u64 k
 *   SELECT               x := c ? y : z       u32 c, u32 −
 *   loads                x := [y + offset]    u32 offset, u32 greatest y; z index
 *   stores               [x + offset] := y    u32 offset, u32 greatest x; z index
 *   GLOBAL_GET, _SET     x, u32 address       u32 −
 *   JUMP                                      u32 target, u32 −, u64 delta
 *   compare + BRANCH     if x op y            u32 target, u32 −, u64 delta
 *   compare + BRANCH_CONST  if x op k         u32 target, i32 k, u64 delta
 *   BR_TABLE             by x                 u32 entries, u32 −, then for each u32 target, u32 −, u64 delta
 *   CALL                 callee's fp is x     u32 target, pc after it, locals, slots, end of the zeroed
 *                                             locals, caller's locals, charge for slots, its own ip
 *                                             after it, u64 delta; y where the zeroed locals begin
 *   CALL_INDIRECT        by x, y where its arguments end
 *                                             u32 table, size, type, pc after it, caller's locals, ip after
 *   RETURN               x first result, y bytes of results; z offset of sp; u32 pc, u32 −
 *   EXIT                                      u32 pc, u32 offset of sp
 *
 * `index` counts instructions of the program from the block's start. `delta` is the cost of the
 * target's block less what is given back of this one.
 */
import { INSTRUCTION_BITS, codeAt } from "./machine";

export const BLOCK_HEADER: usize = 16;
/** A frame of more slots than offsets can name runs in the exact loop. */
export const MOST_SLOTS: u32 = 8_000;
/** Instructions of the program in a block, and of those the stores, that a block has at most. */
export const MOST_IN_BLOCK: u32 = 240;
export const MOST_STORES: u32 = 32;

// Unary, binary, loads and stores keep their WebAssembly opcodes, 0x28 to 0xc4. The numbers lie close
// together, and the loop lists them in order, so that the compiler makes its switch a jump table.
export const EXIT: u32 = 0x1d;
export const MOVE: u32 = 0x1e;
export const CONST: u32 = 0x1f;
export const SELECT: u32 = 0x20;
export const JUMP: u32 = 0x21;
export const GLOBAL_GET: u32 = 0x22;
export const GLOBAL_SET: u32 = 0x23;
export const BR_TABLE: u32 = 0x24;
export const CALL: u32 = 0x25;
export const CALL_INDIRECT: u32 = 0x26;
export const RETURN: u32 = 0x27;
/** Added to a binary opcode (0x46 to 0x8a). */
export const WITH_CONST: u32 = 0x80;
/** Added to a comparison's opcode (0x46 to 0x5a). */
export const BRANCH: u32 = 0xc8;
export const BRANCH_CONST: u32 = 0xe0;

/** Bytes of a CALL and of a CALL_INDIRECT. */
export const CALL_BYTES: usize = 48;
export const CALL_INDIRECT_BYTES: usize = 32;

/** Fuel and number of instructions, as they are charged together. */
// @ts-ignore: decorator
@inline
export function costOf(fuel: u32, count: u32): u64 {
  return (u64(fuel) << 32) | u64(count);
}

// @ts-ignore: decorator
@inline
export function opcodeAt(pc: u32): u32 {
  return load<u8>(codeAt + (usize(pc) << INSTRUCTION_BITS));
}

/** Immediate a (4), b (8), c (12), d (16) or e (20) of the instruction at `pc`. */
// @ts-ignore: decorator
@inline
export function immediate(pc: u32, field: usize): u32 {
  return load<u32>(codeAt + (usize(pc) << INSTRUCTION_BITS) + field);
}
