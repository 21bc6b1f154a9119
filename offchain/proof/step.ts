/**
 * Makes the proof of the one step that follows a state (docs/VM.md 7). The twin of
 * contracts/step: what one writes, the other reads. It decides which checks trap, because that decides
 * what a proof holds, but executes nothing.
 */
import type { BlockTransactions } from "./block.ts";
import { rowOf, decodeInstruction, executableRow } from "../program/instruction.ts";
import type { Instruction } from "../program/instruction.ts";
import type { ProgramView } from "./program-view.ts";
import { LIMITS, STATUS, opcode } from "../program/tables.ts";
import type { StateView } from "../machine/state.ts";
import { provePath } from "../merkle/path.ts";
import { writeAccesses } from "./accesses.ts";
import { writeEnter } from "./enter.ts";
import { foldOperands, stateNode } from "./nodes.ts";
import { opened, openedFrames, writeFramesAndLocals, writeRightHalf } from "./opened.ts";
import { writeLeaf } from "./paths.ts";
import { low32, OperandReader } from "./operands.ts";
import { ByteWriter } from "../bytes/writer.ts";

export class ProofError extends Error {
  readonly code: "missing-block";

  constructor(message: string) {
    super(message);
    this.code = "missing-block";
  }
}

const OP_BR = opcode("br");
const OP_BR_IF = opcode("br_if");
const OP_BR_TABLE = opcode("br_table");
const OP_BR_ENTRY = opcode("br_entry");
const OP_CALL = opcode("call");
const OP_CALL_INDIRECT = opcode("call_indirect");
const OP_RETURN = opcode("return");

/**
 * The proof of the step that follows `state`.
 * @param block Needed for `tx_len`, `tx_read` and `enter`. Without it, the proof from a state that is not
 *   running shows that no step follows because no call begins.
 * @throws ProofError if `tx_len` or `tx_read` needs the block and it is missing.
 */
export function proveStep(
  program: ProgramView,
  state: StateView,
  block?: BlockTransactions,
): Uint8Array {
  const writer = new ByteWriter().u8(state.status);
  if (state.status !== STATUS.running) {
    writeEnter(writer, program, state, block);
    return writer.finish();
  }
  const pc = Number(state.pc);
  writer.u64(state.pc).u64(state.eic).u64(state.tf).u64(state.limit).u32(program.codeLength);
  const inCode = pc < program.codeLength;
  if (inCode) writeLeaf(writer, program.code, pc);
  else writer.bytes(program.code.node(program.code.depth, 0));
  writer.u16(state.operands.length);

  const instruction = inCode ? decodeInstruction(program.code.node(0, pc)) : undefined;
  if (instruction === undefined || trapsEarly(instruction, state)) {
    writer.bytes(program.factsHash).bytes(foldOperands(state.operands));
    writer.bytes(stateNode(state, 1, 3)).bytes(stateNode(state, 3, 1));
    return writer.finish();
  }
  writeFullBody(writer, program, state, instruction, block);
  return writer.finish();
}

function needed(block: BlockTransactions | undefined): BlockTransactions {
  if (block === undefined) {
    throw new ProofError("This step reads the block's transactions: pass the block to proveStep.");
  }
  return block;
}

/** Rules 4.2.2 to 4.2.5. */
function trapsEarly(instruction: Instruction, state: StateView): boolean {
  const row = executableRow(instruction);
  if (row === undefined) return true;
  const depth = state.operands.length;
  return (
    state.tf + BigInt(row.fuel) > state.limit ||
    depth < row.pops ||
    depth - row.pops + row.pushes > LIMITS.operandHeight
  );
}

/** docs/VM.md 7.2. */
function writeFullBody(
  writer: ByteWriter,
  program: ProgramView,
  state: StateView,
  instruction: Instruction,
  block: BlockTransactions | undefined,
): void {
  const operands = new OperandReader(writer, state.operands);
  const { op } = instruction;
  operands.take(rowOf(op)?.pops ?? 0);
  writeBranchOperands(writer, program, state, instruction, operands);
  if (op !== OP_CALL_INDIRECT) operands.writeChain();

  const touched = opened(instruction);
  if (touched.facts) writer.bytes(program.facts);
  else writer.bytes(program.factsHash);
  writeFramesAndLocals(writer, state, openedFrames(op));
  writeRightHalf(writer, state, touched);
  writeAccesses({
    writer,
    program,
    state,
    instruction,
    operands,
    touched,
    transactions: () => needed(block).transactions,
  });
}

/** Values of `br*`, `call`, `return` beyond those that the opcode alone tells (item 1 of 7.2). */
function writeBranchOperands(
  writer: ByteWriter,
  program: ProgramView,
  state: StateView,
  instruction: Instruction,
  operands: OperandReader,
): void {
  const { op, a, b, c } = instruction;
  const top = low32(operands.popped[0] ?? 0n);
  if (op === OP_BR || (op === OP_BR_IF && top !== 0)) takeBranch(operands, b, c);
  if (op === OP_CALL && b <= c && operands.left >= b) operands.take(b);
  if (op === OP_RETURN && operands.left >= a) operands.take(a);
  if (op !== OP_BR_TABLE || a === 0) return;

  const pc = Number(state.pc);
  const at = pc + 1 + Math.min(top, a - 1);
  if (at >= program.codeLength) return;
  // The upper part of the entry's path is that of pc: with l the bits of pc xor at, the node at
  // level l − 1 above the entry is the sibling on pc's path.
  const bits = 32 - Math.clz32((pc ^ at) >>> 0);
  writer.bytes(program.code.node(0, at)).all(provePath(program.code, at).slice(0, bits - 1));
  const entry = decodeInstruction(program.code.node(0, at));
  if (entry.op === OP_BR_ENTRY) takeBranch(operands, entry.b, entry.c);
}

function takeBranch(operands: OperandReader, arity: number, drop: number): void {
  if (drop > 0 && operands.left >= arity + drop) operands.take(arity + drop);
}
