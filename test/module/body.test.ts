import { expect } from "chai";
import type { InstructionFacts } from "../../offchain/module/body.ts";
import { decodeModule } from "../../offchain/module/decode.ts";
import { NATURAL_ALIGNMENT, OP, SIGNATURES } from "../../offchain/module/opcodes.ts";
import {
  validateBodies,
  validateModule,
  validateSections,
} from "../../offchain/module/validate.ts";
import { ModuleError } from "../../offchain/module/errors.ts";
import { accessBytes, rowOf } from "../../offchain/program/instruction.ts";
import { OPCODES } from "../../offchain/program/tables.ts";
import { wat } from "./wat.ts";

/** Facts about the instructions of a module's only function, and its height. */
function walk(text: string): { facts: InstructionFacts[]; height: number } {
  const module = decodeModule(wat(text));
  const facts: InstructionFacts[] = [];
  let height = -1;
  validateSections(module);
  validateBodies(module, {
    enter: () => (f) => {
      const { op, offset, live, index, index2, value, targets } = f;
      facts.push({ op, offset, live, index, index2, value, targets });
    },
    leave: (_, summary) => (height = summary.height),
  });
  return { facts, height };
}

function heightOf(body: string, type = ""): number {
  return walk(`(module (memory 1) (func ${type} ${body}))`).height;
}

function liveOps(body: string): string[] {
  return walk(`(module (func ${body}))`).facts.map(
    ({ op, live }) => `${live ? "" : "dead "}${rowOf(op)?.name ?? op.toString(16)}`,
  );
}

describe("validateBody", () => {
  it("tells immediates", () => {
    const { facts } =
      walk(`(module (memory 1) (table 1 funcref) (table 1 externref) (table 1 funcref)
      (type $t (func)) (type $u (func (result i32))) (elem func $f) (elem declare func $f) (data "a") (data "b")
      (func $f
        (i64.store offset=70000 (i32.const -1) (i64.const -2))
        (drop (f32.const nan:0x200000)) (drop (f64.const -0))
        (drop (call_indirect 2 (type $u) (i32.const 0)))
        (table.init 2 1 (i32.const 0) (i32.const 0) (i32.const 0))
        (table.copy 2 0 (i32.const 0) (i32.const 0) (i32.const 0))
        (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 0))
        (drop (ref.func $f)) (drop (select (result i32) (i32.const 0) (i32.const 1) (i32.const 2)))))`);
    const of = (op: number): InstructionFacts => facts.find((f) => f.op === op)!;
    expect(facts[0]?.value).to.equal(0xffff_ffffn);
    expect(facts[1]?.value).to.equal((1n << 64n) - 2n);
    expect(of(0x37).index).to.equal(70_000);
    expect(of(OP.f32_const).value).to.equal(0x7fa0_0000n);
    expect(of(OP.f64_const).value).to.equal(1n << 63n);
    expect(of(OP.call_indirect)).to.deep.include({ index: 1, index2: 2 });
    expect(of(OP.table_init)).to.deep.include({ index: 1, index2: 2 });
    expect(of(OP.table_copy)).to.deep.include({ index: 2, index2: 0 });
    expect(of(OP.memory_init).index).to.equal(1);
    expect(of(OP.ref_func).index).to.equal(0);
    expect(of(OP.select).live).to.equal(true);
    expect(facts.some((f) => f.op === OP.select_t)).to.equal(false);
  });

  it("tells what branches take along and what they drop", () => {
    const { facts } = walk(`(module (func (result i32)
      i32.const 1
      block (result i32)
        i32.const 2
        i32.const 3
        i32.const 4
        br_table 0 1 0
      end
      drop
      loop (param i32) (result i32)
        i64.const 0
        drop
        i64.const 0
        i64.const 0
        i32.const 9
        i32.const 0
        br_if 0
        br 1
      end))`);
    const targets = facts.flatMap((f) => (f.targets.length > 0 ? [f.targets] : []));
    expect(targets).to.deep.equal([
      [
        { depth: 0, arity: 1, drop: 1 },
        { depth: 1, arity: 1, drop: 2 },
        { depth: 0, arity: 1, drop: 1 },
      ],
      [{ depth: 0, arity: 1, drop: 3 }],
      [{ depth: 1, arity: 1, drop: 3 }],
    ]);
  });

  it("knows what is dead", () => {
    expect(liveOps("nop block br 0 nop block nop end end nop")).to.deep.equal([
      ...["1", "2", "br", "dead 1", "dead 2", "dead 1", "dead b", "dead b", "1", "b"],
    ]);
    expect(liveOps("i32.const 0 if unreachable else nop return end return if end")).to.deep.equal([
      ...["i32.const", "if", "unreachable", "dead jump", "1", "return", "dead b", "return"],
      ...["dead if", "dead b", "dead b"],
    ]);
    expect(liveOps("unreachable loop br 0 end nop")).to.deep.equal([
      ...["unreachable", "dead 3", "dead br", "dead b", "dead 1", "dead b"],
    ]);
  });

  it("measures the greatest number of operands at live points", () => {
    expect(heightOf("")).to.equal(0);
    expect(heightOf("i32.const 1 i32.const 2 i32.add drop")).to.equal(2);
    expect(heightOf("i32.const 1 drop unreachable i32.const 1 i32.const 2 drop drop")).to.equal(1);
    expect(heightOf("block (result i32) unreachable end drop")).to.equal(1);
    expect(heightOf("unreachable block (result i32) i32.const 1 end drop")).to.equal(0);
    expect(heightOf("i32.const 1 block i32.const 2 i32.const 3 br 0 end drop")).to.equal(3);
    expect(heightOf("(i32.store (i32.const 0) (i32.load (i32.const 0)))")).to.equal(2);
    expect(heightOf("unreachable", "(result i32 i32)")).to.equal(2);
    expect(heightOf("i32.const 0 if (result i32) i32.const 1 else i32.const 2 end drop")).to.equal(
      1,
    );
  });

  it("agrees with the machine's table on every opcode's operands", () => {
    let compared = 0;
    for (const { name, code, pops, pushes } of OPCODES) {
      const signature = SIGNATURES[code];
      if (signature === undefined) continue;
      compared++;
      expect(signature.params.length, name).to.equal(pops);
      expect(signature.result === undefined ? 0 : 1, name).to.equal(pushes);
      const types = /^([if]\d\d)\./.exec(name)?.[1];
      if (/\.const|load|\.add$/.test(name)) {
        const type = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c }[types ?? ""];
        expect(signature.result, name).to.equal(type);
      }
      const bytes = accessBytes(code);
      if (bytes !== undefined) {
        expect(2 ** NATURAL_ALIGNMENT[code - OP.i32_load]!, name).to.equal(bytes);
      }
    }
    expect(compared).to.equal(OPCODES.filter((r) => r.code <= 0xe7 && SIGNATURES[r.code]).length);
    expect(compared).to.be.greaterThan(160);
  });

  it("gives up on operands without end", () => {
    const type = `(type $t (func (result ${"i32 ".repeat(1000)})))`;
    const calls = "call $f ".repeat(1100);
    const module = decodeModule(
      wat(`(module ${type} (func $f (type $t) unreachable ${calls} unreachable))`),
    );
    expect(() => validateModule(module))
      .to.throw(ModuleError)
      .with.property("code", "unsupported");
  });

  it("reports a body's end that is missing or too early", () => {
    const bytes = wat("(module (func nop nop))");
    const at = decodeModule(bytes).functions[0]!.start + 1;
    const early = bytes.slice();
    early[at] = 0x0b;
    const late = bytes.slice();
    late[at + 1] = 0x01;
    for (const bad of [early, late]) {
      expect(() => validateModule(decodeModule(bad)))
        .to.throw(ModuleError)
        .with.property("code", "malformed");
    }
  });
});
