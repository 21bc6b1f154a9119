/** A small run of the fuzzer (PROTOCOL property 13 and 14), and proof that it finds what is wrong. */
import { expect } from "chai";

import { readEngine } from "../../offchain/adapters/engines.ts";
import { opcode } from "../../offchain/program/tables.ts";
import { SEED } from "../bytes/random.ts";
import type { DeployedStepper } from "../step/support/stepper.ts";
import { deployStepper } from "../step/support/stepper.ts";
import { hostileCase } from "./generate/hostile.ts";
import { fromCaseJson, toCaseJson } from "./support/case-file.ts";
import type { FuzzReport, Kind } from "./support/session.ts";
import { failureOf, fuzz, hostileKind, moduleKind, shrinkCase } from "./support/session.ts";
import type { HostileCase } from "./support/hostile-case.ts";

const HOSTILE_CASES = 40;
const MODULE_CASES = 10;

function expectAgreement({ failures, refusals, harmless }: FuzzReport): void {
  const lines = failures.map(
    ({ seed, failure }) => `seed ${seed}: ${JSON.stringify(failure, text)}`,
  );
  expect(lines).to.deep.equal([]);
  expect(refusals.size).to.be.greaterThan(0);
  expect([...harmless]).to.deep.equal([]);
}

function text(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}

/** One instruction, or none, of each family must have been met. */
const FAMILIES: Readonly<Record<string, RegExp>> = {
  numeric: /^i(32|64)\.(add|sub|and|or|eq|lt|shl|clz|extend)/,
  memory: /\.(load|store)/,
  bulk: /^memory\.(copy|fill|init)/,
  table: /^table\.(get|set|copy|fill|init)/,
  variable: /^(local|global)\./,
  branch: /^(br|br_if|br_table|if|jump)$/,
  call: /^call$/,
  "indirect call": /^call_indirect$/,
  host: /^host /,
  enter: /^enter$/,
};

function missing({ coverage }: FuzzReport): string[] {
  const met = [...coverage.counts.keys()];
  return Object.keys(FAMILIES).filter((name) => !met.some((what) => FAMILIES[name]!.test(what)));
}

describe(`fuzz (seed ${SEED})`, () => {
  const engines = { checked: readEngine("checked"), unchecked: readEngine("unchecked") };
  let stepper: DeployedStepper;

  before(async () => {
    stepper = await deployStepper();
  });

  it("hostile programs: the stepper takes every step as the interpreter does", async () => {
    const report = await fuzz(stepper, hostileKind(engines), {
      ...{ seed: SEED, count: HOSTILE_CASES, damagePercent: 10, mostFailures: 3 },
    });
    expectAgreement(report);
    expect(report.steps).to.be.greaterThan(500);
    expect(missing(report)).to.deep.equal([]);
    expect(report.coverage.ended("invalidProgram")).to.be.greaterThan(0);
    expect(report.coverage.ended("outOfFuel")).to.be.greaterThan(0);
  });

  it("valid modules: both builds, V8 and the stepper agree", async () => {
    const report = await fuzz(stepper, moduleKind(engines), {
      ...{ seed: SEED, count: MODULE_CASES, damagePercent: 2, mostFailures: 3 },
    });
    expectAgreement(report);
    expect(report.steps).to.be.greaterThan(300);
    expect(report.coverage.ended("invalidProgram")).to.equal(0);
    expect(report.coverage.ended("halted")).to.be.greaterThan(0);
  });

  it("finds a planted error, and makes the case that shows it small", async () => {
    const honest = hostileKind(engines);
    const wrong: Kind<HostileCase> = {
      ...honest,
      run: (one, coverage) => {
        const run = honest.run(one, coverage);
        const records = run.records.map((record) =>
          record.what === "memory.fill" ? { ...record, post: record.post.slice(0, -1) } : record,
        );
        return { ...run, records };
      },
    };
    const options = { seed: 1, count: 100, damagePercent: 0, mostFailures: 1 };
    const found = (await fuzz(stepper, wrong, options)).failures[0]!;
    expect(found.failure).to.include({ kind: "differs", what: "memory.fill" });
    const small = await shrinkCase(stepper, wrong, wrong.make(found.seed), found.failure, 80);
    expect((await failureOf(stepper, wrong, small))?.what).to.equal("memory.fill");
    const JUMP = opcode("jump");
    const real = small.parts.code.filter((i, pc) => i.op !== JUMP || i.a !== pc + 1);
    expect(real.length).to.be.lessThan(15);
    expect(small.calls).to.have.lengthOf(1);
  });

  it("writes cases as text and reads them back", () => {
    for (let seed = SEED; seed < SEED + 20; seed++) {
      const one = hostileCase(seed);
      expect(fromCaseJson(toCaseJson(one))).to.deep.equal(one);
    }
  });
});
