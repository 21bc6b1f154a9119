import { expect } from "chai";

import type { LowerOptions } from "../../offchain/program/lower.ts";
import {
  BLOCK,
  BUILDS,
  gateway,
  hex,
  machineOf,
  programOf,
  statusName,
} from "./support/machines.ts";
import { STORES } from "./support/programs.ts";

const drop = (text: string): string => `(drop ${text})`;
const TABLE = `(memory 1) (type $f (func)) (type $g (func)) (type $h (func (param i32)))
  (table 4 funcref) (elem (i32.const 1) func $x $y)
  (func $x (type $g)) (func $y (type $h))`;

/** Body of the gateway, what it ends in, and the rest of the module. */
const CASES: [name: string, status: string, body: string, rest?: string][] = [
  ["unreachable", "unreachable", "(unreachable)"],
  ["a load of the last bytes", "halted", drop("(i64.load (i32.const 65528))")],
  ["a load past the end", "memoryOutOfBounds", drop("(i64.load (i32.const 65529))")],
  [
    "an offset that would wrap",
    "memoryOutOfBounds",
    drop("(i32.load offset=0xffffffff (i32.const 1))"),
  ],
  ["a store past the end", "memoryOutOfBounds", "(i32.store (i32.const 65533) (i32.const 0))"],
  ["division by zero", "divideByZero", drop("(i32.div_s (i32.const 1) (i32.const 0))")],
  ["remainder by zero", "divideByZero", drop("(i64.rem_u (i64.const 1) (i64.const 0))")],
  [
    "the quotient that overflows",
    "integerOverflow",
    drop("(i32.div_s (i32.const 0x80000000) (i32.const -1))"),
  ],
  ["its remainder", "halted", drop("(i32.rem_s (i32.const 0x80000000) (i32.const -1))")],
  [
    "fill of nothing at the end",
    "halted",
    "(memory.fill (i32.const 65536) (i32.const 1) (i32.const 0))",
  ],
  [
    "fill of nothing past it",
    "memoryOutOfBounds",
    "(memory.fill (i32.const 65537) (i32.const 1) (i32.const 0))",
  ],
  [
    "copy from past the end",
    "memoryOutOfBounds",
    "(memory.copy (i32.const 0) (i32.const 65530) (i32.const 7))",
  ],
  [
    "call_indirect past the table",
    "undefinedElement",
    "(call_indirect (type $f) (i32.const 4))",
    TABLE,
  ],
  [
    "call_indirect of null",
    "uninitializedElement",
    "(call_indirect (type $f) (i32.const 0))",
    TABLE,
  ],
  ["call_indirect of an equal type", "halted", "(call_indirect (type $f) (i32.const 1))", TABLE],
  [
    "call_indirect of another type",
    "indirectCallTypeMismatch",
    "(call_indirect (type $f) (i32.const 2))",
    TABLE,
  ],
  ["table.get past the table", "tableOutOfBounds", drop("(table.get (i32.const 4))"), TABLE],
  [
    "an import that nobody knows",
    "unknownImport",
    "(call $strange)",
    `(import "fluence" "strange" (func $strange)) (memory 1)`,
  ],
  [
    "a stub reached by call_indirect",
    "halted",
    drop("(call_indirect (result i64) (i32.const 0))"),
    `(import "fluence" "height" (func $h (result i64))) (memory 1) (table 1 funcref) (elem (i32.const 0) func $h)`,
  ],
  [
    "an active segment out of bounds",
    "memoryOutOfBounds",
    "",
    `(memory 1) (data (i32.const 65535) "ab")`,
  ],
  ["a start that traps", "unreachable", "", "(memory 1) (func $s (unreachable)) (start $s)"],
];

const RECURSION = `(module (memory 1) (func $r (param i32) (local i64)
    (if (local.get 0) (then (call $r (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "gateway") (call $r (i32.const 9))))`;

function runOnce(
  text: string,
  build: "checked" | "unchecked",
  options: LowerOptions = {},
  allowance = BLOCK.allowance,
): string {
  const machine = machineOf(programOf(text, options), build);
  machine.enter({ ...BLOCK, allowance });
  machine.runToEnd();
  return statusName(machine.status);
}

for (const build of BUILDS) {
  describe(`traps (${build})`, () => {
    for (const [name, status, body, rest] of CASES) {
      it(`${name}: ${status}`, () => {
        expect(runOnce(gateway(body, rest), build)).to.equal(status);
      });
    }

    it("leave the empty frames, operands and locals, and the next block enters again", () => {
      const text = gateway(
        `(local i32) (global.set 0 (i32.add (global.get 0) (i32.const 1)))
         (i32.store (i32.const 0) (global.get 0)) (i32.const 1) (unreachable)`,
        "(memory 1) (global (mut i32) (i32.const 0))",
      );
      const machine = machineOf(programOf(text), build);
      for (let call = 1; call <= 3; call++) {
        machine.enter({ ...BLOCK, height: BigInt(call) });
        machine.runToEnd();
        expect(statusName(machine.status)).to.equal("unreachable");
        expect([machine.pc, machine.framesDepth, machine.slots]).to.deep.equal([
          2n ** 64n - 1n,
          0,
          0,
        ]);
        expect([machine.locals.count, machine.operands.length]).to.deep.equal([0, 0]);
        expect(machine.readMemory(0, 1)[0]).to.equal(call);
        expect(machine.memory.stamp(0)).to.equal(BigInt(call));
        expect(machine.callIndex).to.equal(BigInt(call));
      }
    });

    it("at the frame limit, and one below it", () => {
      // The gateway and ten calls of $r.
      expect(runOnce(RECURSION, build, { maxFrames: 11 })).to.equal("halted");
      expect(runOnce(RECURSION, build, { maxFrames: 10 })).to.equal("stackOverflow");
    });

    it("at the slot limit, and one below it", () => {
      const program = programOf(RECURSION);
      const { locals, height } = program.functions[0]!;
      const slots = program.gatewayLocals + program.frameHeight + 10 * (locals + height);
      expect(runOnce(RECURSION, build, { maxSlots: slots })).to.equal("halted");
      expect(runOnce(RECURSION, build, { maxSlots: slots - 1 })).to.equal("stackOverflow");
    });

    it("discard 1,023 leftovers at a return, and take 1,000 parameters", () => {
      const leftovers = "(i32.const 7) ".repeat(1023);
      const text = gateway(
        `(i32.store (i32.const 0) (call $f)) (call $g ${"(i32.const 3) ".repeat(1000)})`,
        `(memory 1) (func $f (result i32) ${leftovers} (i32.const 9) (return))
         (func $g (param ${"i32 ".repeat(1000)}) (i32.store (i32.const 4) (local.get 999)))`,
      );
      const machine = machineOf(programOf(text), build);
      machine.enter(BLOCK);
      machine.runToEnd();
      expect(statusName(machine.status)).to.equal("halted");
      expect([...machine.readMemory(0, 8)]).to.deep.equal([9, 0, 0, 0, 3, 0, 0, 0]);
    });

    it("for want of fuel, at every step of a program: tf is the limit, memory as it was", () => {
      const program = programOf(STORES);
      const whole = machineOf(program, build);
      whole.enter(BLOCK);
      // Fuel used after each step, while nothing is lacking.
      const used: bigint[] = [];
      while (used.length < 40 && whole.step()) used.push(whole.tf);
      for (let i = 1; i < used.length; i++) {
        for (const allowance of new Set([used[i]!, used[i]! - 1n])) {
          const machine = machineOf(program, build);
          machine.enter({ ...BLOCK, allowance });
          machine.run(BigInt(i + 1));
          const starved = allowance < used[i]! || statusName(machine.status) !== "running";
          expect(statusName(machine.status), `allowance ${allowance}, step ${i}`).to.equal(
            starved ? "outOfFuel" : "running",
          );
          expect(machine.tf).to.equal(starved ? machine.limit : used[i]);
        }
      }
    });

    it("with a limit that saturates, and an allowance of 0 that counts as 1", () => {
      const machine = machineOf(programOf(gateway("")), build);
      machine.enter({ ...BLOCK, allowance: 2n ** 64n - 1n });
      machine.runToEnd();
      machine.enter({ ...BLOCK, allowance: 2n ** 64n - 1n });
      machine.step();
      expect(machine.limit).to.equal(2n ** 64n - 1n);
      machine.runToEnd();
      machine.enter({ ...BLOCK, allowance: 0n });
      machine.step();
      expect(machine.limit - machine.tf).to.equal(0n);
      machine.step();
      expect(statusName(machine.status)).to.equal("outOfFuel");
    });

    it("at the greatest tf when a block enters", () => {
      const machine = machineOf(programOf(gateway("")), build);
      machine.tamper({ kind: "tf", value: 2n ** 64n - 1n });
      machine.enter(BLOCK);
      machine.runToEnd();
      expect(statusName(machine.status)).to.equal("outOfFuel");
      expect([machine.eic, machine.callIndex, machine.framesDepth]).to.deep.equal([1n, 1n, 0]);
    });
  });

  describe(`bulk memory (${build})`, () => {
    for (const [d, s, n] of [
      [100, 101, 90],
      [101, 100, 90],
      [4090, 10, 64],
      [10, 4090, 64],
      [33, 32, 32],
      [0, 0, 40],
    ]) {
      it(`copies ${n} bytes from ${s} to ${d} as memmove does, a leaf a step`, () => {
        const fill = Array.from(
          { length: 8 },
          (_, i) =>
            `(i64.store (i32.const ${s! + 8 * i}) (i64.const ${0x0102030405060708n * BigInt(i + 1)}))`,
        ).join(" ");
        const text = gateway(
          `${fill} (memory.copy (i32.const ${d}) (i32.const ${s}) (i32.const ${n}))`,
        );
        const machine = machineOf(programOf(text), build);
        machine.enter(BLOCK);
        const steps: bigint[] = [];
        let before = machine.readMemory(0, 8192);
        while (machine.step()) {
          if (machine.operands.length === 3) {
            steps.push(machine.pc);
            if (steps.length === 1) before = machine.readMemory(0, 8192);
          }
        }
        before.copyWithin(d!, s!, s! + n!);
        expect(hex(machine.readMemory(0, 8192))).to.equal(hex(before));
        const leaves = Math.floor((d! + n! - 1) / 32) - Math.floor(d! / 32) + 1;
        expect(steps).to.have.length(leaves);
      });
    }
  });
}
