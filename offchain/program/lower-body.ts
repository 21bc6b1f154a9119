/** Lowering of one function body, instruction by instruction as validation reads them. */
import type { BranchTarget, InstructionFacts } from "../module/body.ts";
import { OP } from "../module/opcodes.ts";
import { functionTypeOf } from "../module/types.ts";
import type { Module } from "../module/types.ts";
import type { CodeWriter, Immediates } from "./code.ts";
import { ProgramError } from "./errors.ts";
import { rowOf } from "./instruction.ts";
import type { Layout } from "./layout.ts";
import { opcode, UNDEFINED_FAMILIES } from "./tables.ts";

const BR_ENTRY = opcode("br_entry");
const JUMP = opcode("jump");
const FIRST_LOAD = opcode("i32.load");
const LAST_STORE = opcode("i64.store32");

/** What all bodies of a module have in common. */
export interface BodyContext {
  readonly module: Module;
  readonly layout: Layout;
  readonly code: CodeWriter;
  readonly memoryPages: number;
  /** Whether instructions that this version does not define are lowered all the same. */
  readonly undefinedInstructions: boolean;
}

/** An open construct. Addresses are program indices. */
interface Construct {
  /** The target of branches to a `loop`; for others they follow when it ends. */
  readonly start: number | undefined;
  /** Instructions whose target is what follows the construct. */
  readonly pending: number[];
  /** The `if` that still lacks its `else`; undefined if there is none, or none was emitted. */
  condition: number | undefined;
}

export class BodyLowering {
  readonly #context: BodyContext;
  readonly #results: number;
  readonly #constructs: Construct[] = [{ start: undefined, pending: [], condition: undefined }];

  constructor(context: BodyContext, functionIndex: number) {
    this.#context = context;
    this.#results = functionTypeOf(context.module, functionIndex).results.length;
  }

  /** Takes the body's instructions in order. */
  readonly visit = (facts: InstructionFacts): void => {
    const { op } = facts;
    if (op === OP.block || op === OP.loop || op === OP.if) this.#open(facts);
    else if (op === OP.else) this.#else(facts);
    else if (op === OP.end) this.#end(facts);
    else if (facts.live && op !== OP.nop) this.#plain(facts);
  };

  #open(facts: InstructionFacts): void {
    const { code } = this.#context;
    const condition =
      facts.op === OP.if && facts.live ? code.emit(OP.if, {}, facts.offset) : undefined;
    const start = facts.op === OP.loop ? code.pc : undefined;
    this.#constructs.push({ start, pending: [], condition });
  }

  #else(facts: InstructionFacts): void {
    const { code } = this.#context;
    const construct = this.#constructs[this.#constructs.length - 1]!;
    if (facts.live) construct.pending.push(code.emit(JUMP, {}, facts.offset));
    if (construct.condition !== undefined) code.setA(construct.condition, code.pc);
    construct.condition = undefined;
  }

  #end(facts: InstructionFacts): void {
    const { code } = this.#context;
    const { condition, pending } = this.#constructs.pop()!;
    if (condition !== undefined) code.setA(condition, code.pc);
    for (const pc of pending) code.setA(pc, code.pc);
    if (this.#constructs.length === 0) code.emit(OP.return, { a: this.#results }, facts.offset);
  }

  #plain(facts: InstructionFacts): void {
    const { code } = this.#context;
    const { op, offset } = facts;
    if (op === OP.br || op === OP.br_if) this.#branch(op, facts.targets[0]!, offset);
    else if (op === OP.br_table) {
      code.emit(op, { a: facts.targets.length }, offset);
      for (const target of facts.targets) this.#branch(BR_ENTRY, target, offset);
    } else {
      this.#refuseUndefined(facts);
      code.emit(op, this.#immediates(facts), offset);
    }
  }

  /** A branch; one that leads to the function's label takes its results to the final `return`. */
  #branch(op: number, target: BranchTarget, offset: number): void {
    const { code } = this.#context;
    const at = this.#constructs.length - 1 - target.depth;
    const construct = this.#constructs[at]!;
    const drop = at === 0 ? 0 : target.drop;
    const pc = code.emit(op, { a: construct.start ?? 0, b: target.arity, c: drop }, offset);
    if (construct.start === undefined) construct.pending.push(pc);
  }

  #refuseUndefined({ op, offset }: InstructionFacts): void {
    const row = rowOf(op);
    if (row === undefined) throw new Error(`opcode ${op} is not in the table`);
    if (!UNDEFINED_FAMILIES.has(row.family) || this.#context.undefinedInstructions) return;
    const what = row.family === "float" ? "floating-point arithmetic" : row.family;
    throw new ProgramError(
      "undefined-instruction",
      `the module uses ${what} (${row.name}), which this version of the machine does not execute`,
      offset,
    );
  }

  #immediates(facts: InstructionFacts): Immediates {
    const { op, index } = facts;
    if (op >= FIRST_LOAD && op <= LAST_STORE) return { a: index };
    if (op >= OP.local_get && op <= OP.global_set) return { a: index };
    if (op >= OP.i32_const && op <= OP.f64_const) return { imm: facts.value };
    if (op === OP.return) return { a: this.#results };
    if (op === OP.call) return this.#call(index);
    if (op === OP.ref_func) return { imm: BigInt(index + 1) };
    if (op === OP.memory_size) return { imm: BigInt(this.#context.memoryPages) };
    return this.#tableOrSegment(facts);
  }

  /** Entry and height follow when every function has been lowered. */
  #call(index: number): Immediates {
    const { module } = this.#context;
    const params = functionTypeOf(module, index).params.length;
    return { b: params, c: localCount(module, index), e: index };
  }

  #tableOrSegment({ op, index, index2 }: InstructionFacts): Immediates {
    const { layout } = this.#context;
    const table = (i: number): { a: number; b: number } => {
      const { base, size } = layout.tables[i]!;
      return { a: base, b: size };
    };
    switch (op) {
      case OP.call_indirect:
        return { ...table(index2), c: layout.typeIds[index]! };
      case OP.table_get:
      case OP.table_set:
      case OP.table_fill:
        return table(index);
      case OP.table_size:
        return { imm: BigInt(layout.tables[index]!.size) };
      case OP.table_copy: {
        const { base, size } = layout.tables[index2]!;
        return { ...table(index), c: base, d: size };
      }
      case OP.table_init:
        return tableInit(layout, index2, index);
      case OP.elem_drop:
        return { a: layout.firstElementFlag + index };
      case OP.memory_init:
        return memoryInit(layout, index);
      case OP.data_drop:
        return { a: index };
      default:
        return {};
    }
  }
}

/** Immediates of `table.init`. */
export function tableInit(layout: Layout, table: number, segment: number): Immediates {
  const to = layout.tables[table]!;
  const from = layout.elementSegments[segment]!;
  const e = layout.firstElementFlag + segment;
  return { a: to.base, b: to.size, c: from.base, d: from.size, e };
}

/** Immediates of `memory.init`. */
export function memoryInit(layout: Layout, segment: number): Immediates {
  const { base, size } = layout.dataSegments[segment]!;
  return { a: segment, b: base, c: size };
}

/** Locals of a function, parameters included; for an import, the parameters. */
export function localCount(module: Module, functionIndex: number): number {
  const params = functionTypeOf(module, functionIndex).params.length;
  const body = module.functions[functionIndex - module.imports.length];
  return (body?.locals ?? []).reduce((count, group) => count + group.count, params);
}
