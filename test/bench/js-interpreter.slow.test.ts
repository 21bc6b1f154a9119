import { expect } from "chai";

import { ENGINES, Workbench } from "../../bench/engines.ts";
import { check } from "../../bench/measure.ts";
import { benchPrograms } from "../../bench/programs.ts";

describe("bench: the plain JavaScript interpreter", () => {
  const programs = benchPrograms("small");

  for (const program of programs) {
    it(`${program.name}: same result as V8, same counts as the interpreter`, () => {
      // `check` throws where results or counts part. The small programs need no warming up here.
      const before = program.name === "ethereum-ledger" ? program.before : [];
      const counts = check({ ...program, before }, new Workbench(program));
      expect(counts.instructions).to.be.greaterThan(1_000_000);
      expect(counts.fuel).to.be.greaterThan(counts.instructions);
    });
  }

  it("stops where the interpreter stops when fuel runs out, to the instruction", () => {
    const program = programs.find(({ name }) => name === "sort")!;
    const bench = new Workbench(program);
    for (const allowance of [1, 2, 24_000, 25_020, 60_001, 400_007, 2_000_003]) {
      const [interpreter, js] = ENGINES.filter((engine) => engine !== "v8").map((engine) => {
        const machine = bench.create(engine);
        machine.run(program.measured, allowance);
        return { halted: machine.halted, counts: machine.counts, memory: machine.memory() };
      });
      expect(js, `allowance ${allowance}`).to.deep.equal(interpreter);
      expect(js!.halted).to.equal(false);
    }
  });
});
