import { expect } from "chai";

import { MachineError } from "../../offchain/machine/errors.ts";
import type { Interpreter } from "../../offchain/machine/interpreter.ts";
import type { Change } from "../../offchain/machine/interpreter/tamper.ts";
import { random, SEED } from "../bytes/random.ts";
import { BLOCK, BUILDS, hex, machineOf, programOf } from "./support/machines.ts";
import { FrameWatch, naiveHash } from "./support/naive.ts";
import { MEDLEY } from "./support/programs.ts";

function refusal(action: () => void): string {
  try {
    action();
  } catch (error) {
    if (error instanceof MachineError) return error.code;
    throw error;
  }
  return "none";
}

describe(`snapshots (seed ${SEED})`, () => {
  const draw = random(SEED);
  const program = programOf(MEDLEY);

  for (const build of BUILDS) {
    it(`lead back to states and on from them (${build})`, () => {
      const machine = machineOf(program, build);
      const kept: { snapshot: ReturnType<Interpreter["snapshot"]>; hash: string }[] = [];
      const keep = (): number =>
        kept.push({ snapshot: machine.snapshot(), hash: hex(machine.hash()) });
      keep();
      machine.enter(BLOCK);
      keep();
      let eic = 0n;
      while (machine.run((eic += BigInt(1 + draw(400)))) === "stopped") keep();
      keep();
      const end = { eic: machine.eic, hash: hex(machine.hash()) };
      for (let i = 0; i < 40; i++) {
        const { snapshot, hash } = kept[draw(kept.length)]!;
        machine.restore(snapshot);
        expect(machine.eic).to.equal(snapshot.eic);
        // Now and then run on without a hash in between, so that stale caches would show.
        if (draw(2) === 0) expect(hex(machine.hash())).to.equal(hash);
        if (draw(3) === 0) machine.run(machine.eic + BigInt(draw(300)));
        if (draw(4) === 0 && machine.eic > 0n) {
          machine.runToEnd();
          expect([machine.eic, hex(machine.hash())]).to.deep.equal([end.eic, end.hash]);
        }
      }
    });
  }

  it("can be taken up by another machine of the same program, and by no other program's", () => {
    const [one, other] = [machineOf(program), machineOf(program)];
    one.enter(BLOCK);
    one.runTo(900n);
    other.restore(one.snapshot());
    expect(hex(other.hash())).to.equal(hex(one.hash()));
    const stranger = machineOf(programOf(MEDLEY));
    expect(() => stranger.restore(one.snapshot())).to.satisfy((act: () => void) => {
      return refusal(act) === "foreign-snapshot";
    });
  });

  it("share the chunks that did not change", () => {
    const machine = machineOf(
      programOf(`(module (memory 64) (func (export "gateway")
      (local $i i32)
      (loop $l
        (i32.store (i32.const 5000) (local.get $i))
        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))))`),
    );
    machine.enter(BLOCK);
    machine.runTo(500n);
    const first = machine.snapshot();
    machine.runTo(1500n);
    const second = machine.snapshot();
    const chunks = [...new Set([...first.chunks, ...second.chunks].flatMap((g) => [...(g ?? [])]))];
    expect(chunks.filter((chunk) => chunk !== undefined)).to.have.length(2);
  });
});

describe("changes from outside", () => {
  const program = programOf(MEDLEY);
  const changes: Change[] = [
    { kind: "memory", address: 4095, value: 0x5a },
    { kind: "memory", address: 131_071, value: 1 },
    { kind: "local", index: 0, value: 2n ** 64n - 1n },
    { kind: "global", index: 1, value: 99n },
    { kind: "tf", value: 123_456n },
  ];
  for (const build of BUILDS) {
    for (const change of changes) {
      it(`alter the hash as the values do: ${change.kind} (${build})`, () => {
        const machine = machineOf(program, build);
        const frames = new FrameWatch();
        machine.enter(BLOCK);
        frames.see(machine);
        for (let i = 0; i < 120; i++) {
          machine.step();
          frames.see(machine);
        }
        const before = hex(machine.hash());
        machine.tamper(change);
        expect(hex(machine.hash())).to.not.equal(before);
        expect(hex(machine.hash())).to.equal(hex(naiveHash(machine, frames.chain)));
        machine.runToEnd();
        expect(machine.status).to.not.equal(1);
      });
    }
  }

  it("reach the operands, from the top", () => {
    const machine = machineOf(program);
    machine.enter(BLOCK);
    while (machine.operands.length < 2) machine.step();
    const { operands } = machine;
    machine.tamper({ kind: "operand", index: 1, value: 77n });
    expect(machine.operands).to.deep.equal([...operands.slice(0, -2), 77n, operands.at(-1)]);
  });

  it("move pc in the checked build alone, which goes on from anywhere", () => {
    const unchecked = machineOf(program);
    unchecked.enter(BLOCK);
    unchecked.runTo(50n);
    expect(refusal(() => unchecked.tamper({ kind: "pc", value: 3 }))).to.equal(
      "checked-build-required",
    );
    for (const pc of [0, 3, 40, 2 ** 31, 2 ** 32 - 1]) {
      const machine = machineOf(program, "checked");
      machine.enter(BLOCK);
      machine.runTo(50n);
      machine.tamper({ kind: "pc", value: pc });
      expect(machine.pc).to.equal(BigInt(pc));
      machine.run(5_000n);
      expect(machine.hash()).to.have.length(32);
    }
  });

  it("are refused where there is nothing", () => {
    const machine = machineOf(program, "checked");
    for (const change of [
      { kind: "memory", address: 131_072, value: 0 },
      { kind: "operand", index: 0, value: 0n },
      { kind: "local", index: 0, value: 0n },
      { kind: "global", index: 2, value: 0n },
      { kind: "pc", value: 0 },
    ] as const) {
      expect(
        refusal(() => machine.tamper(change)),
        change.kind,
      ).to.equal("no-such-place");
    }
  });
});

describe("the machine's boundary", () => {
  const program = programOf(MEDLEY);
  const refused: [string, () => void][] = [
    ["empty-block", () => machineOf(program).enter({ ...BLOCK, transactions: [] })],
    [
      "too-many-transactions",
      () =>
        machineOf(program).enter({
          ...BLOCK,
          transactions: new Array<Uint8Array>(16_385).fill(new Uint8Array(1)),
        }),
    ],
    [
      "oversize-transaction",
      () => machineOf(program).enter({ ...BLOCK, transactions: [new Uint8Array(16_385)] }),
    ],
    ["bad-data-hash", () => machineOf(program).enter({ ...BLOCK, dataHash: new Uint8Array(31) })],
    [
      "not-halted",
      () => {
        const machine = machineOf(program);
        machine.enter(BLOCK);
        machine.runTo(10n);
        machine.enter(BLOCK);
      },
    ],
    [
      "eic-beyond-trace",
      () => {
        const machine = machineOf(program);
        machine.enter(BLOCK);
        machine.runTo(10n ** 12n);
      },
    ],
    [
      "eic-passed",
      () => {
        const machine = machineOf(program);
        machine.enter(BLOCK);
        machine.runTo(10n);
        machine.runTo(9n);
      },
    ],
    ["no-such-function", () => machineOf(program).invoke(99, [])],
    ["wrong-arguments", () => machineOf(program).invoke(6, [])],
    ["no-such-place", () => machineOf(program).readMemory(131_000, 100)],
  ];
  for (const [code, action] of refused) {
    it(`refuses: ${code}`, () => {
      expect(refusal(action)).to.equal(code);
    });
  }

  it("takes transactions of the greatest size and number", () => {
    const machine = machineOf(program);
    machine.enter({ ...BLOCK, transactions: [new Uint8Array(16_384)] });
    machine.runToEnd();
    machine.enter({
      ...BLOCK,
      transactions: new Array<Uint8Array>(16_384).fill(new Uint8Array(1)),
    });
    machine.step();
    expect(machine.input.txCount).to.equal(16_384);
  });
});
