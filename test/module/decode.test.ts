import { expect } from "chai";
import { concat } from "../../offchain/bytes/concat.ts";
import { decodeModule } from "../../offchain/module/decode.ts";
import { ModuleError } from "../../offchain/module/errors.ts";
import { validateModule } from "../../offchain/module/validate.ts";
import { random, SEED } from "../bytes/random.ts";
import { wat } from "./wat.ts";

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** A module of hand-written sections. Their bodies must be shorter than 128 bytes. */
function sections(...parts: (readonly [id: number, body: readonly number[]])[]): Uint8Array {
  return Uint8Array.from([...HEADER, ...parts.flatMap(([id, body]) => [id, body.length, ...body])]);
}

function refusal(bytes: Uint8Array): ModuleError {
  try {
    validateModule(decodeModule(bytes));
  } catch (error) {
    if (error instanceof ModuleError) return error;
    throw error;
  }
  throw new Error("the module was accepted");
}

/** One function [] -> [] with the given instructions; they begin at byte 23. */
function body(...instructions: number[]): Uint8Array {
  const code = [0x00, ...instructions, 0x0b];
  return sections([1, [1, 0x60, 0, 0]], [3, [1, 0]], [10, [1, code.length, ...code]]);
}

describe("decodeModule", () => {
  it("reads every section", () => {
    const module = decodeModule(
      wat(`(module $m
        (type $t (func (param i32 f64) (result i64 externref)))
        (import "env" "\\c3\\a9" (func $imported (type $t)))
        (memory 1 7)
        (table $a 2 5 funcref) (table $b 3 externref)
        (global i32 (i32.const -1)) (global (mut f32) (f32.const -0.0)) (global funcref (ref.func $f))
        (func $f (export "go") (local i32 i32 f64) (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 0)))
        (export "mem" (memory 0))
        (start $f)
        (elem (i32.const 1) $f) (elem declare func $imported) (elem externref (ref.null extern))
        (data (i32.const 8) "ab") (data "\\00\\ff"))`),
    );
    expect(module.types).to.deep.equal([
      { params: [0x7f, 0x7c], results: [0x7e, 0x6f] },
      { params: [], results: [] },
    ]);
    expect(module.imports.map(({ module: m, name, type }) => [m, name, type])).to.deep.equal([
      ["env", "é", 0],
    ]);
    expect(module.memory).to.deep.include({ min: 1, max: 7 });
    expect(module.tables.map((t) => [t.element, t.limits.min, t.limits.max])).to.deep.equal([
      [0x70, 2, 5],
      [0x6f, 3, undefined],
    ]);
    expect(module.globals.map((g) => [g.type, g.mutable, g.initial.value])).to.deep.equal([
      [0x7f, false, 0xffff_ffffn],
      [0x7d, true, 0x8000_0000n],
      [0x70, false, 1n],
    ]);
    expect(module.functions[0]?.locals).to.deep.equal([
      { count: 2, type: 0x7f },
      { count: 1, type: 0x7c },
    ]);
    expect(module.exports.map(({ name, kind, index }) => [name, kind, index])).to.deep.equal([
      ["go", "function", 1],
      ["mem", "memory", 0],
    ]);
    expect(module.start?.index).to.equal(1);
    expect(module.elements.map((e) => [e.mode.kind, e.type, ...e.items])).to.deep.equal([
      ["active", 0x70, 1],
      ["declarative", 0x70, 0],
      ["passive", 0x6f, -1],
    ]);
    expect(module.data.map((d) => [d.mode.kind, ...d.bytes])).to.deep.equal([
      ["active", 0x61, 0x62],
      ["passive", 0x00, 0xff],
    ]);
    expect(module.hasDataCount).to.equal(true);
    expect([...module.functionNames]).to.deep.equal([
      [0, "imported"],
      [1, "f"],
    ]);
  });

  it("takes an empty module", () => {
    const module = decodeModule(Uint8Array.from(HEADER));
    validateModule(module);
    expect(module.functions).to.deep.equal([]);
    expect(module.memory).to.equal(undefined);
  });

  it("never fails on a name section, and keeps the names before its fault", () => {
    const name = [4, 0x6e, 0x61, 0x6d, 0x65];
    const good = [1, 6, 2, 0, 1, 0x61, 9, 0];
    expect([...decodeModule(sections([0, [...name, ...good]])).functionNames]).to.deep.equal([
      [0, "a"],
      [9, ""],
    ]);
    const cut = decodeModule(sections([0, [...name, 1, 6, 2, 0, 1, 0x61, 9, 5]]));
    expect([...cut.functionNames]).to.deep.equal([[0, "a"]]);
    const badUtf8 = decodeModule(sections([0, [...name, 1, 4, 1, 0, 1, 0xff]]));
    expect(badUtf8.functionNames.size).to.equal(0);
  });

  it("is no module without its header", () => {
    for (const [bytes, offset] of [
      [[], 0],
      [[1, 2, 3, 4, 5, 6, 7, 8], 0],
      [HEADER.slice(0, 7), 4],
      [[...HEADER.slice(0, 4), 2, 0, 0, 0], 4],
    ] as const) {
      expect(refusal(Uint8Array.from(bytes))).to.deep.include({ code: "malformed", offset });
    }
  });

  it(`ends every cut or changed module in a verdict (seed ${SEED})`, () => {
    const next = random(SEED);
    const whole = wat(`(module (memory 1) (table 2 funcref) (global (mut i32) (i32.const 1))
      (func $f (export "f") (param i32) (result i32)
        (local.get 0) (block (result i32) (br_table 0 0 (i32.const 7) (local.get 0)))
        (if (param i32) (then drop) (else drop)) (i32.load offset=3 (i32.const 8)))
      (elem (i32.const 0) $f) (data (i32.const 0) "xyz"))`);
    validateModule(decodeModule(whole));
    for (let length = 0; length < whole.length; length++) {
      // What follows the data section is custom, and may be missing.
      try {
        validateModule(decodeModule(whole.slice(0, length)));
      } catch (error) {
        expect(error).to.be.instanceOf(ModuleError);
      }
    }
    let accepted = 0;
    for (let i = 0; i < 3000; i++) {
      const changed = whole.slice();
      changed[next(whole.length)] = next(256);
      try {
        validateModule(decodeModule(changed));
        // V8 is an independent witness: whatever is accepted here, it accepts too.
        expect(WebAssembly.validate(changed), `mutation ${i}`).to.equal(true);
        accepted++;
      } catch (error) {
        expect(error).to.be.instanceOf(ModuleError);
        expect((error as ModuleError).offset).to.be.within(0, whole.length);
      }
    }
    expect(accepted).to.be.greaterThan(100);
  });
});

describe("features that are left out", () => {
  const cases: readonly (readonly [feature: string, offset: number, module: Uint8Array])[] = [
    ["SIMD", 23, body(0xfd, 0x0c)],
    ["SIMD", 13, sections([1, [1, 0x60, 1, 0x7b, 0]])],
    ["threads", 23, body(0xfe, 0x03, 0x00)],
    ["threads", 11, sections([5, [1, 0x03, 1, 1]])],
    ["64-bit addresses (memory64)", 11, sections([5, [1, 0x04, 1]])],
    ["multiple memories", 10, sections([5, [2, 0, 1, 0, 1]])],
    ["garbage collection", 11, sections([1, [1, 0x5f, 0]])],
    ["garbage collection", 23, body(0xfb, 0x00)],
    ["garbage collection", 11, sections([4, [1, 0x6e, 0, 1]])],
    ["typed function references", 11, sections([4, [1, 0x40, 0, 0x70, 0, 1, 0xd0, 0x70, 0x0b]])],
    ["typed function references", 24, body(0x00, 0x14, 0x00)],
    ["exception handling", 8, sections([13, [1, 0, 0]])],
    ["exception handling", 23, body(0x06, 0x40, 0x0b)],
    ["tail calls", 23, body(0x12, 0x00)],
    ["wide arithmetic", 23, body(0xfc, 0x13)],
    ["an imported memory", 15, sections([2, [1, 1, 0x61, 1, 0x62, 2, 0, 1]])],
    ["an imported table", 15, sections([2, [1, 1, 0x61, 1, 0x62, 1, 0x70, 0, 1]])],
    ["an imported global", 15, sections([2, [1, 1, 0x61, 1, 0x62, 3, 0x7f, 0]])],
    ["exception handling", 15, sections([2, [1, 1, 0x61, 1, 0x62, 4, 0, 0]])],
  ];
  for (const [feature, offset, module] of cases) {
    it(`${feature}, at byte ${offset}`, () => {
      expect(refusal(module)).to.deep.include({ code: "unsupported", feature, offset });
    });
  }

  it("come with limits above those of the JavaScript interface", () => {
    const params = `(func ${"(param i32)".repeat(1001)})`;
    const locals = `(func (param i32) ${"(local i32)".repeat(50_000)})`;
    for (const text of [params, locals]) {
      expect(refusal(wat(`(module ${text})`)).feature).to.match(/^more than \d+ /);
    }
    const accepted = `(func (param i32) ${"(local i32)".repeat(49_999)})`;
    validateModule(decodeModule(wat(`(module ${accepted})`)));
  });

  it("leave two thousand million locals unwritten", () => {
    const code = [1, 0xff, 0xff, 0xff, 0xff, 0x07, 0x7f, 0x0b];
    const bytes = concat(
      sections([1, [1, 0x60, 0, 0]], [3, [1, 0]]),
      Uint8Array.of(10, code.length + 2, 1, code.length, ...code),
    );
    expect(refusal(bytes).code).to.equal("unsupported");
  });
});
