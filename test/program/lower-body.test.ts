import { expect } from "chai";
import { bodyLines, lowerText, listing } from "./listing.ts";

describe("lowering of bodies", () => {
  it("ends a function in one return, which its label's branches target", () => {
    expect(bodyLines("nop")).to.deep.equal(["1 return"]);
    const body = "i32.const 1 i64.const 2 i32.const 0 br_if 0 return";
    expect(bodyLines(body, "(result i32 i64)")).to.deep.equal([
      "1 i32.const imm=1",
      "2 i64.const imm=2",
      "3 i32.const",
      "4 br_if a=6 b=2",
      "5 return a=2",
      "6 return a=2",
    ]);
  });

  it("discards leftovers by return alone", () => {
    const body = "i32.const 1 i32.const 2 i32.const 3 br 0";
    expect(bodyLines(body, "(result i32)").slice(3)).to.deep.equal([
      "4 br a=5 b=1",
      "5 return a=1",
    ]);
  });

  it("makes block, loop, end and nop vanish", () => {
    expect(bodyLines("block nop loop nop end end loop block end end")).to.deep.equal(["1 return"]);
  });

  it("branches out of blocks to what follows, and to a loop's first instruction", () => {
    const body = `
      i32.const 7
      block
        i32.const 8
        loop
          i32.const 0 br_if 0
          i32.const 0 br_if 1
          i32.const 9 br 1
        end
        drop
      end
      drop`;
    expect(bodyLines(body)).to.deep.equal([
      "1 i32.const imm=7",
      "2 i32.const imm=8",
      "3 i32.const",
      "4 br_if a=3",
      "5 i32.const",
      "6 br_if a=10 c=1",
      "7 i32.const imm=9",
      "8 br a=10 c=2",
      "9 drop",
      "10 drop",
      "11 return",
    ]);
  });

  it("takes a loop's parameters along to its start", () => {
    const body = "i64.const 5 i32.const 1 loop (param i32) i32.const 4 br 0 end drop";
    expect(bodyLines(body)).to.deep.equal([
      "1 i64.const imm=5",
      "2 i32.const imm=1",
      "3 i32.const imm=4",
      "4 br a=3 b=1 c=1",
      "5 drop",
      "6 return",
    ]);
  });

  it("jumps over else, and to what follows where there is none", () => {
    expect(bodyLines("i32.const 1 if i32.const 2 drop end nop")).to.deep.equal([
      "1 i32.const imm=1",
      "2 if a=5",
      "3 i32.const imm=2",
      "4 drop",
      "5 return",
    ]);
    expect(
      bodyLines("i32.const 1 if (result i32) i32.const 2 else i32.const 3 end drop"),
    ).to.deep.equal([
      "1 i32.const imm=1",
      "2 if a=5",
      "3 i32.const imm=2",
      "4 jump a=6",
      "5 i32.const imm=3",
      "6 drop",
      "7 return",
    ]);
  });

  it("leaves out a dead else, but not what follows it", () => {
    expect(bodyLines("i32.const 1 if return else i32.const 2 drop end")).to.deep.equal([
      "1 i32.const imm=1",
      "2 if a=4",
      "3 return",
      "4 i32.const imm=2",
      "5 drop",
      "6 return",
    ]);
  });

  it("emits no dead code, however nested, and code after an end again", () => {
    const body = `
      block
        br 0
        i32.const 1 drop
        block i32.const 2 drop end
        i32.const 0 if i32.const 3 drop else i32.const 4 drop end
        loop br 0 end
        i32.const 0 br_table 0 1
      end
      i32.const 5 drop
      unreachable
      i32.const 6 drop`;
    expect(bodyLines(body)).to.deep.equal([
      "1 br a=2",
      "2 i32.const imm=5",
      "3 drop",
      "4 unreachable",
      "5 return",
    ]);
  });

  it("writes br_table with an entry for each label, the default last", () => {
    const body = `
      i32.const 9
      loop
        block
          i32.const 1 i32.const 2
          br_table 1 0 2 0
        end
      end
      drop`;
    expect(bodyLines(body)).to.deep.equal([
      "1 i32.const imm=9",
      "2 i32.const imm=1",
      "3 i32.const imm=2",
      "4 br_table a=4",
      "5 br_entry a=2 c=1",
      "6 br_entry a=9 c=1",
      "7 br_entry a=10",
      "8 br_entry a=9 c=1",
      "9 drop",
      "10 return",
    ]);
  });

  it("writes immediates", () => {
    const fields = `(memory 3 9) (table 2 funcref) (table 4 externref) (table 3 funcref)
      (global i32 (i32.const 1)) (global (mut i64) (i64.const 1))
      (elem funcref (ref.func 0) (ref.func 0)) (elem func 0)
      (data "x") (data "0123456789012345678901234567890123")
      (type $same (func (param i32))) (type (func)) (type $again (func (param i32)))`;
    const { program } = lowerText(`(module ${fields} (func (param i32) (local i64 i64)
      i32.const -1 i32.load8_u offset=65536 drop
      i32.const 0 f64.const 1 f64.store offset=8
      i32.const 0 i32.const 1 i32.const 2 memory.init 1
      i32.const 0 i32.const 1 i32.const 2 memory.copy
      i32.const 0 i32.const 1 i32.const 2 memory.fill
      data.drop 1 elem.drop 1
      memory.size memory.grow drop
      local.get 0 local.tee 0 drop global.get 1 global.set 1
      i32.const 0 i32.const 1 table.get 1 table.set 1
      i32.const 0 i32.const 0 i32.const 0 table.copy 2 0
      i32.const 0 i32.const 0 i32.const 0 table.init 2 1
      i32.const 0 ref.null extern i32.const 2 table.fill 1
      ref.null func table.size 2 table.grow 0 drop
      ref.func 0 ref.is_null drop
      i32.const 5 i32.const 6 call_indirect 2 (type $again)
      i32.const 5 call 0
      i32.const 5 i32.const 6 i32.const 7 select (result i32) drop))`);
    const lines = listing(program, program.functions[0]!.entry).map((line) =>
      line.replace(/^\d+ /, ""),
    );
    const without = lines.filter((line) => !/^(drop|i32.const)/.test(line));
    expect(lines[0]).to.equal("i32.const imm=4294967295");
    expect(without).to.deep.equal([
      "i32.load8_u a=65536",
      "f64.const imm=4607182418800017408",
      "f64.store a=8",
      "memory.init a=1 b=1 c=34",
      "memory.copy",
      "memory.fill",
      "data.drop a=1",
      "elem.drop a=3",
      "memory.size imm=3",
      "memory.grow",
      "local.get",
      "local.tee",
      "global.get a=1",
      "global.set a=1",
      "table.get a=2 b=4",
      "table.set a=2 b=4",
      "table.copy a=6 b=3 d=2",
      "table.init a=6 b=3 c=2 d=1 e=3",
      "ref.null",
      "table.fill a=2 b=4",
      "ref.null",
      "table.size imm=3",
      "table.grow",
      "ref.func imm=1",
      "ref.is_null",
      "call_indirect a=6 b=3",
      `call a=${program.functions[0]!.entry} b=1 c=3 d=3`,
      "select",
      "return",
      "return",
    ]);
  });
});
