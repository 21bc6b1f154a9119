import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";

import { concat } from "../../offchain/bytes/concat.ts";
import { word } from "../../offchain/bytes/writer.ts";
import { random, SEED } from "../bytes/random.ts";
import { BLOCK, hex, machineOf, programOf } from "./support/machines.ts";
import { FrameWatch, naiveHash, valuesOf } from "./support/naive.ts";
import { MEDLEY } from "./support/programs.ts";

describe("H_VM", () => {
  it("is that of VM_0 for a new machine, also of 16 MiB, at once", () => {
    const program = programOf(`(module (memory 256) (func (export "gateway")))`);
    const started = process.cpuUsage();
    const machine = machineOf(program);
    const found = hex(machine.hash());
    expect(process.cpuUsage(started).user).to.be.lessThan(1_000_000);
    expect(found).to.equal(hex(naiveHash(machine, new Uint8Array(32))));
  });

  it("is, after every step, what a plain computation gives", () => {
    const machine = machineOf(programOf(MEDLEY));
    const frames = new FrameWatch();
    for (let call = 0; call < 2; call++) {
      machine.enter(BLOCK);
      frames.see(machine);
      for (let i = 0; machine.step(); i++) {
        frames.see(machine);
        expect(hex(machine.framesChain), `at eic ${machine.eic}`).to.equal(hex(frames.chain));
        // The plain way takes 20 ms a state.
        if (i % 37 !== 0 && machine.status === 1) continue;
        expect(hex(machine.hash()), `at eic ${machine.eic}`).to.equal(
          hex(naiveHash(machine, frames.chain)),
        );
      }
    }
  }).timeout(60_000);

  it(`follows writes that lie between two hashes, wherever they fall (seed ${SEED})`, () => {
    const draw = random(SEED);
    const program = programOf(`(module (memory 3)
      (global $n (mut i32) (i32.const 0))
      (func (export "gateway") (local $i i32)
        (loop $l
          (global.set $n (i32.add (i32.mul (global.get $n) (i32.const 1664525)) (i32.const 1013904223)))
          (i64.store (i32.rem_u (global.get $n) (i32.const 196600)) (i64.extend_i32_u (global.get $n)))
          (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 400))))))`);
    const machine = machineOf(program);
    machine.enter({ ...BLOCK, allowance: 2n ** 50n });
    const frames = new FrameWatch();
    frames.see(machine);
    machine.step();
    frames.see(machine);
    for (let i = 0; i < 6; i++) {
      machine.runTo(machine.eic + BigInt(1 + draw(900)));
      expect(hex(machine.hash())).to.equal(hex(naiveHash(machine, frames.chain)));
    }
  });

  it("shows trees whose nodes make their roots", () => {
    const machine = machineOf(programOf(MEDLEY));
    machine.enter(BLOCK);
    machine.runTo(700n);
    const { memory } = machine;
    expect(memory.depth).to.equal(12);
    for (let level = 0; level < memory.depth; level++) {
      for (const index of [0, 1, 2 ** (memory.depth - level - 1) - 1]) {
        if (index >= 2 ** (memory.depth - level - 1)) continue;
        const [left, right] = [2 * index, 2 * index + 1].map((i) => memory.node(level, i));
        let parent = keccak_256(concat(left!, right!));
        if (level === 6) parent = keccak_256(concat(parent, word(memory.stamp(index))));
        expect(hex(memory.node(level + 1, index)), `level ${level}`).to.equal(hex(parent));
      }
    }
    expect(valuesOf(machine.globals)).to.have.length(2);
    expect(() => memory.node(13, 0)).to.throw(RangeError);
    expect(() => memory.node(0, 4096)).to.throw(RangeError);
  });
});
