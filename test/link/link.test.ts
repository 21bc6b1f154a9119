/** Linking: what modules do to each other is what V8 sees them do as instances of their own. */
import { expect } from "chai";

import { LinkError } from "../../offchain/link/errors.ts";
import type { LinkErrorCode } from "../../offchain/link/errors.ts";
import { link } from "../../offchain/link/link.ts";
import type { LinkOptions, Linked } from "../../offchain/link/link.ts";
import { decodeModule } from "../../offchain/module/decode.ts";
import { ModuleError } from "../../offchain/module/errors.ts";
import { validateModule } from "../../offchain/module/validate.ts";
import { wat } from "../module/wat.ts";

type Texts = Readonly<Record<string, string>>;

/** Links modules given as text by name, and has our validation accept the result. */
function linked(texts: Texts, options?: LinkOptions): Linked {
  const inputs = Object.entries(texts).map(([name, text]) => ({ name, bytes: wat(text) }));
  const result = link(inputs, options);
  validateModule(decodeModule(result.bytes));
  return result;
}

type Exports = Readonly<Record<string, (...args: readonly (number | bigint)[]) => unknown>>;

function run(texts: Texts, imports: WebAssembly.Imports = {}): Exports {
  const bytes = linked(texts).bytes as Uint8Array<ArrayBuffer>;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  return instance.exports as unknown as Exports;
}

function refusal(texts: Texts): LinkErrorCode | undefined {
  try {
    linked(texts);
    return undefined;
  } catch (error) {
    if (error instanceof LinkError) return error.code;
    throw error;
  }
}

describe("link: imports", () => {
  it("resolves functions, whatever order the modules come in", () => {
    const lib = `(module (func (export "twice") (param i32) (result i32)
      (i32.mul (local.get 0) (i32.const 2))))`;
    const main = `(module (import "lib" "twice" (func $twice (param i32) (result i32)))
      (func (export "four") (param i32) (result i32) (call $twice (call $twice (local.get 0)))))`;
    expect(run({ lib, main }).four!(5)).to.equal(20);
    expect(run({ main, lib })["main.four"]!(5)).to.equal(20);
  });

  it("shares a memory that one module defines, with its segments", () => {
    const texts = {
      lib: `(module (memory (export "mem") 1) (data (i32.const 8) "\\2a")
        (func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0))))`,
      main: `(module (import "lib" "mem" (memory 1))
        (import "lib" "peek" (func $peek (param i32) (result i32)))
        (data (i32.const 9) "\\01\\02") (data $passive "\\07")
        (func (export "poke") (result i32)
          (memory.init $passive (i32.const 10) (i32.const 0) (i32.const 1)) (data.drop $passive)
          (i32.add (i32.load (i32.const 8)) (call $peek (i32.const 9)))))`,
    };
    expect(run(texts).poke!()).to.equal(0x0007_012a + 1);
  });

  it("shares tables and mutable globals, and calls through them by type", () => {
    const texts = {
      // Types stand in another order in each module.
      lib: `(module (type (func (param i64))) (type $get (func (result i32)))
        (table (export "t") 4 funcref) (global (export "g") (mut i32) (i32.const 5))
        (func $seven (type $get) (i32.const 7)) (elem (i32.const 1) $seven))`,
      main: `(module (type $get (func (result i32)))
        (import "lib" "t" (table 4 funcref)) (import "lib" "g" (global $g (mut i32)))
        (table $own 2 funcref) (elem (table $own) (i32.const 0) func $read)
        (func $read (type $get) (global.get $g)) (elem $more funcref (ref.func $read) (ref.null func))
        (func (export "sum") (result i32)
          (table.init 0 $more (i32.const 2) (i32.const 0) (i32.const 1))
          (table.copy 0 $own (i32.const 3) (i32.const 0) (i32.const 1))
          (global.set $g (i32.const 30))
          (i32.add (call_indirect 0 (type $get) (i32.const 1))
            (i32.add (call_indirect 0 (type $get) (i32.const 2))
              (call_indirect 0 (type $get) (i32.const 3))))))`,
    };
    expect(run(texts).sum!()).to.equal(67);
  });

  it("puts values of imported globals where initialisers read them", () => {
    const texts = {
      lib: `(module (memory (export "m") 1) (table (export "t") 3 funcref)
        (func $f (result i32) (i32.const 9))
        (global (export "at") i32 (i32.const 2)) (global (export "f") funcref (ref.func $f)))`,
      main: `(module (import "lib" "m" (memory 1)) (import "lib" "t" (table 3 funcref))
        (import "lib" "at" (global $at i32)) (import "lib" "f" (global $f funcref))
        (global $copy i32 (global.get $at))
        (data (global.get $at) "\\11") (elem (offset (global.get $at)) funcref (item (global.get $f)))
        (func (export "read") (result i32) (i32.add (global.get $copy)
          (i32.add (i32.load8_u (i32.const 2)) (call_indirect (result i32) (i32.const 2))))))`,
    };
    expect(run(texts).read!()).to.equal(2 + 0x11 + 9);
  });

  it("leaves imports of host functions, each once", () => {
    const wants = `(import "env" "tick" (func $tick))`;
    const texts = {
      lib: `(module ${wants} (func (export "two") (call $tick) (call $tick)))`,
      main: `(module (import "lib" "two" (func $two)) ${wants}
        (func (export "three") (call $two) (call $tick)))`,
    };
    let ticks = 0;
    const tick = (): number => ticks++;
    run(texts, { env: { tick } }).three!();
    expect(ticks).to.equal(3);
    expect(decodeModule(linked(texts).bytes).imports).to.have.length(1);
  });

  it("keeps block types, br_table, typed select and wide indices intact", () => {
    const filler = Array.from({ length: 200 }, (_, i) => `(func (param ${"i32 ".repeat(i % 9)}))`);
    const texts = {
      lib: `(module ${filler.join("")} (func (export "id") (param i32) (result i32) (local.get 0)))`,
      main: `(module (type $pair (func (param i32 i32) (result i32)))
        (import "lib" "id" (func $id (param i32) (result i32)))
        (func (export "f") (param i32) (result i32)
          (block $two (block $one (block $zero
            (br_table $zero $one $two (local.get 0))) (return (call $id (i32.const 100))))
            (return (call $id (i32.const 200))))
          (i32.const 3) (i32.const 4)
          (block (type $pair) (i32.add))
          (select (result i32) (i32.const 1) (i32.const 1000) (local.get 0))
          (i32.add)))`,
    };
    const { f } = run(texts);
    expect([0, 1, 2].map((i) => f!(i))).to.deep.equal([100, 200, 8]);
  });
});

describe("link: instantiation", () => {
  /** Writes letters to memory as modules are instantiated. */
  const TEXTS = {
    log: `(module (memory (export "m") 1) (global $n (mut i32) (i32.const 0))
      (func (export "log") (param i32)
        (i32.store8 (global.get $n) (local.get 0)) (global.set $n (i32.add (global.get $n) (i32.const 1)))))`,
    a: `(module (import "log" "log" (func $log (param i32))) (import "log" "m" (memory 1))
      (data (i32.const 100) "A") (func $start (call $log (i32.load8_u (i32.const 100)))) (start $start))`,
    b: `(module (import "log" "log" (func $log (param i32))) (import "log" "m" (memory 1))
      (data (i32.const 100) "B") (func $start (call $log (i32.load8_u (i32.const 100)))) (start $start)
      (func (export "logged") (result i32) (i32.load (i32.const 0))))`,
  };

  it("writes a module's segments and starts it before the next one's", () => {
    expect(run(TEXTS).logged!()).to.equal(0x4241);
  });

  it("can be left to the caller, module by module", () => {
    const { bytes, instantiations } = linked(TEXTS, { withoutStart: true });
    expect(decodeModule(bytes).start).to.equal(undefined);
    expect([...instantiations.keys()]).to.deep.equal(["a", "b"]);
  });

  it("tells where exports are, and names functions", () => {
    const { bytes, exports } = linked(TEXTS);
    const module = decodeModule(bytes);
    const place = exports.get("b")!.get("logged")!;
    expect(module.exports.find(({ name }) => name === "logged")).to.deep.include(place);
    expect(module.functionNames.has(exports.get("log")!.get("log")!.index)).to.equal(false);
    expect([...module.functionNames.values()]).to.include("a.start");
    expect([...module.functionNames.values()]).to.include("start");
  });
});

describe("link: refusals", () => {
  const memory = `(module (memory (export "m") 1 2) (func (export "f")))`;

  it("names two modules with memories", () => {
    const main = `(module (import "lib" "f" (func)) (memory 1))`;
    try {
      linked({ lib: memory, main });
      expect.fail("linked");
    } catch (error) {
      expect((error as LinkError).code).to.equal("two-memories");
      expect((error as LinkError).modules).to.deep.equal(["lib", "main"]);
    }
  });

  const cases: readonly (readonly [what: string, code: LinkErrorCode, texts: Texts])[] = [
    ["a missing export", "unknown-import", { m: memory, x: `(module (import "m" "g" (func)))` }],
    [
      "a missing module's table",
      "unknown-import",
      { x: `(module (import "m" "t" (table 1 funcref)))` },
    ],
    ["another kind", "import-type", { m: memory, x: `(module (import "m" "f" (memory 1)))` }],
    [
      "another type",
      "import-type",
      { m: memory, x: `(module (import "m" "f" (func (param i32))))` },
    ],
    ["a smaller memory", "import-type", { m: memory, x: `(module (import "m" "m" (memory 2)))` }],
    ["a lower maximum", "import-type", { m: memory, x: `(module (import "m" "m" (memory 1 1)))` }],
    [
      "a global that is not mutable",
      "import-type",
      {
        m: `(module (global (export "g") i32 (i32.const 1)))`,
        x: `(module (import "m" "g" (global (mut i32))))`,
      },
    ],
    [
      "a cycle",
      "import-cycle",
      {
        a: `(module (import "b" "f" (func)) (func (export "f")))`,
        b: `(module (import "a" "f" (func)) (func (export "f")))`,
      },
    ],
    [
      "exports of one name",
      "duplicate-export",
      { a: `(module (func (export "f")))`, b: `(module (func (export "a.f")))` },
    ],
  ];
  for (const [what, code, texts] of cases) {
    it(`refuses ${what}`, () => expect(refusal(texts)).to.equal(code));
  }

  it("refuses modules of one name", () => {
    const input = { name: "a", bytes: wat("(module)") };
    expect(() => link([input, input]))
      .to.throw(LinkError)
      .with.property("code", "duplicate-name");
  });

  it("refuses a module that is not valid by itself, though the linked one would be", () => {
    const texts = {
      lib: memory,
      main: `(module (func (export "f") (result i32) (i32.load (i32.const 0))))`,
    };
    expect(() => linked(texts)).to.throw(ModuleError, "unknown memory 0");
  });

  it("refuses an initialiser that reads a mutable global", () => {
    const texts = {
      lib: `(module (global (export "g") (mut i32) (i32.const 1)))`,
      main: `(module (import "lib" "g" (global $g (mut i32))) (global i32 (global.get $g)))`,
    };
    expect(() => linked(texts)).to.throw(ModuleError, "mutable");
  });

  it("changes nothing of what it is given", () => {
    const bytes = wat(
      `(module (import "e" "f" (func $f)) (table 1 funcref) (elem (i32.const 0) $f))`,
    );
    const before = bytes.slice();
    link([{ name: "a", bytes: Buffer.from(bytes.buffer) }]);
    expect(bytes).to.deep.equal(before);
  });
});
