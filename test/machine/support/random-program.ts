/**
 * Random modules of valid code whose gateway always ends: only it loops, by its own counter: what the fast form makes
 * of pending operands, labels and fused comparisons is hard to list by hand.
 */
type Draw = (bound: number) => number;

const BINARY = "add sub mul and or xor shl shr_s shr_u rotl rotr div_s div_u rem_s rem_u".split(
  " ",
);
const COMPARE = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u".split(" ");
const UNARY = ["clz", "ctz", "popcnt", "extend8_s", "extend16_s"];
const LOADS = {
  i32: ["load", "load8_s", "load8_u", "load16_s", "load16_u"],
  i64: ["load", "load8_s", "load8_u", "load16_s", "load16_u", "load32_s", "load32_u"],
};
const STORES = {
  i32: ["store", "store8", "store16"],
  i64: ["store", "store8", "store16", "store32"],
};
/** Parameters are i32 and i64. */
const LOCALS = { i32: [0, 2, 3], i64: [1, 4, 5] };
type Type = "i32" | "i64";

class Writer {
  readonly #draw: Draw;
  #depth = 0;
  /** Result types of open labels, innermost last. */
  readonly #labels: (Type | undefined)[] = [];
  readonly #callees: number;

  constructor(draw: Draw, callees: number) {
    this.#draw = draw;
    this.#callees = callees;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#draw(list.length)]!;
  }

  #constant(type: Type): string {
    const values = ["0", "1", "-1", "2", "7", "31", "0x7fffffff", "0x80000000", "4096", "65535"];
    if (type === "i64") values.push("0x8000000000000000", "0x7fffffffffffffff", "0x100000000");
    return `(${type}.const ${this.#pick(values)})`;
  }

  /** An address: mostly within memory, now and then wherever it falls. */
  #address(): string {
    const value = this.expression("i32");
    return this.#draw(200) === 0 ? value : `(i32.and ${value} (i32.const 0x3fff))`;
  }

  expression(type: Type): string {
    if (++this.#depth > 5) {
      this.#depth--;
      return this.#draw(2) === 0 ? this.#constant(type) : `(local.get ${this.#pick(LOCALS[type])})`;
    }
    const text = this.#expression(type);
    this.#depth--;
    return text;
  }

  #expression(type: Type): string {
    switch (this.#draw(15)) {
      case 0:
      case 1:
        return this.#constant(type);
      case 2:
      case 3:
        return `(local.get ${this.#pick(LOCALS[type])})`;
      case 4:
        return `(local.tee ${this.#pick(LOCALS[type])} ${this.expression(type)})`;
      case 5:
        return `(${type}.${this.#pick(UNARY)} ${this.expression(type)})`;
      case 6:
        return `(${type}.${this.#pick(LOADS[type])} offset=${this.#draw(70)} ${this.#address()})`;
      case 7: {
        const of = this.#pick(["i32", "i64"] as const);
        const compare = `(${of}.${this.#pick(COMPARE)} ${this.expression(of)} ${this.expression(of)})`;
        return type === "i32" ? compare : `(i64.extend_i32_u ${compare})`;
      }
      case 8:
        return `(select ${this.expression(type)} ${this.expression(type)} ${this.expression("i32")})`;
      case 9:
        return `(global.get $${type})`;
      case 10:
        return type === "i32"
          ? `(i32.wrap_i64 ${this.expression("i64")})`
          : `(i64.extend_i32_s ${this.expression("i32")})`;
      case 11:
        return `(block (result ${type}) ${this.#body(type)})`;
      case 12:
        return `(if (result ${type}) ${this.expression("i32")} (then ${this.#body(type)}) (else ${this.#body(type)}))`;
      case 13:
        return this.#call(type);
      default:
        return `(${type}.${this.#pick(BINARY)} ${this.expression(type)} ${this.expression(type)})`;
    }
  }

  #call(type: Type): string {
    if (type === "i64" || this.#callees === 0) return this.#constant(type);
    const args = `${this.expression("i32")} ${this.expression("i64")}`;
    return this.#draw(3) === 0
      ? `(call_indirect (type $f) ${args} (i32.rem_u ${this.expression("i32")} (i32.const ${this.#callees})))`
      : `(call $f${this.#draw(this.#callees)} ${args})`;
  }

  #body(result: Type | undefined): string {
    return this.#inside(result, () => {
      const lines = Array.from({ length: this.#draw(4) }, () => this.statement());
      if (result !== undefined) lines.push(this.expression(result));
      return lines.join(" ");
    });
  }

  #inside(result: Type | undefined, write: () => string): string {
    this.#labels.push(result);
    const text = write();
    this.#labels.pop();
    return text;
  }

  /** Leaves operands under a block, so that branches out of it drop them. */
  #leftovers(): string {
    return this.#inside(undefined, () => {
      const under = Array.from({ length: 1 + this.#draw(3) }, () => this.expression("i32"));
      const lines = Array.from({ length: this.#draw(3) }, () => this.statement());
      return `(block ${[...under, ...lines].join(" ")} (br 0))`;
    });
  }

  statement(): string {
    if (++this.#depth > 5) {
      this.#depth--;
      return "(nop)";
    }
    const text = this.#statement();
    this.#depth--;
    return text;
  }

  #statement(): string {
    const type = this.#pick(["i32", "i64"] as const);
    switch (this.#draw(12)) {
      case 0:
      case 1:
      case 2:
        return `(local.set ${this.#pick(LOCALS[type])} ${this.expression(type)})`;
      case 3:
      case 4:
        return `(${type}.${this.#pick(STORES[type])} offset=${this.#draw(70)} ${this.#address()} ${this.expression(type)})`;
      case 5:
        return `(global.set $${type} ${this.expression(type)})`;
      case 6:
        return `(if ${this.expression("i32")} (then ${this.#body(undefined)}) (else ${this.#body(undefined)}))`;
      case 7:
        return `(block ${this.#body(undefined)})`;
      case 8:
        return this.#draw(8) === 0 ? this.#bulk() : this.#leftovers();
      case 9:
        return this.#branch();
      case 10:
        return this.#branchTable();
      default:
        return `(drop ${this.expression(type)})`;
    }
  }

  #bulk(): string {
    const size = `(i32.const ${this.#draw(100)})`;
    return this.#draw(2) === 0
      ? `(memory.fill ${this.#address()} ${this.expression("i32")} ${size})`
      : `(memory.copy ${this.#address()} ${this.#address()} ${size})`;
  }

  #branch(): string {
    const depth = this.#draw(this.#labels.length);
    const result = this.#labels[this.#labels.length - 1 - depth];
    const condition = this.expression("i32");
    if (result === undefined) return `(br_if ${depth} ${condition})`;
    return `(drop (br_if ${depth} ${this.expression(result)} ${condition}))`;
  }

  #branchTable(): string {
    const plain = this.#labels.flatMap((result, i) =>
      result === undefined ? [this.#labels.length - i] : [],
    );
    const targets = Array.from({ length: this.#draw(4) }, () => this.#pick([0, ...plain]));
    return this.#inside(
      undefined,
      () => `(block (br_table 0 ${targets.join(" ")} ${this.expression("i32")}))`,
    );
  }

  function(index: number): string {
    const body = this.#inside("i32", () => {
      const lines = Array.from({ length: 4 }, () => this.statement());
      return [...lines, this.expression("i32")].join("\n      ");
    });
    return `(func $f${index} (type $f) (local i32 i32 i64 i64)\n      ${body})`;
  }
}

export function randomModule(draw: Draw): string {
  const count = 3;
  const functions: string[] = [];
  // A function calls only those before it, so that calls end.
  for (let i = 0; i < count; i++) functions.push(new Writer(draw, i).function(i));
  const entries = Array.from({ length: count }, (_, i) => `$f${i}`).join(" ");
  return `(module
    (type $f (func (param i32 i64) (result i32)))
    (memory 1)
    (table 3 funcref)
    (elem (i32.const 0) func ${entries})
    (global $i32 (mut i32) (i32.const 5))
    (global $i64 (mut i64) (i64.const -5))
    ${functions.join("\n    ")}
    (func (export "gateway") (local $n i32)
      (loop $again
        (global.set $i32 (i32.xor (global.get $i32)
          (call $f${count - 1} (local.get $n) (global.get $i64))))
        (i32.store (i32.const 16384) (global.get $i32))
        (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 6)))))
  )`;
}
