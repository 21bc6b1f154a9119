/**
 * A few scripts of the official core test suite on the interpreter and on V8; all of them, and each
 * step on chain, by `npm run conformance -- --onchain`. Then what the harness itself must notice.
 */
import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { toHex } from "../../offchain/bytes/hex.ts";
import { wat } from "../module/wat.ts";
import { randomFrom } from "../step/support/random.ts";
import type { StepCall } from "../step/support/stepper.ts";
import { ChainWitness } from "./chain.ts";
import { totalsOf, wholeSuiteFaults } from "./report.ts";
import { runScript } from "./run.ts";
import { readScript, suiteExists } from "./script.ts";
import type { Action, Command, Script } from "./script.ts";
import { Skips } from "./skips.ts";
import { matches } from "./values.ts";

/** What a script can be about: linking, traps, tables, bulk memory, instantiation, refusal. */
const SCRIPTS = [
  ...["linking", "imports", "elem", "data", "start", "global", "bulk", "call_indirect", "br_table"],
  ...["i64", "memory_trap", "table_grow", "memory_grow", "unwind", "binary", "unreached-invalid"],
];

describe("conformance: scripts of the official test suite", function () {
  if (!suiteExists()) {
    it("IS SKIPPED: no suite found; set WASM_TESTSUITE to its folder", function () {
      this.skip();
    });
    return;
  }
  const skips = Skips.read();
  for (const name of SCRIPTS) {
    it(name, async () => {
      const report = await runScript(readScript(name), skips);
      expect(report.failures).to.deep.equal([]);
      const seen = report.passed.interpreter + report.awaitingFloats + report.skipped.length;
      expect(seen).to.equal(report.commands);
    });
  }
});

const COUNTER = wat(`(module (global $n (mut i32) (i32.const 0))
  (func (export "next") (param i32) (result i32)
    (global.set $n (i32.add (global.get $n) (local.get 0))) (global.get $n))
  (func (export "trap") unreachable))`);

function next(line: number, add: number, expected: number): Command {
  const args = [{ type: "i32", value: `${add}` }];
  const action: Action = { type: "invoke", field: "next", args };
  return { type: "assert_return", line, action, expected: [{ type: "i32", value: `${expected}` }] };
}

function scriptOf(...commands: readonly Command[]): Script {
  const module: Command = { type: "module", line: 1, filename: "counter" };
  return { name: "script", commands: [module, ...commands], module: () => COUNTER };
}

function listing(...lines: readonly number[]): Skips {
  return new Skips([{ reason: "a test", lines: { script: lines } }]);
}

describe("conformance: the harness", () => {
  it("keeps state between actions, also past a trap", async () => {
    const trap: Command = {
      type: "assert_trap",
      line: 3,
      action: { type: "invoke", field: "trap" },
      text: "unreachable",
    };
    const report = await runScript(scriptOf(next(2, 5, 5), trap, next(4, 2, 7)), listing());
    expect(report.failures).to.deep.equal([]);
    expect(report.passed).to.deep.equal({ interpreter: 4, chain: 0, v8: 4 });
  });

  it("fails where a result is wrong and not listed", async () => {
    const { failures } = await runScript(scriptOf(next(2, 5, 6)), listing());
    expect(failures[0]).to.equal("script:2 assert_return: returned 5, not i32 6");
    // V8 is asked too, and does not agree with the script either.
    expect(failures[1]).to.match(/^script:2 assert_return on V8/);
  });

  it("fails where a listed line passes, or does not exist", async () => {
    const { failures, skipped } = await runScript(scriptOf(next(2, 5, 5)), listing(2, 99));
    expect(failures).to.have.length(2);
    expect(skipped).to.deep.equal([]);
  });

  it("counts what is listed and fails", async () => {
    const report = await runScript(scriptOf(next(2, 5, 6)), listing(2));
    expect(report.skipped).to.deep.equal([{ line: 2, reason: "a test" }]);
    expect(report.skippedReturnsAndTraps).to.equal(1);
  });

  it("fails where a script ran nothing", async () => {
    const text: Command = {
      type: "assert_malformed",
      line: 1,
      filename: "x.wat",
      module_type: "text",
      text: "",
    };
    const script = { name: "script", commands: [text], module: () => COUNTER };
    expect((await runScript(script, listing())).failures).to.deep.equal([
      "script:no assertion was run",
    ]);
  });

  it("sends every step to the chain and finds the one that differs", async () => {
    const calls: StepCall[] = [];
    const wrong = 3;
    const run = (batch: readonly StepCall[]) => {
      const outcomes = batch.map((call, i) => {
        // What the witness expects travels with the call.
        const { post } = call as StepCall & { post: string };
        return { post: calls.length + i === wrong ? toHex(new Uint8Array(32)) : post };
      });
      calls.push(...batch);
      return Promise.resolve(outcomes);
    };
    const chain = new ChainWitness({ run }, randomFrom(1));
    const report = await runScript(scriptOf(next(2, 5, 5), next(3, 1, 6)), listing(), chain);
    expect(report.failures).to.have.length(1);
    expect(report.failures[0]).to.match(/^script:1 module on chain: jump at eic 4/);
    expect(report.passed).to.deep.equal({ interpreter: 3, chain: 2, v8: 3 });
    // enter, the prologue's three, the return after it; then two calls of six instructions.
    expect(report.steps).to.equal(5 + 2 * 6);
    expect(calls).to.have.length(report.steps);
  });

  it("knows canonical from arithmetic NaNs", () => {
    const canonical = { type: "f32", value: "nan:canonical" };
    const arithmetic = { type: "f32", value: "nan:arithmetic" };
    expect([0x7fc0_0000n, 0xffc0_0000n].every((word) => matches(canonical, word))).to.equal(true);
    expect(matches(canonical, 0x7fc0_0001n)).to.equal(false);
    expect(matches(arithmetic, 0x7fc0_0001n)).to.equal(true);
    expect(matches(arithmetic, 0x7fa0_0000n)).to.equal(false);
  });

  it("says that a suite is not whole", () => {
    const faults = wholeSuiteFaults(totalsOf([]), listing(2), [], undefined);
    expect(faults[0]).to.match(/truncated/);
    expect(faults[1]).to.match(/no script of the suite/);
  });

  const broken: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["a missing module", { type: "module", filename: "x.wasm" }, /x\.wasm is missing/],
    ["a later command", { type: "thread" }, /"thread" is of a later version/],
    [
      "a later type",
      { type: "action", action: { args: [{ type: "v128" }] } },
      /"v128" is of a later version/,
    ],
  ];
  for (const [what, command, message] of broken) {
    it(`refuses a script with ${what}`, () => {
      const folder = mkdtempSync(join(tmpdir(), "suite-"));
      try {
        const script = { commands: [{ line: 7, ...command }] };
        writeFileSync(join(folder, "x.json"), JSON.stringify(script));
        expect(() => readScript("x", folder)).to.throw(message);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
