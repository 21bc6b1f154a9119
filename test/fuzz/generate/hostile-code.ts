/**
 * Random code of hostile programs: mostly such that the machine gets somewhere, often off by one,
 * sometimes absurd.
 */
import { accessBytes, isStore } from "../../../offchain/program/instruction.ts";
import type { Instruction } from "../../../offchain/program/instruction.ts";
import { HOST_FUNCTIONS, OPCODES, UNDEFINED_FAMILIES } from "../../../offchain/program/tables.ts";
import type { Family, OpcodeRow } from "../../../offchain/program/tables.ts";
import { op } from "../../step/support/program.ts";
import type { Dice } from "./dice.ts";
import type { Surroundings } from "./surroundings.ts";
import { address, byteCount, edge32, edge64, indexNear } from "./numbers.ts";

/** A call whose immediates wait for the callee's facts. */
export interface OpenCall {
  readonly pc: number;
  readonly callee: number;
}

const byFamily = (...families: Family[]): OpcodeRow[] =>
  OPCODES.filter((row) => families.includes(row.family) && !UNDEFINED_FAMILIES.has(row.family));

const NUMERIC = byFamily("i32", "i64", "convert", "reference");
const ACCESSES = byFamily("memory");
const CONSTANTS = byFamily("constant");
const VARIABLES = byFamily("variable");

export class HostileCode {
  readonly code: Instruction[] = [];
  readonly openCalls: OpenCall[] = [];
  readonly #dice: Dice;
  readonly #around: Surroundings;
  /** Operands that are there if no jump led here; a guess. */
  #depth = 0;

  constructor(dice: Dice, around: Surroundings) {
    this.#dice = dice;
    this.#around = around;
  }

  /** Sets elements of the tables, so that indirect calls find functions. */
  prepareTables(): void {
    const { tableSlots, functions } = this.#around;
    for (let i = 0; i < Math.min(6, tableSlots); i++) {
      this.#push(i);
      this.#push(this.#dice.chance(90) ? this.#dice.below(functions) + 1 : edge64(this.#dice));
      this.code.push(op("table.set", { a: 0, b: tableSlots }));
    }
  }

  /** Writes one function of about `length` instructions; returns its entry. */
  function(locals: number, length: number): number {
    const entry = this.code.length;
    this.#around.locals = locals;
    this.#depth = 0;
    while (this.code.length < entry + length) this.#snippet();
    if (this.#dice.chance(90)) this.#return();
    return entry;
  }

  #emit(name: string, fields: Partial<Omit<Instruction, "op">> = {}): void {
    this.code.push(this.#blurred(op(name, fields)));
    if (this.#dice.below(300) === 0) this.#anything();
  }

  /** Now and then one immediate is another. */
  #blurred(i: Instruction): Instruction {
    if (!this.#dice.chance(2)) return i;
    const field = this.#dice.pick(["a", "b", "c", "d"] as const);
    const value = this.#dice.chance(50) ? edge32(this.#dice) : (i[field] + 1) % 2 ** 32;
    return { ...i, [field]: value };
  }

  #push(value: bigint | number): void {
    const rubbish = this.#dice.chance(5) ? edge64(this.#dice) << 32n : 0n;
    this.code.push(op("i64.const", { imm: BigInt.asUintN(64, BigInt(value) + rubbish) }));
    this.#depth++;
  }

  #snippet(): void {
    this.#dice.weighted<() => unknown>([
      [5, () => this.#numeric()],
      [5, () => this.#access()],
      [5, () => this.#bulkMemory()],
      [5, () => this.#table()],
      [4, () => this.#variable()],
      [3, () => this.#constant()],
      [3, () => this.#parametric()],
      [3, () => this.#branch()],
      [2, () => this.#branchTable()],
      [4, () => this.#call()],
      [3, () => this.#callIndirect()],
      [4, () => this.#host()],
      [1, () => this.#dice.chance(20) && this.#return()],
      [1, () => this.#anything()],
    ])();
    if (this.#depth > 30) this.#branchOut();
  }

  #numeric(): void {
    const row = this.#dice.pick(NUMERIC);
    for (let i = 0; i < row.pops; i++) this.#push(edge64(this.#dice));
    this.#emit(row.name);
    this.#depth += row.pushes - row.pops;
  }

  #access(): void {
    const dice = this.#dice;
    if (this.#around.pages === 0 && dice.chance(80)) return;
    const row = dice.pick(ACCESSES);
    const bytes = accessBytes(row.code)!;
    const offset = dice.weighted([
      [16, () => 0],
      [8, () => dice.below(70)],
      [4, () => bytes],
      [1, () => edge32(dice)],
    ])();
    const at = address(dice, this.#around.pages);
    this.#push(dice.chance(60) ? Math.max(0, at - offset - bytes) : at);
    if (isStore(row.code)) this.#push(edge64(dice));
    this.#emit(row.name, { a: offset });
    this.#depth += row.pushes - row.pops;
  }

  #bulkMemory(): void {
    const dice = this.#dice;
    const { pages, segments, dataLeaves } = this.#around;
    if (pages === 0 && dice.chance(80)) return;
    const name = dice.pick([
      "memory.fill",
      "memory.copy",
      "memory.copy",
      "memory.init",
      "data.drop",
    ]);
    if (name === "data.drop") {
      this.#emit(name, { a: indexNear(dice, segments) });
      return;
    }
    const count = byteCount(dice);
    const last = Math.max(0, pages * 65_536 - count);
    const to = dice.chance(20) ? last : Math.min(last + dice.below(2), address(dice, pages));
    this.#push(to);
    if (name === "memory.init") {
      const base = indexNear(dice, dataLeaves);
      const held = 32 * Math.max(0, dataLeaves - base);
      const length = dice.chance(80) ? Math.max(0, held - dice.below(40)) : edge32(dice);
      this.#push(dice.chance(20) ? dice.below(40) : Math.max(0, Math.min(length, held) - count));
      this.#push(count);
      this.#emit(name, { a: indexNear(dice, segments), b: base, c: length });
    } else {
      const from = dice.chance(50)
        ? Math.max(0, to + dice.pick([-33, -32, -31, -1, 0, 1, 31, 32, 33]))
        : Math.min(last, address(dice, pages));
      this.#push(name === "memory.copy" ? from : edge64(dice));
      this.#push(count);
      this.#emit(name);
    }
    this.#depth -= 3;
  }

  /** Base and size of a table, mostly within all tables. */
  #extent(count: number): readonly [base: number, size: number] {
    const dice = this.#dice;
    const base = dice.chance(50) ? 0 : dice.below(count + 1);
    if (dice.chance(40)) return [base, count - base];
    if (dice.chance(90)) return [base, dice.below(count - base + 1)];
    return [indexNear(dice, count), indexNear(dice, count)];
  }

  #table(): void {
    const dice = this.#dice;
    const { tableSlots, segments, functions, elements } = this.#around;
    if (tableSlots === 0 && dice.chance(80)) return;
    const [a, b] = this.#extent(tableSlots);
    const reference = (): number => (dice.chance(80) ? dice.below(functions + 1) : edge32(dice));
    const name = dice.pick([
      ...["table.get", "table.set", "table.fill", "table.copy", "table.init"],
      ...["elem.drop", "table.grow", "table.size"],
    ]);
    const count = dice.weighted([
      [6, () => 0],
      [12, () => Math.min(b, dice.below(6))],
      [4, () => b],
      [1, () => edge32(dice)],
    ])();
    const start = (size: number): number => {
      const last = Math.max(0, size - count);
      return dice.chance(85) ? Math.min(last, indexNear(dice, size)) : indexNear(dice, size);
    };
    switch (name) {
      case "table.get":
        this.#push(indexNear(dice, b));
        {
          this.#emit(name, { a, b });
          return;
        }
      case "table.set":
        this.#push(indexNear(dice, b));
        this.#push(reference());
        this.#depth -= 2;
        {
          this.#emit(name, { a, b });
          return;
        }
      case "elem.drop": {
        this.#emit(name, { a: indexNear(dice, segments) });
        return;
      }
      case "table.size":
        this.#depth++;
        {
          this.#emit(name, { imm: BigInt(b) });
          return;
        }
      case "table.grow":
        this.#push(reference());
        this.#push(count);
        this.#depth--;
        {
          this.#emit(name);
          return;
        }
      default:
    }
    const to = start(b);
    this.#push(to);
    this.#depth -= 2;
    if (name === "table.fill") {
      this.#push(reference());
      this.#push(count);
      this.#emit(name, { a, b });
      return;
    }
    const [c, d] = this.#extent(name === "table.init" ? elements : tableSlots);
    this.#push(dice.chance(40) ? to + dice.between(-1, 1) : start(d));
    this.#push(count);
    this.#emit(name, { a, b, c, d, e: indexNear(dice, segments) });
  }

  #variable(): void {
    const dice = this.#dice;
    const row = dice.pick(VARIABLES);
    const { locals, globals } = this.#around;
    const count = row.name.startsWith("local") ? locals : globals;
    if (count === 0 && dice.chance(80)) return;
    if (row.pops > 0) this.#push(edge64(dice));
    this.#emit(row.name, { a: indexNear(dice, count) });
    this.#depth += row.pushes - row.pops;
  }

  #constant(): void {
    this.#emit(this.#dice.pick(CONSTANTS).name, { imm: edge64(this.#dice) });
    this.#depth++;
  }

  #parametric(): void {
    const name = this.#dice.pick(["drop", "select", "memory.grow", "unreachable"]);
    if (name === "unreachable") {
      if (this.#dice.chance(10)) this.#emit(name);
      return;
    }
    const pops = { drop: 1, select: 3, "memory.grow": 1 }[name]!;
    for (let i = 0; i < pops; i++) this.#push(edge64(this.#dice));
    this.#emit(name);
    this.#depth -= name === "drop" ? 1 : pops - 1;
  }

  /** Where a branch leads: mostly a little ahead. */
  #target(): number {
    const dice = this.#dice;
    const here = this.code.length;
    return dice.weighted([
      [14, () => here + dice.between(1, 6)],
      [4, () => Math.max(0, here - dice.below(8))],
      [2, () => dice.below(here + 20)],
      [1, () => edge32(dice)],
    ])();
  }

  /** Values to move and to drop: mostly as many as there are. */
  #shift(): { readonly b: number; readonly c: number } {
    const dice = this.#dice;
    const b = dice.below(Math.min(4, Math.max(0, this.#depth)) + 1);
    const c = dice.below(Math.min(4, Math.max(0, this.#depth - b)) + 1);
    const odd = (): number => dice.pick([3, 1_024, 2 ** 32 - 1, edge32(dice)]);
    return { b: dice.chance(95) ? b : odd(), c: dice.chance(95) ? c : odd() };
  }

  #branch(): void {
    const dice = this.#dice;
    const name = dice.pick(["br", "br_if", "if", "jump", "br_if", "if"]);
    if (name === "br_if" || name === "if") {
      this.#push(dice.chance(60) ? dice.below(2) : edge64(dice));
      this.#depth--;
    }
    const moves = name.startsWith("br") ? this.#shift() : {};
    this.#emit(name, { a: this.#target(), ...moves });
  }

  #branchTable(): void {
    const dice = this.#dice;
    const entries = dice.chance(95) ? dice.between(1, 4) : 0;
    this.#push(dice.chance(80) ? dice.below(entries + 2) : edge64(dice));
    this.#depth--;
    const a = dice.weighted([
      [20, () => entries],
      [2, () => entries + dice.below(3)],
      [1, () => 0],
      [1, () => edge32(dice)],
    ])();
    this.#emit("br_table", { a });
    for (let i = 0; i < entries; i++) {
      this.#emit("br_entry", { a: this.#target() + entries, ...this.#shift() });
    }
  }

  /** Leaves only few of many operands. */
  #branchOut(): void {
    const drop = this.#depth - this.#dice.below(3);
    this.#emit("br", { a: this.code.length + 1, c: drop });
    this.#depth -= drop;
  }

  #call(): void {
    const { functions } = this.#around;
    if (functions === 0) return;
    const arguments_ = this.#dice.between(1, 4);
    for (let i = 0; i < arguments_; i++) this.#push(edge64(this.#dice));
    const callee = this.#dice.below(functions);
    this.openCalls.push({ pc: this.code.length, callee });
    this.code.push(op("call", { e: callee }));
    this.#depth -= arguments_;
  }

  #callIndirect(): void {
    const dice = this.#dice;
    const [a, b] = dice.chance(70)
      ? [0, this.#around.tableSlots]
      : this.#extent(this.#around.tableSlots);
    if (b === 0 && dice.chance(80)) return;
    const arguments_ = dice.between(1, 4);
    for (let i = 0; i < arguments_; i++) this.#push(edge64(dice));
    this.#push(indexNear(dice, Math.min(b, 6)));
    this.#emit("call_indirect", { a, b, c: dice.below(3) });
    this.#depth -= arguments_ + 1;
  }

  #host(): void {
    const dice = this.#dice;
    const number = dice.chance(95)
      ? dice.between(dice.below(8) ? 1 : 0, HOST_FUNCTIONS.length - 1)
      : edge32(dice);
    const host = HOST_FUNCTIONS[number];
    if ((host?.params.length ?? 0) > this.#around.locals && dice.chance(80)) return;
    const even = (value: number): number => (dice.chance(85) ? value - (value % 32) : value);
    host?.params.forEach((_, local) => {
      if (local >= this.#around.locals && dice.chance(90)) return;
      if (dice.chance(5)) return;
      const reads = host.name.startsWith("tx_");
      const length = local === 1 && !host.name.startsWith("secp");
      this.#push(
        reads && local < 2
          ? indexNear(dice, local === 0 ? 2 : 40)
          : length
            ? dice.pick([0, 1, 31, 32, 33, 135, 136, 137, 300, 1_023, 1_024, 1_025])
            : even(address(dice, this.#around.pages)),
      );
      this.#depth--;
      this.code.push(op("local.set", { a: local }));
    });
    this.#emit("host", { a: number });
    this.#depth += host?.results.length ?? 0;
  }

  #return(): void {
    const most = Math.min(3, Math.max(0, this.#depth));
    const arity = this.#dice.chance(95) ? this.#dice.below(most + 1) : edge32(this.#dice);
    this.#emit("return", { a: arity });
  }

  #anything(): void {
    const dice = this.#dice;
    const immediate = (): number => edge32(dice);
    this.code.push({
      op: dice.chance(50) ? dice.below(256) : dice.pick(OPCODES).code,
      ...{ a: immediate(), b: immediate(), c: immediate(), d: immediate(), e: immediate() },
      imm: edge64(dice),
    });
  }
}
