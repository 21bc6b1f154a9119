import { expect } from "chai";

import { memoised, recoverWithNoble } from "../../offchain/machine/recover.ts";
import type { Program } from "../../offchain/program/program.ts";
import { random, SEED } from "../bytes/random.ts";
import { BLOCK, hex, machineOf, programOf, statusName } from "./support/machines.ts";
import { MEDLEY, STORES } from "./support/programs.ts";
import { randomModule } from "./support/random-program.ts";

/** Runs three calls in the exact loop of the checked build; H_VM after every step. */
function trace(program: Program, allowance: bigint): { hashes: string[]; status: string } {
  const machine = machineOf(program, "checked");
  const hashes = [hex(machine.hash())];
  for (let call = 0; call < 2; call++) {
    machine.enter({ ...BLOCK, allowance });
    while (machine.step()) hashes.push(hex(machine.hash()));
  }
  return { hashes, status: statusName(machine.status) };
}

/** Runs to `eics`, ascending, in the fast loop as far as it can. */
function stops(program: Program, allowance: bigint, eics: readonly number[]): string[] {
  const machine = machineOf(program);
  let calls = 0;
  return eics.map((eic) => {
    while (machine.run(BigInt(eic)) === "ended" && Number(machine.eic) < eic && calls < 2) {
      machine.enter({ ...BLOCK, allowance });
      calls++;
    }
    return hex(machine.hash());
  });
}

function expectAgreement(
  program: Program,
  allowance: bigint,
  draw: (bound: number) => number,
): string {
  const { hashes, status } = trace(program, allowance);
  const last = hashes.length - 1;
  const some = Array.from({ length: 25 }, () => draw(hashes.length));
  // Far apart, so that whole blocks are run between two stops; then each of a stretch of the trace.
  const stretch = draw(Math.max(1, hashes.length - 60));
  const near = Array.from({ length: Math.min(60, last) }, (_, i) => stretch + i);
  for (const eics of [[last], [...some, last], near]) {
    const sorted = [...new Set(eics)].sort((a, b) => a - b);
    const found = stops(program, allowance, sorted);
    sorted.forEach((eic, i) => {
      expect(found[i], `H_VM at eic ${eic} of ${last}, allowance ${allowance}`).to.equal(
        hashes[eic],
      );
    });
  }
  return status;
}

describe(`the fast and the exact loop (seed ${SEED})`, () => {
  const draw = random(SEED);

  it("agree on a medley of all instructions", () => {
    // In the second call the passive segment is dropped already: that lasts.
    expect(expectAgreement(programOf(MEDLEY), 2n ** 40n, draw)).to.equal("memoryOutOfBounds");
  });

  it("agree where fuel ends, wherever it does", () => {
    const program = programOf(STORES);
    for (let i = 0; i < 12; i++) {
      expect(expectAgreement(program, BigInt(1 + draw(3_000_000)), draw)).to.be.oneOf([
        "halted",
        "outOfFuel",
      ]);
    }
  });

  it("agree on random programs, trapping ones among them", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const text = randomModule(draw);
      try {
        seen.add(expectAgreement(programOf(text), 2n ** 40n, draw));
      } catch (error) {
        throw new Error(`in this module, the ${i}th:\n${text}`, { cause: error });
      }
    }
    expect(seen).to.include("halted");
    expect(seen.size).to.be.greaterThan(1);
  });

  it("agree with V8 on the memory that random programs leave", async () => {
    const { wat } = await import("../module/wat.ts");
    for (let i = 0; i < 60; i++) {
      const text = randomModule(draw).replace("(memory 1)", '(memory (export "memory") 1)');
      const instance = new WebAssembly.Instance(
        new WebAssembly.Module(wat(text) as Uint8Array<ArrayBuffer>),
      );
      const { gateway, memory } = instance.exports as {
        gateway: () => void;
        memory: WebAssembly.Memory;
      };
      let trapped = false;
      try {
        gateway();
      } catch {
        trapped = true;
      }
      const machine = machineOf(programOf(text));
      machine.enter(BLOCK);
      machine.runToEnd();
      expect(machine.status !== 0, text).to.equal(trapped);
      expect(hex(machine.readMemory(0, 65_536)), text).to.equal(hex(new Uint8Array(memory.buffer)));
    }
  });

  it("share recoveries", () => {
    let calls = 0;
    const recover = memoised((input) => {
      calls++;
      return recoverWithNoble(input);
    });
    const input = new Uint8Array(128);
    expect(hex(recover(input))).to.equal(hex(recover(input)));
    expect(calls).to.equal(1);
  });
});
