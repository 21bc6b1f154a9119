/**
 * Validation of one function body: decodes its instructions and runs the algorithm of the
 * specification's appendix over them, in one pass, telling a visitor about each.
 */
import { Cursor } from "../bytes/cursor.ts";
import type { BodySummary, BodyVisitor, BranchTarget } from "./body.ts";
import { aboveLimit, invalid, malformed } from "./errors.ts";
import { ImmediateReader } from "./immediates.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { LocalTypes } from "./locals.ts";
import { OP, SIGNATURES } from "./opcodes.ts";
import { readConstant, readOpcode, readReferenceType, readValueType, readVector } from "./read.ts";
import { labelTypes, UNKNOWN, ValidationStack } from "./stack.ts";
import type { ControlFrame } from "./stack.ts";
import { functionTypeOf, isReferenceType, sameTypes, VALUE_TYPES } from "./types.ts";
import type { FunctionBody, FunctionType, Module, ValueType } from "./types.ts";

const { i32, funcref } = VALUE_TYPES;
const THREE_I32: readonly ValueType[] = [i32, i32, i32];
const NO_TARGETS: readonly BranchTarget[] = [];

/**
 * Validates a body.
 * @param declared Functions that `ref.func` may name.
 * @throws ModuleError, or CursorError where bytes are missing.
 */
export function validateBody(
  module: Module,
  body: FunctionBody,
  declared: ReadonlySet<number>,
  visit?: BodyVisitor,
): BodySummary {
  return new BodyValidator(module, body, declared).run(visit);
}

class BodyValidator {
  // The facts of the instruction at hand, as the visitor sees them.
  op = 0;
  offset = 0;
  live = true;
  index = 0;
  index2 = 0;
  value = 0n;
  targets: readonly BranchTarget[] = NO_TARGETS;

  readonly #module: Module;
  readonly #declared: ReadonlySet<number>;
  readonly #cursor: Cursor;
  readonly #read: ImmediateReader;
  readonly #type: FunctionType;
  readonly #locals: LocalTypes;
  readonly #stack = new ValidationStack();

  constructor(module: Module, body: FunctionBody, declared: ReadonlySet<number>) {
    this.#module = module;
    this.#declared = declared;
    this.#cursor = new Cursor(module.bytes, body.start, body.end);
    this.#read = new ImmediateReader(module, this.#cursor);
    this.#type = module.types[body.type]!;
    this.#locals = new LocalTypes(this.#type.params, body.locals);
    if (this.#locals.count > MODULE_LIMITS.locals) {
      throw aboveLimit(body.start, "locals in a function", MODULE_LIMITS.locals);
    }
  }

  run(visit: BodyVisitor | undefined): BodySummary {
    const stack = this.#stack;
    const cursor = this.#cursor;
    stack.open(OP.block, [], this.#type.results);
    while (stack.controls.length > 0) {
      if (cursor.done) throw malformed(cursor.end, "END opcode expected");
      this.offset = cursor.position;
      stack.offset = cursor.position;
      this.#read.offset = cursor.position;
      this.live = stack.live;
      this.index = 0;
      this.index2 = 0;
      this.value = 0n;
      this.targets = NO_TARGETS;
      this.op = readOpcode(cursor);
      this.#instruction(this.op);
      stack.measure();
      visit?.(this);
    }
    if (!cursor.done) throw malformed(cursor.position, "END opcode expected at the body's end");
    return { height: Math.max(stack.greatest, this.#type.results.length) };
  }

  #instruction(op: number): void {
    const stack = this.#stack;
    const signature = SIGNATURES[op];
    if (signature !== undefined) {
      if (op >= OP.i32_load && op <= OP.i64_store32) this.index = this.#read.memoryArgument(op);
      if (op >= OP.i32_const && op <= OP.f64_const) this.value = readConstant(this.#cursor, op);
      stack.popAll(signature.params);
      if (signature.result !== undefined) stack.push(signature.result);
    } else if (op <= OP.call_indirect) this.#control(op);
    else if (op <= OP.table_set) this.#variable(op);
    else if (op < OP.memory_init) this.#memoryOrReference(op);
    else this.#bulk(op);
  }

  #control(op: number): void {
    const stack = this.#stack;
    if (op === OP.block || op === OP.loop) this.#open(op);
    else if (op === OP.end) this.#end();
    else if (op === OP.br) this.#branch();
    else if (op === OP.br_if) this.#branchIf();
    else if (op === OP.call) this.#call();
    else if (op === OP.if) this.#open(op);
    else if (op === OP.else) this.#else();
    else if (op === OP.return) this.#leave(this.#type.results);
    else if (op === OP.br_table) this.#branchTable();
    else if (op === OP.call_indirect) this.#callIndirect();
    else if (op === OP.unreachable) stack.setUnreachable();
    // What is left is `nop`.
  }

  #variable(op: number): void {
    const stack = this.#stack;
    if (op === OP.drop) stack.popAny();
    else if (op === OP.select) this.#select();
    else if (op === OP.select_t) this.#selectTyped();
    else if (op === OP.table_get || op === OP.table_set) this.#tableAccess(op);
    else if (op === OP.global_get || op === OP.global_set) this.#global(op);
    else {
      this.index = this.#cursor.varU32();
      const type = this.#locals.type(this.index, this.offset);
      if (op !== OP.local_get) stack.pop(type);
      if (op !== OP.local_set) stack.push(type);
    }
  }

  #memoryOrReference(op: number): void {
    const stack = this.#stack;
    if (op === OP.memory_size || op === OP.memory_grow) {
      this.#read.memory();
      if (op === OP.memory_grow) stack.pop(i32);
      stack.push(i32);
    } else if (op === OP.ref_null) stack.push(readReferenceType(this.#cursor));
    else if (op === OP.ref_func) {
      this.index = this.#read.function();
      if (!this.#declared.has(this.index)) {
        throw invalid(this.offset, `undeclared function reference ${this.index}`);
      }
      stack.push(funcref);
    } else {
      const type = stack.popAny();
      if (type !== UNKNOWN && !isReferenceType(type)) {
        throw invalid(this.offset, "type mismatch: ref.is_null needs a reference");
      }
      stack.push(i32);
    }
  }

  #bulk(op: number): void {
    const read = this.#read;
    const { tables, elements } = this.#module;
    switch (op) {
      case OP.data_drop:
        this.index = read.dataSegment();
        return;
      case OP.elem_drop:
        this.index = read.elementSegment();
        return;
      case OP.memory_init:
        this.index = read.dataSegment();
        read.memory();
        break;
      case OP.memory_copy:
        read.memory();
        read.memory();
        break;
      case OP.memory_fill:
        read.memory();
        break;
      case OP.table_init:
        this.index = read.elementSegment();
        this.index2 = read.table();
        this.#sameElement(tables[this.index2]!.element, elements[this.index]!.type);
        break;
      case OP.table_copy:
        this.index = read.table();
        this.index2 = read.table();
        this.#sameElement(tables[this.index]!.element, tables[this.index2]!.element);
        break;
      default:
        this.#tableWhole(op);
        return;
    }
    this.#stack.popAll(THREE_I32);
  }

  /** `table.size`, `table.grow`, `table.fill`. */
  #tableWhole(op: number): void {
    const stack = this.#stack;
    this.index = this.#read.table();
    const { element } = this.#module.tables[this.index]!;
    if (op === OP.table_grow) stack.popAll([element, i32]);
    else if (op === OP.table_fill) stack.popAll([i32, element, i32]);
    if (op !== OP.table_fill) stack.push(i32);
  }

  #open(op: number): void {
    const { params, results } = this.#read.blockType();
    if (op === OP.if) this.#stack.pop(i32);
    this.#stack.popAll(params);
    this.#stack.open(op, params, results);
  }

  #else(): void {
    const stack = this.#stack;
    if (stack.innermost.op !== OP.if) throw malformed(this.offset, "an else without its if");
    const frame = stack.close();
    stack.open(OP.else, frame.startTypes, frame.endTypes);
  }

  #end(): void {
    const stack = this.#stack;
    const frame = stack.close();
    if (frame.op === OP.if && !sameTypes(frame.startTypes, frame.endTypes)) {
      throw invalid(this.offset, "type mismatch: an if without else must leave what it takes");
    }
    stack.pushAll(frame.endTypes);
  }

  #branch(): void {
    const frame = this.#readTarget();
    this.#leave(labelTypes(frame));
  }

  #branchIf(): void {
    this.#stack.pop(i32);
    const types = labelTypes(this.#readTarget());
    this.#stack.popAll(types);
    this.#stack.pushAll(types);
  }

  #branchTable(): void {
    const stack = this.#stack;
    stack.pop(i32);
    const labels = readVector(this.#cursor, "labels", MODULE_LIMITS.branchTableLabels - 1, (c) =>
      c.varU32(),
    );
    labels.push(this.#cursor.varU32());
    this.targets = labels.map((depth) => this.#target(depth));
    const arity = this.targets[labels.length - 1]!.arity;
    // Many entries may share a label, whose types need only one look.
    for (const depth of new Set(labels)) {
      const types = labelTypes(this.#label(depth));
      if (types.length !== arity) {
        throw invalid(this.offset, "type mismatch: labels of br_table differ in arity");
      }
      stack.peekAll(types);
    }
    this.#leave(labelTypes(this.#label(labels[labels.length - 1]!)));
  }

  /** Pops what an unconditional branch takes along. */
  #leave(types: readonly ValueType[]): void {
    this.#stack.popAll(types);
    this.#stack.setUnreachable();
  }

  /** Reads the label of `br` or `br_if`, whose condition has been popped. */
  #readTarget(): ControlFrame {
    const depth = this.#cursor.varU32();
    this.targets = [this.#target(depth)];
    return this.#label(depth);
  }

  #target(depth: number): BranchTarget {
    const frame = this.#label(depth);
    const arity = labelTypes(frame).length;
    return { depth, arity, drop: this.#stack.size - arity - frame.height };
  }

  #label(depth: number): ControlFrame {
    const { controls } = this.#stack;
    const frame = controls[controls.length - 1 - depth];
    if (frame === undefined) throw invalid(this.offset, `unknown label ${depth}`);
    return frame;
  }

  #call(): void {
    this.index = this.#read.function();
    this.#apply(functionTypeOf(this.#module, this.index));
  }

  #callIndirect(): void {
    const { types, tables } = this.#module;
    this.index = this.#read.type();
    this.index2 = this.#read.table();
    if (tables[this.index2]!.element !== funcref) {
      throw invalid(this.offset, "type mismatch: call_indirect needs a table of funcref");
    }
    this.#stack.pop(i32);
    this.#apply(types[this.index]!);
  }

  #apply(type: FunctionType): void {
    this.#stack.popAll(type.params);
    this.#stack.pushAll(type.results);
  }

  #select(): void {
    const stack = this.#stack;
    stack.pop(i32);
    const first = stack.popAny();
    const second = stack.pop(first);
    const type = first === UNKNOWN ? second : first;
    if (type !== UNKNOWN && isReferenceType(type)) {
      throw invalid(this.offset, "type mismatch: select of references needs its type");
    }
    stack.push(type);
  }

  #selectTyped(): void {
    const types = readVector(this.#cursor, "types", MODULE_LIMITS.results, readValueType);
    const [type] = types;
    if (type === undefined || types.length !== 1) {
      throw invalid(this.offset, "invalid result arity of select");
    }
    this.#stack.popAll([type, type, i32]);
    this.#stack.push(type);
    this.op = OP.select;
  }

  #global(op: number): void {
    this.index = this.#read.global();
    const global = this.#module.globals[this.index]!;
    if (op === OP.global_get) this.#stack.push(global.type);
    else {
      if (!global.mutable) throw invalid(this.offset, `global is immutable: ${this.index}`);
      this.#stack.pop(global.type);
    }
  }

  #tableAccess(op: number): void {
    this.index = this.#read.table();
    const { element } = this.#module.tables[this.index]!;
    if (op === OP.table_set) this.#stack.pop(element);
    this.#stack.pop(i32);
    if (op === OP.table_get) this.#stack.push(element);
  }

  #sameElement(a: ValueType, b: ValueType): void {
    if (a !== b) throw invalid(this.offset, "type mismatch: elements of different types");
  }
}
