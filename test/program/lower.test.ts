import { expect } from "chai";
import { concat } from "../../offchain/bytes/concat.ts";
import { decodeModule } from "../../offchain/module/decode.ts";
import { ModuleError } from "../../offchain/module/errors.ts";
import { ProgramError } from "../../offchain/program/errors.ts";
import { lower } from "../../offchain/program/lower.ts";
import type { LowerOptions } from "../../offchain/program/lower.ts";
import { codeLength } from "../../offchain/program/program.ts";
import { LIMITS } from "../../offchain/program/tables.ts";
import { listing, lowerText } from "./listing.ts";

function codeOf(text: string, options: LowerOptions = {}): string | undefined {
  try {
    lowerText(text, options);
  } catch (error) {
    if (error instanceof ProgramError || error instanceof ModuleError) return error.code;
    throw error;
  }
  return undefined;
}

const GATEWAY = '(func (export "gateway"))';

/** A module whose gateway runs `i32.const 0 drop` so many times, then `more`. */
function bodyOf(pairs: number, more: readonly number[]): Uint8Array {
  const code = new Uint8Array(1 + 3 * pairs + more.length + 1);
  for (let i = 0; i < pairs; i++) code.set([0x41, 0x00, 0x1a], 1 + 3 * i);
  code.set([...more, 0x0b], 1 + 3 * pairs);
  const name = new TextEncoder().encode("gateway");
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 11, 1, 7];
  const section = [10, ...leb(code.length + 6), 1, ...leb(code.length)];
  return concat(Uint8Array.from([...head, ...name, 0, 0, ...section]), code);
}

/** An u32 as LEB128 of five bytes. */
function leb(value: number): number[] {
  return [0, 7, 14, 21, 28].map((shift) => ((value >>> shift) & 0x7f) | (shift < 28 ? 0x80 : 0));
}

describe("lower", () => {
  it("lays out prologue, import stubs and functions", () => {
    const { program } = lowerText(
      `(module
        (import "fluence" "tx_count" (func $count (result i32)))
        (import "fluence" "nonsense" (func $nonsense (param i32 i64) (result i32)))
        (import "env" "tx_count" (func $foreign))
        (memory 2) (table 5 funcref) (table 3 funcref)
        (global (mut f32) (f32.const 1)) (global funcref (ref.func $run)) (global externref (ref.null extern))
        (elem funcref (ref.null func)) (elem (table 1) (i32.const 1) func $run $count) (elem declare func $start)
        (data "passive") (data (i32.const 64) "active")
        (start $start)
        (func $start (local i32 i64) (drop (call $count)))
        (func $run (export "gateway") (local i32) (call $start)))`,
      { memoryPages: 4 },
    );
    expect(listing(program)).to.deep.equal([
      "0 f32.const imm=1065353216",
      "1 global.set",
      "2 ref.func imm=5",
      "3 global.set a=1",
      "4 ref.null",
      "5 global.set a=2",
      "6 i32.const imm=1",
      "7 i32.const",
      "8 i32.const imm=2",
      "9 table.init a=5 b=3 c=1 d=2 e=3",
      "10 elem.drop a=3",
      "11 elem.drop a=4",
      "12 i32.const imm=64",
      "13 i32.const",
      "14 i32.const imm=6",
      "15 memory.init a=1 b=1 c=6",
      "16 data.drop a=1",
      "17 call a=25 c=2 d=1 e=3",
      "18 jump a=28",
      "19 host a=1",
      "20 return a=1",
      "21 host",
      "22 return a=1",
      "23 host",
      "24 return",
      "25 call a=19 d=1",
      "26 drop",
      "27 return",
      "28 call a=25 c=2 d=1 e=3",
      "29 return",
    ]);
    expect(program.functions).to.deep.equal([
      { typeId: 0, entry: 19, params: 0, locals: 0, height: 1 },
      { typeId: 1, entry: 21, params: 2, locals: 2, height: 1 },
      { typeId: 2, entry: 23, params: 0, locals: 0, height: 0 },
      { typeId: 2, entry: 25, params: 0, locals: 2, height: 1 },
      { typeId: 2, entry: 28, params: 0, locals: 1, height: 0 },
    ]);
    expect([...program.elements]).to.deep.equal([0n, 5n, 1n, 4n]);
    expect(new TextDecoder().decode(program.data)).to.equal(
      `passive${"\0".repeat(25)}active${"\0".repeat(26)}`,
    );
    expect(program).to.deep.include({
      version: 1,
      memoryPages: 4,
      maxFrames: LIMITS.frames,
      maxSlots: LIMITS.slots,
      gatewayEntry: 28,
      gatewayLocals: 1,
      frameHeight: 3,
      globals: 3,
      tableSlots: 8,
      segments: 5,
    });
  });

  it("gives equal types one id", () => {
    const { program } = lowerText(`(module
      (type (func (param i32))) (type (func)) (type (func (param i32)))
      (func (type 2)) (func (type 1)) (func (type 0)))`);
    expect(program.functions.map((f) => f.typeId)).to.deep.equal([0, 1, 0]);
  });

  it("counts the prologue's operands in the gateway's frame", () => {
    const heights = ["", "(global i32 (i32.const 1))", '(memory 1) (data (i32.const 0) "")'].map(
      (fields) => lowerText(`(module ${fields} ${GATEWAY})`, {}).program.frameHeight,
    );
    expect(heights).to.deep.equal([0, 1, 3]);
  });

  it("needs an exported gateway of its own that is [] -> []", () => {
    expect(codeOf(`(module ${GATEWAY})`)).to.equal(undefined);
    expect(codeOf("(module (func))")).to.equal("gateway-missing");
    expect(codeOf('(module (memory (export "gateway") 1))')).to.equal("gateway-missing");
    expect(codeOf('(module (func (export "gateway") (param i32)))')).to.equal("gateway-type");
    expect(codeOf('(module (func (export "gateway") (result i32) unreachable))')).to.equal(
      "gateway-type",
    );
    const imported = '(module (import "a" "b" (func)) (export "gateway" (func 0)))';
    expect(codeOf(imported)).to.equal("gateway-imported");
    const { program } = lowerText('(module (func nop) (func (export "main") (local i32)))', {
      gateway: "main",
    });
    expect(program).to.deep.include({ gatewayEntry: 2, gatewayLocals: 1 });
  });

  it("halts after the prologue where there is to be no gateway", () => {
    const { program } = lowerText("(module (global i32 (i32.const 1)))");
    expect(listing(program)).to.deep.equal([
      "0 i32.const imm=1",
      "1 global.set",
      "2 jump a=3",
      "3 return",
    ]);
    expect(program.gatewayEntry).to.equal(3);
  });

  it("refuses a host function of another type, and links any other import", () => {
    const of = (module: string, name: string, type: string): string =>
      `(module (import "${module}" "${name}" (func ${type})) ${GATEWAY})`;
    expect(codeOf(of("fluence", "time", "(result i64)"))).to.equal(undefined);
    expect(codeOf(of("fluence", "time", "(result i32)"))).to.equal("host-type");
    expect(codeOf(of("fluence", "tx_len", ""))).to.equal("host-type");
    expect(codeOf(of("fluence", "(unknown import)", "(param f64)"))).to.equal(undefined);
    expect(codeOf(of("env", "time", "(param i32)"))).to.equal(undefined);
  });

  it("fixes the memory between the module's minimum and the protocol's maximum", () => {
    const memory = `(module (memory 2 3) ${GATEWAY})`;
    expect(lowerText(memory, {}).program.memoryPages).to.equal(2);
    expect(codeOf(memory, { memoryPages: 1 })).to.equal("memory-size");
    expect(codeOf(memory, { memoryPages: 2.5 })).to.equal("memory-size");
    expect(codeOf(memory, { memoryPages: LIMITS.memoryPages })).to.equal(undefined);
    expect(codeOf(memory, { memoryPages: LIMITS.memoryPages + 1 })).to.equal("memory-size");
    expect(codeOf(`(module (memory 16385) ${GATEWAY})`)).to.equal("memory-size");
    expect(codeOf(`(module ${GATEWAY})`, { memoryPages: 1 })).to.equal("memory-size");
    expect(lowerText(`(module ${GATEWAY})`, {}).program.memoryPages).to.equal(0);
  });

  it("refuses limits out of range", () => {
    const module = '(module (func (export "gateway") (local i32 i32) (drop (i32.const 0))))';
    expect(codeOf(module, { maxFrames: 0 })).to.equal("limits");
    expect(codeOf(module, { maxFrames: LIMITS.frames + 1 })).to.equal("limits");
    expect(codeOf(module, { maxSlots: LIMITS.slots + 1 })).to.equal("limits");
    expect(codeOf(module, { maxSlots: 2 })).to.equal("limits");
    expect(codeOf(module, { maxFrames: 1, maxSlots: 3 })).to.equal(undefined);
  });

  it("refuses more than the protocol's counts", () => {
    const most = LIMITS.words;
    expect(codeOf(`(module (table ${most} funcref) ${GATEWAY})`)).to.equal(undefined);
    expect(codeOf(`(module (table ${most} funcref) (table 1 funcref) ${GATEWAY})`)).to.equal(
      "too-many",
    );
  });

  it("refuses operands above the greatest height", () => {
    const body = (n: number): string =>
      `(module (func (export "gateway") ${"i32.const 0 ".repeat(n)} ${"drop ".repeat(n)}))`;
    expect(codeOf(body(LIMITS.operandHeight))).to.equal(undefined);
    expect(codeOf(body(LIMITS.operandHeight + 1))).to.equal("operand-height");
  });

  it("refuses live floating-point arithmetic, unless told otherwise, and takes what moves bits", () => {
    const of = (body: string): string => `(module (memory 1) (func (export "gateway") ${body}))`;
    const add = of("(drop (f32.add (f32.const 1) (f32.const 2)))");
    expect(codeOf(add)).to.equal("undefined-instruction");
    expect(codeOf(add, { undefinedInstructions: true })).to.equal(undefined);
    expect(codeOf(of("return (drop (f64.sqrt (f64.const 2)))"))).to.equal(undefined);
    const moves = "(f64.store (i32.const 8) (f64.reinterpret_i64 (i64.const 1)))";
    expect(codeOf(of(`${moves} (drop (f32.load (i32.const 0)))`))).to.equal(undefined);
    try {
      lowerText(add, {});
    } catch (error) {
      expect((error as ProgramError).message).to.contain("floating-point arithmetic (f32.add)");
      expect((error as ProgramError).offset).to.be.a("number");
    }
  });

  it("refuses invalid modules as such", () => {
    expect(codeOf('(module (func (export "gateway") drop))')).to.equal("invalid");
    expect(codeOf(`(module (memory 1) (memory 1) ${GATEWAY})`)).to.equal("unsupported");
  });

  it("lowers 2^17 instructions in well under a second", () => {
    const body = "i32.const 1 drop ".repeat(2 ** 16);
    const begun = performance.now();
    const { program } = lowerText(`(module (func (export "gateway") ${body}))`, {});
    expect(codeLength(program)).to.equal(2 ** 17 + 2);
    // Assembling the text takes most of this.
    expect(performance.now() - begun).to.be.lessThan(3000);
  });

  it("lowers the greatest program, and refuses one instruction more", function () {
    this.timeout(20_000);
    // [] -> [] "gateway": constants that are dropped, without text, which would take too long.
    const greatest = (LIMITS.instructions - 2) / 2;
    for (const [pairs, more, code] of [
      [greatest, [], undefined],
      [greatest, [0x0c, 0x00], "code-length"],
    ] as const) {
      const module = decodeModule(bodyOf(pairs, more));
      const run = (): number => codeLength(lower(module).program);
      if (code === undefined) expect(run()).to.equal(LIMITS.instructions);
      else expect(run).to.throw(ProgramError).with.property("code", code);
    }
  });

  it("says where each instruction comes from", () => {
    const text = `(module (import "env" "f" (func)) (global i32 (i32.const 1))
      (func $named (export "gateway") (nop) (i32.const 300) (drop)) (func (export "other")) (func))`;
    const { program, debug } = lowerText(text, {});
    const names = Array.from({ length: codeLength(program) }, (_, pc) => {
      const { functionIndex, functionName } = debug.origin(pc);
      return `${functionIndex ?? "-"} ${functionName}`;
    });
    expect(names).to.deep.equal([
      ...["- (prologue)", "- (prologue)", "- (prologue)", "0 env.f", "0 env.f"],
      ...["1 named", "1 named", "1 named", "2 other", "3 function 3"],
    ]);
    const { wasmOffset } = debug.origin(5);
    expect(debug.origin(6).wasmOffset).to.equal(wasmOffset! + 3);
    expect(debug.origin(7).wasmOffset).to.equal(wasmOffset! + 4);
    expect(debug.origin(2).wasmOffset).to.equal(undefined);
  });
});
