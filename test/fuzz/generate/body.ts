/** Random bodies of valid functions that always come to an end. */
import { OPCODES } from "../../../offchain/program/tables.ts";
import { writeBulk, writeHost, writeTable } from "./body-parts.ts";
import type { Dice } from "./dice.ts";
import type { FunctionSpec, Node } from "./module.ts";
import * as n from "./nodes.ts";
import {
  accessSignature,
  FLOAT_ROWS,
  INTEGER_ROWS,
  makesFloat,
  numericNode,
  type NumericRow,
} from "./numeric.ts";
import type { Context, OperandWriter } from "./context.ts";
import { BUDGET } from "./context.ts";
import { Sequence } from "./sequence.ts";
import type { Signature, ValueType } from "./wasm.ts";
import { unsigned } from "./wasm.ts";

const ACCESSES = OPCODES.filter((row) => row.family === "memory");
const DEEPEST = 4;
const HIGHEST = 8;
/** Rounds of one entry to a loop. */
const MOST_ROUNDS = 4;

export class BodyWriter implements OperandWriter {
  readonly dice: Dice;
  readonly context: Context;
  readonly #signature: Signature;
  readonly #locals: ValueType[];
  /** Counters of loops, which nothing else may set. */
  readonly #reserved = new Set<number>();
  /** Types that a branch to each label moves, the innermost last. */
  readonly #labels: (readonly ValueType[])[];

  constructor(dice: Dice, context: Context, signature: Signature) {
    this.dice = dice;
    this.context = context;
    this.#signature = signature;
    this.#locals = [...signature.params];
    this.#labels = [signature.results];
  }

  /** @param first What comes before everything else. */
  write(size: number, first: readonly Node[]): FunctionSpec {
    const declared = this.dice.below(5);
    for (let i = 0; i < declared; i++) this.#locals.push(n.anyType(this.dice));
    const { params, results } = this.#signature;
    const body = [...first, ...this.#sequence([], results, size)];
    return { params, results, locals: this.#locals.slice(params.length), body };
  }

  /** Pushes a value of the type. */
  operand(out: Sequence, type: ValueType, depth = 0): void {
    const { dice } = this;
    const local = this.#someLocal(type, false);
    if (local !== undefined && dice.chance(45)) {
      out.add(n.localGet(local, type));
      return;
    }
    const global = this.#someGlobal(type, false);
    if (global !== undefined && dice.chance(20)) {
      out.add(n.globalGet(global, type));
      return;
    }
    if (type === "funcref" && dice.chance(70)) {
      out.add(n.refFunc(dice.below(this.context.functions.length)));
      return;
    }
    if (depth < 2 && dice.chance(30)) {
      const rows = this.#numericRows().filter(({ result }) => result === type);
      if (rows.length > 0) {
        this.#numeric(out, dice.pick(rows), depth + 1);
        return;
      }
    }
    out.add(n.constant(type, n.edgeBits(dice, type)));
  }

  /** Sees to it that operands of these types are on top. At a depth, others may not be touched. */
  need(out: Sequence, types: readonly ValueType[], depth = 0): void {
    if (depth === 0 && out.has(types) && this.dice.chance(60)) return;
    if (depth === 0 && out.dead && out.stack.length === 0 && this.dice.chance(30)) return;
    for (const type of types) this.operand(out, type, depth);
  }

  /** Pushes an i32: below `bound`, or now and then the bound itself, or anything. */
  index(out: Sequence, bound: number): void {
    const { dice } = this;
    if (dice.chance(3)) {
      this.operand(out, "i32");
      return;
    }
    if (dice.chance(3)) {
      out.add(n.i32(bound));
      return;
    }
    out.add(n.i32(dice.below(Math.max(1, bound))));
  }

  /** Puts constants or what is there into bounds. */
  #masked(out: Sequence, mask: number): void {
    this.need(out, ["i32"]);
    if (this.dice.chance(97)) out.add(n.i32(mask), n.and());
  }

  #sequence(start: readonly ValueType[], results: readonly ValueType[], size: number): Node[] {
    const out = new Sequence(start);
    for (let i = 0; i < size; i++) {
      this.#step(out, size);
      if (out.dead && this.dice.chance(60)) break;
      while (out.stack.length > HIGHEST) this.#away(out);
    }
    this.#settle(out, results);
    return out.nodes;
  }

  /** Leaves exactly `results`. */
  #settle(out: Sequence, results: readonly ValueType[]): void {
    let same = 0;
    while (same < out.stack.length && out.stack[same] === results[same]) same++;
    if (out.dead && out.stack.length === 0 && this.dice.chance(50)) return;
    while (out.stack.length > same) this.#away(out);
    for (const type of results.slice(same)) this.operand(out, type);
  }

  #away(out: Sequence): void {
    const type = out.stack[out.stack.length - 1]!;
    const local = this.#someLocal(type, true);
    const global = this.#someGlobal(type, true);
    if (local !== undefined && this.dice.chance(60)) out.add(n.localSet(local, type));
    else if (global !== undefined && this.dice.chance(60)) out.add(n.globalSet(global, type));
    else out.add(n.drop(type));
  }

  #step(out: Sequence, size: number): void {
    const { dice } = this;
    const nested = this.#labels.length <= DEEPEST ? 1 : 0;
    dice.weighted<() => void>([
      [20, () => this.#numeric(out, dice.pick(this.#numericRows()))],
      [8, () => this.operand(out, n.anyType(this.dice))],
      [6, () => this.#variable(out)],
      [10, () => this.#access(out)],
      [5, () => writeBulk(this, out)],
      [4, () => writeTable(this, out)],
      [3, () => writeHost(this, out)],
      [4, () => this.#parametric(out)],
      [5 * nested, () => this.#construct(out, "block", size)],
      [5 * nested, () => this.#loop(out, size)],
      [5 * nested, () => this.#if(out, size)],
      [4, () => this.#branchIf(out)],
      [5, () => this.#call(out)],
      [4, () => this.#callIndirect(out)],
      [2, () => this.#end(out)],
    ])();
  }

  #numericRows(): readonly NumericRow[] {
    return this.context.floats && this.dice.chance(40) ? FLOAT_ROWS : INTEGER_ROWS;
  }

  #numeric(out: Sequence, numeric: NumericRow, depth = 0): void {
    const node = numericNode(numeric);
    this.need(out, numeric.params, depth);
    const { name } = numeric.row;
    if (/div|rem/.test(name) && !name.startsWith("f") && this.dice.chance(95)) {
      const type = numeric.result;
      out.add(n.constant(type, 1n));
      out.add({
        ...n.or(),
        bytes: [type === "i32" ? 0x72 : 0x84],
        params: [type, type],
        results: [type],
      });
    }
    out.add(makesFloat(numeric) ? this.#canonical(node, numeric.result) : node);
  }

  /** WebAssembly leaves the bits of a NaN open: the canonical one takes its place at once. */
  #canonical(node: Node, type: ValueType): Node {
    const local = unsigned(this.#scratch(type));
    const nan = n.constant(type, type === "f32" ? 0x7fc0_0000n : (0x7ffn << 52n) | (1n << 51n));
    const equal = type === "f32" ? 0x5b : 0x61;
    const read = [0x20, ...local];
    const bytes = [...node.bytes, 0x22, ...local, ...nan.bytes, ...read, ...read, equal, 0x1b];
    return { ...node, bytes };
  }

  #scratch(type: ValueType): number {
    const index = this.#locals.push(type) - 1;
    this.#reserved.add(index);
    return index;
  }

  #variable(out: Sequence): void {
    const type = n.anyType(this.dice);
    const local = this.#someLocal(type, true);
    const global = this.#someGlobal(type, true);
    if (local !== undefined && this.dice.chance(60)) {
      this.need(out, [type]);
      out.add(this.dice.chance(50) ? n.localSet(local, type) : n.localTee(local, type));
    } else if (global !== undefined) {
      this.need(out, [type]);
      out.add(n.globalSet(global, type));
    }
  }

  #access(out: Sequence): void {
    const { dice } = this;
    const { pages } = this.context;
    if (pages === 0 && dice.chance(97)) return;
    const row = dice.pick(ACCESSES);
    const { params, results } = accessSignature(row);
    this.#masked(out, dice.pick([0x7f, 0x1fff, 0x7fff, 0xffff, 65_536 * pages - 1]));
    for (const type of params.slice(1)) this.operand(out, type);
    const natural = Number(/(8|16|32)(_[su])?$/.exec(row.name)?.[1] ?? row.name.slice(1, 3)) / 8;
    const align = dice.below(Math.log2(natural) + 1);
    const offset = dice.chance(99) ? dice.pick([0, 0, 1, 3, 31, 100, 4_095]) : dice.u32();
    const bytes = [row.code, ...unsigned(align), ...unsigned(offset)];
    out.add({ name: `${row.name} offset ${offset}`, bytes, params, results });
  }

  #parametric(out: Sequence): void {
    const { dice } = this;
    const type = dice.chance(50)
      ? (out.stack[out.stack.length - 1] ?? "i64")
      : n.anyType(this.dice);
    dice.weighted<() => void>([
      [1, () => out.add(n.nop)],
      [1, () => out.add(n.memorySize)],
      [
        1,
        () => {
          this.operand(out, "i32");
          out.add(n.memoryGrow);
        },
      ],
      [
        6,
        () => {
          for (const each of [type, type, "i32" as const]) this.operand(out, each);
          out.add(n.select(type, type.endsWith("ref") || dice.chance(30)));
        },
      ],
    ])();
  }

  /** `block` or `loop`; `head` stands first in it. */
  #construct(
    out: Sequence,
    kind: "block" | "loop",
    size: number,
    head: readonly Node[] = [],
  ): void {
    const { dice } = this;
    const params = dice.chance(50) ? [] : out.stack.slice(-dice.between(1, 3));
    const results = Array.from({ length: dice.pick([0, 0, 1, 1, 2, 3]) }, () =>
      n.anyType(this.dice),
    );
    this.#labels.push(kind === "loop" ? params : results);
    const body = [...head, ...this.#sequence(params, results, this.#smaller(size))];
    if (kind === "loop" && dice.chance(80)) this.#repeat(body, params, results);
    this.#labels.pop();
    out.add({
      name: kind,
      bytes: [kind === "block" ? 0x02 : 0x03],
      params,
      results,
      bodies: [body],
    });
  }

  #smaller(size: number): number {
    return this.dice.between(1, Math.max(2, Math.floor(size / 2)));
  }

  #loop(out: Sequence, size: number): void {
    const counter = this.#scratch("i32");
    const [read, write] = [n.localGet(counter, "i32"), n.localSet(counter, "i32")];
    // Not needed for an end: without it, there are no rounds left.
    const start = n.guard("rounds", [n.i32(this.dice.between(1, MOST_ROUNDS)), write]);
    out.add({ ...start, keep: false });
    const head = n.countdown("round", read, write, this.#signature.results);
    this.#construct(out, "loop", size, [head]);
  }

  /** Goes back to the head of the loop, always or by a condition. */
  #repeat(body: Node[], params: readonly ValueType[], results: readonly ValueType[]): void {
    const tail = new Sequence(results);
    for (const type of params) this.operand(tail, type);
    this.operand(tail, "i32");
    tail.add(n.branchIf(0, params));
    for (const type of [...params].reverse()) tail.add(n.drop(type));
    body.push(...tail.nodes);
  }

  #if(out: Sequence, size: number): void {
    const { dice } = this;
    const alone = dice.chance(30);
    const params = dice.chance(50) ? [] : out.stack.slice(-dice.between(1, 2));
    const count = dice.pick([0, 1, 1, 2]);
    const results = alone ? params : Array.from({ length: count }, () => n.anyType(this.dice));
    this.operand(out, "i32");
    this.#labels.push(results);
    const bodies = [this.#sequence(params, results, this.#smaller(size))];
    if (!alone) bodies.push(this.#sequence(params, results, this.#smaller(size)));
    this.#labels.pop();
    out.add({ name: "if", bytes: [0x04], params: [...params, "i32"], results, bodies });
  }

  #label(): { readonly label: number; readonly types: readonly ValueType[] } {
    const label = this.dice.below(this.#labels.length);
    return { label, types: this.#labels[this.#labels.length - 1 - label]! };
  }

  #branchIf(out: Sequence): void {
    const { label, types } = this.#label();
    this.need(out, types);
    this.operand(out, "i32");
    out.add(n.branchIf(label, types));
  }

  /** An instruction after which nothing follows. */
  #end(out: Sequence): void {
    const { dice } = this;
    const { label, types } = this.#label();
    dice.weighted<() => void>([
      [
        6,
        () => {
          this.need(out, types);
          out.add(n.branch(label, types));
        },
      ],
      [8, () => this.#branchTable(out, label, types)],
      [
        3,
        () => {
          this.need(out, this.#signature.results);
          out.add(n.returnNode(this.#signature.results));
        },
      ],
      [1, () => dice.chance(30) && out.add(n.unreachable)],
    ])();
  }

  #branchTable(out: Sequence, otherwise: number, types: readonly ValueType[]): void {
    const { dice } = this;
    const wanted = types.join();
    const fitting = this.#labels.flatMap((each, i) =>
      each.join() === wanted ? [this.#labels.length - 1 - i] : [],
    );
    const labels = Array.from({ length: dice.below(5) }, () => dice.pick(fitting));
    this.need(out, types);
    if (dice.chance(70)) out.add(n.i32(dice.below(labels.length + 2)));
    else this.operand(out, "i32");
    out.add(n.branchTable(labels, otherwise, types));
  }

  #call(out: Sequence): void {
    const { imports, functions } = this.context;
    const index = this.dice.between(imports.length, functions.length - 1);
    const callee = functions[index]!;
    this.need(out, callee.params);
    out.add(n.callNode(index, callee));
  }

  #callIndirect(out: Sequence): void {
    const { tables, imports, functions } = this.context;
    if (tables.length === 0) return;
    const table = this.dice.below(tables.length);
    const callee = functions[this.dice.between(imports.length, functions.length - 1)]!;
    this.need(out, callee.params);
    // Mostly where such a function has just been put.
    if (this.dice.chance(85) && tables[table]! > 0) {
      const at = this.dice.below(tables[table]!);
      out.add(n.i32(at), n.refFunc(functions.indexOf(callee)), n.tableSet(table), n.i32(at));
    } else {
      this.index(out, tables[table]!);
    }
    out.add(n.callIndirect(table, callee));
  }

  #someLocal(type: ValueType, toSet: boolean): number | undefined {
    const fitting = this.#locals.flatMap((each, i) =>
      each === type && !(toSet && this.#reserved.has(i)) ? [i] : [],
    );
    return fitting.length === 0 ? undefined : this.dice.pick(fitting);
  }

  #someGlobal(type: ValueType, toSet: boolean): number | undefined {
    const fitting = this.context.globals.flatMap((each, i) =>
      each.type === type && !(toSet && (!each.mutable || i === BUDGET)) ? [i] : [],
    );
    return fitting.length === 0 ? undefined : this.dice.pick(fitting);
  }
}
