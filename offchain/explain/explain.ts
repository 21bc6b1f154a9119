/**
 * Says in words what one step of the machine does: for the auditor who reads a verdict and the
 * operator who disputes one. Nothing here decides anything; it only describes two states.
 */
import { equalBytes } from "../bytes/concat.ts";
import type { StateView } from "../machine/state.ts";
import { accessBytes, decodeInstruction, executableRow, rowOf } from "../program/instruction.ts";
import type { Instruction } from "../program/instruction.ts";
import { FUEL, HOST_FUNCTIONS, STATE_LEAVES, STATUS } from "../program/tables.ts";
import type { TreeView } from "../machine/state.ts";

/** Where a program instruction comes from in the Wasm module. */
export interface Origin {
  /** Undefined in the prologue. */
  readonly functionIndex: number | undefined;
  /** From the name section where there is one. */
  readonly functionName: string;
  /** Byte offset in the module; undefined where the instruction has no counterpart there. */
  readonly wasmOffset: number | undefined;
}

export interface ExplainedProgram {
  readonly codeLength: number;
  readonly code: TreeView;
  readonly origin: (pc: number) => Origin;
}

/** What is kept of the state before a step, taken before the machine moves on. */
export interface Before {
  readonly program: ExplainedProgram;
  readonly status: number;
  readonly pc: bigint;
  readonly eic: bigint;
  readonly tf: bigint;
  readonly limit: bigint;
  readonly operands: readonly bigint[];
  readonly memoryBytes: number;
  readonly leaves: readonly Uint8Array[];
  readonly hash: Uint8Array;
}

export interface Explanation {
  /** `eic` of the state before: the step is number eic + 1 of the machine's life. */
  readonly eic: bigint;
  /** −1 if the machine was halted. */
  readonly pc: number;
  readonly function: string;
  readonly wasmOffset: number | undefined;
  readonly opcode: string;
  /** The instruction with its immediates, e.g. `br_if 120 (arity 0, drop 1)`. */
  readonly instruction: string;
  /** Operands it finds, topmost first, as far as it reads them. */
  readonly operands: readonly bigint[];
  /** What it does, in words. */
  readonly action: string;
  /** Leaves of the state tree that differ afterwards. */
  readonly leavesChanged: readonly string[];
  readonly fuel: { readonly before: bigint; readonly after: bigint; readonly charged: bigint };
  /** Status afterwards, by name. */
  readonly status: string;
  readonly hashBefore: Uint8Array;
  readonly hashAfter: Uint8Array;
}

/** Takes down what an explanation needs, before the step is made. */
export function beforeStep(program: ExplainedProgram, state: StateView): Before {
  return {
    program,
    status: state.status,
    pc: state.pc,
    eic: state.eic,
    tf: state.tf,
    limit: state.limit,
    operands: [...state.operands],
    memoryBytes: state.memory.pages * 65_536,
    leaves: STATE_LEAVES.map((_, i) => state.leaf(i)),
    hash: state.hash(),
  };
}

/** Explains the step that led from `before` to `after`. */
export function explainStep(before: Before, after: StateView): Explanation {
  const running = before.status === STATUS.running;
  const pc = Number(before.pc);
  const inCode = running && pc < before.program.codeLength;
  const instruction = inCode ? decodeInstruction(before.program.code.node(0, pc)) : undefined;
  const origin = inCode ? before.program.origin(pc) : undefined;
  const pops = instruction === undefined ? 0 : (rowOf(instruction.op)?.pops ?? 0);
  const operands = before.operands.slice(-pops || before.operands.length).reverse();
  return {
    eic: before.eic,
    pc: running ? pc : -1,
    function: origin?.functionName ?? (running ? "(outside the code)" : "(enter)"),
    wasmOffset: origin?.wasmOffset,
    opcode: running ? opcodeName(instruction) : "enter",
    instruction: running ? describe(instruction) : "enter",
    operands: pops === 0 ? [] : operands,
    action: action(before, after, instruction),
    leavesChanged: STATE_LEAVES.filter((_, i) => !same(before.leaves[i], after.leaf(i))),
    fuel: { before: before.tf, after: after.tf, charged: after.tf - before.tf },
    status: statusName(after.status),
    hashBefore: before.hash,
    hashAfter: after.hash(),
  };
}

/** An explanation as lines of two columns. */
export function explanationRows(e: Explanation): (readonly [string, unknown])[] {
  const at = e.wasmOffset === undefined ? "" : `, byte ${e.wasmOffset} of the module`;
  return [
    ["step", `after eic ${e.eic}`],
    ["where", `pc ${e.pc}, in ${e.function}${at}`],
    ["instruction", e.instruction],
    ["operands", e.operands.length === 0 ? "none" : `${e.operands.join(", ")} (topmost first)`],
    ["it", e.action],
    ["status after", e.status],
    ["fuel", `${e.fuel.charged} (${e.fuel.before} → ${e.fuel.after})`],
    ["leaves changed", e.leavesChanged.join(", ")],
    ["H_VM before", e.hashBefore],
    ["H_VM after", e.hashAfter],
  ];
}

/** The name of a status or a trap, in words. */
export function statusName(status: number): string {
  const name = Object.entries(STATUS).find(([, value]) => value === status)?.[0];
  return name?.replace(/([A-Z])/g, (c) => ` ${c.toLowerCase()}`) ?? `status ${status}`;
}

function opcodeName(instruction: Instruction | undefined): string {
  if (instruction === undefined) return "(none)";
  const row = rowOf(instruction.op);
  if (row?.family === "host") return `host ${HOST_FUNCTIONS[instruction.a]?.name ?? instruction.a}`;
  return row?.name ?? `(undefined opcode 0x${instruction.op.toString(16).padStart(2, "0")})`;
}

/** An instruction as text, with the immediates that it uses. */
export function describe(i: Instruction | undefined): string {
  if (i === undefined) return "(no instruction: pc lies outside the code)";
  const row = rowOf(i.op);
  const name = opcodeName(i);
  if (row === undefined) return name;
  switch (row.name) {
    case "br":
    case "br_if":
    case "br_entry":
      return `${name} → ${i.a} (arity ${i.b}, drop ${i.c})`;
    case "if":
    case "jump":
      return `${name} → ${i.a}`;
    case "br_table":
      return `${name} of ${i.a} entries`;
    case "return":
      return `${name} (arity ${i.a})`;
    case "call":
      return `${name} function ${i.e} → ${i.a} (${i.b} params, ${i.c} locals)`;
    case "call_indirect":
      return `${name} type ${i.c}, table of ${i.b}`;
    case "memory.init":
      return `${name} segment ${i.a} of ${i.c} bytes`;
    default:
  }
  if (row.name.includes(".const") || row.family === "constant") return `${name} ${i.imm}`;
  if (row.family === "variable" || row.name.endsWith(".drop")) return `${name} ${i.a}`;
  if (accessBytes(i.op) !== undefined) return `${name} offset ${i.a}`;
  return name;
}

function action(before: Before, after: StateView, i: Instruction | undefined): string {
  if (before.status !== STATUS.running) {
    return after.status === STATUS.running
      ? `enters the call: reads the input, sets the fuel limit to ${after.limit}, starts at ${after.pc}`
      : "cannot enter: no fuel is left";
  }
  if (after.status === STATUS.outOfFuel) {
    return `runs out of fuel: ${before.limit - before.tf} left, more is needed`;
  }
  if (after.status > STATUS.running)
    return `traps (${statusName(after.status)}): ${why(before, i)}`;
  if (after.status === STATUS.halted) return "returns from the outermost frame: the machine halts";
  if (i === undefined) return "does nothing";
  return effect(before, after, i);
}

/** Which check fails, where the operands tell it. */
function why(before: Before, i: Instruction | undefined): string {
  const row = i === undefined ? undefined : executableRow(i);
  if (i === undefined)
    return `pc ${before.pc} lies outside the ${before.program.codeLength} instructions`;
  if (row === undefined) return "the opcode is not defined";
  if (before.operands.length < row.pops) {
    return `${row.pops} operands are needed, ${before.operands.length} are there`;
  }
  const size = accessBytes(i.op);
  if (size !== undefined) {
    const base = before.operands[before.operands.length - row.pops] as bigint;
    const address = (base & 0xffff_ffffn) + BigInt(i.a);
    return `bytes ${address} to ${address + BigInt(size)} end beyond the ${before.memoryBytes} of memory`;
  }
  return `operands ${before.operands.slice(-row.pops).join(", ") || "(none)"}`;
}

function effect(before: Before, after: StateView, i: Instruction): string {
  const row = executableRow(i);
  const parts: string[] = [];
  const size = accessBytes(i.op);
  if (size !== undefined && row !== undefined) {
    const base = before.operands[before.operands.length - row.pops] as bigint;
    const address = (base & 0xffff_ffffn) + BigInt(i.a);
    parts.push(`${row.pops === 2 ? "writes" : "reads"} ${size} bytes at address ${address}`);
  }
  if (row?.pushes === 1 && after.operands.length > 0) parts.push(`pushes ${after.operands.at(-1)}`);
  if (after.pc === before.pc) parts.push("is not finished: pc stands still");
  else if (after.pc !== before.pc + 1n) parts.push(`goes to ${after.pc}`);
  const charged = after.tf - before.tf;
  const chunks = Math.floor(Number(charged) / FUEL.dirtyChunk);
  if (size !== undefined && chunks > 0) parts.push(`makes ${chunks} chunk(s) of memory dirty`);
  return parts.join(", ") || "goes on";
}

function same(x: Uint8Array | undefined, y: Uint8Array): boolean {
  return x !== undefined && equalBytes(x, y);
}
