import { expect } from "chai";

import { wat } from "../module/wat.ts";
import { BUILDS, exportIndex, machineOf, programOf } from "./support/machines.ts";

const I32 = [
  0, 1, 2, 7, 31, 32, 33, 0x7f, 0x80, 0xff, 0x8000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
];
const I64 = [0n, 1n, 2n, 63n, 64n, 0x80n, 0x8000n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn].concat(
  [0x1_0000_0000n, 0x7fff_ffff_ffff_ffffn, 0x8000_0000_0000_0000n, 0xffff_ffff_ffff_ffffn],
);
const VALUES = { i32: I32.map(BigInt), i64: I64 };
type Type = keyof typeof VALUES;

const BINARY = (
  "add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr " +
  "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"
).split(" ");
const COMPARISONS = BINARY.slice(15);
const UNARY: [string, Type, Type][] = [
  ["i32.wrap_i64", "i64", "i32"],
  ["i64.extend_i32_s", "i32", "i64"],
  ["i64.extend_i32_u", "i32", "i64"],
];
for (const type of ["i32", "i64"] as const) {
  UNARY.push([`${type}.eqz`, type, "i32"]);
  for (const name of ["clz", "ctz", "popcnt", "extend8_s", "extend16_s"]) {
    UNARY.push([`${type}.${name}`, type, type]);
  }
}
UNARY.push(["i64.extend32_s", "i64", "i64"]);

interface Case {
  readonly name: string;
  readonly params: readonly Type[];
  readonly result: Type;
  readonly text: string;
}

/** Each operation on locals, with each constant on the right, and as a condition of if and br_if. */
function cases(): Case[] {
  const all: Case[] = [];
  const add = (name: string, params: Type[], result: Type, body: string): void => {
    const list = params.map((p) => `(param ${p})`).join(" ");
    const text = `(func (export "${name}") ${list} (result ${result}) ${body})`;
    all.push({ name, params, result, text });
  };
  const both = "(local.get 0) (local.get 1)";
  const choose = (condition: string): [string, string] => [
    `(if (result i32) ${condition} (then (i32.const 11)) (else (i32.const 22)))`,
    `(block (br_if 0 ${condition}) (return (i32.const 33))) (i32.const 44)`,
  ];
  for (const type of ["i32", "i64"] as const) {
    for (const op of BINARY) {
      const compares = COMPARISONS.includes(op);
      const result = compares ? "i32" : type;
      add(`${type}.${op}`, [type, type], result, `(${type}.${op} ${both})`);
      VALUES[type].forEach((k, i) => {
        const right = `(${type}.${op} (local.get 0) (${type}.const ${k}))`;
        add(`${type}.${op}.k${i}`, [type], result, right);
        add(
          `${type}.${op}.c${i}`,
          [type],
          result,
          `(${type}.${op} (${type}.const ${k}) (local.get 0))`,
        );
        if (compares) add(`${type}.${op}.if.k${i}`, [type], "i32", choose(right)[0]);
      });
      if (!compares) continue;
      choose(`(${type}.${op} ${both})`).forEach((body, i) =>
        add(`${type}.${op}.branch${i}`, [type, type], "i32", body),
      );
    }
  }
  for (const [op, from, to] of UNARY) {
    add(op, [from], to, `(${op} (local.get 0))`);
    if (!op.endsWith("eqz")) continue;
    choose(`(${op} (local.get 0))`).forEach((body, i) =>
      add(`${op}.branch${i}`, [from], "i32", body),
    );
  }
  return all;
}

function memoryCases(): Case[] {
  const all: Case[] = [];
  const add = (name: string, params: Type[], result: Type, body: string): void => {
    const list = params.map((p) => `(param ${p})`).join(" ");
    all.push({
      name,
      params,
      result,
      text: `(func (export "${name}") ${list} (result ${result}) ${body})`,
    });
  };
  const loads = ["load", "load8_s", "load8_u", "load16_s", "load16_u"];
  for (const type of ["i32", "i64"] as const) {
    for (const op of [...loads, ...(type === "i64" ? ["load32_s", "load32_u"] : [])]) {
      for (const offset of [0, 3, 65_530]) {
        const body = `(i64.store (i32.const 65520) (i64.const 0x8182838485868788)) (i64.store (i32.const 65528) (i64.const 0xf1f2f3f4f5f6f7f8)) (${type}.${op} offset=${offset} (local.get 0))`;
        add(`${type}.${op}.${offset}`, ["i32"], type, body);
      }
    }
    for (const op of ["store", "store8", "store16", ...(type === "i64" ? ["store32"] : [])]) {
      const body = `(${type}.${op} offset=1 (local.get 0) (local.get 1)) (i64.load (i32.and (local.get 0) (i32.const 0xfff8)))`;
      add(`${type}.${op}`, ["i32", type], "i64", body);
    }
  }
  return all;
}

/** Fewer than all pairs of values where there are three parameters or addresses. */
function* inputs(params: readonly Type[], addresses: boolean): Generator<bigint[]> {
  const first = addresses
    ? [0n, 1n, 4090n, 65_519n, 65_526n, 65_527n, 65_528n, 65_534n, 65_535n, 65_536n, 0xffff_ffffn]
    : VALUES[params[0]!];
  for (const a of first) {
    if (params.length === 1) yield [a];
    else for (const b of VALUES[params[1]!]) yield [a, b];
  }
}

type Native = (...args: (number | bigint)[]) => number | bigint;

function compareWithV8(
  list: readonly Case[],
  addresses: boolean,
  build: "checked" | "unchecked",
): void {
  const text = `(module (memory 1) ${list.map((c) => c.text).join("\n")})`;
  const bytes = wat(text) as Uint8Array<ArrayBuffer>;
  const native = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Record<
    string,
    Native
  >;
  const machine = machineOf(programOf(text, { gateway: null }), build);
  list.forEach(({ name, params, result }, index) => {
    for (const args of inputs(params, addresses)) {
      let expected: bigint | undefined;
      try {
        const value = native[name]!(...args.map((a, i) => (params[i] === "i32" ? Number(a) : a)));
        expected = BigInt.asUintN(result === "i32" ? 32 : 64, BigInt(value));
      } catch {
        expected = undefined;
      }
      const found = machine.invoke(index, args);
      expect(found?.[0], `${name}(${args.join(", ")})`).to.equal(expected);
    }
  });
}

describe("instructions", () => {
  for (const build of BUILDS) {
    it(`compute as V8 does, on locals, constants and in conditions (${build})`, () => {
      compareWithV8(cases(), false, build);
    }).timeout(60_000);

    it(`read and write memory as V8 does, at its end too (${build})`, () => {
      compareWithV8(memoryCases(), true, build);
    });
  }

  it("are found by their export's index", () => {
    const text = `(module (import "fluence" "height" (func (result i64))) (func (export "x")))`;
    expect(exportIndex(text, "x")).to.equal(1);
  });
});
