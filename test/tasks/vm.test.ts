/** The `vm:*` commands: what they print, and that bad input is one line and a non-zero exit. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import hre from "hardhat";

import { LIMITS, opcode } from "../../offchain/program/tables.ts";
import { run as build } from "../../tasks/vm/build.ts";
import { run as explain } from "../../tasks/vm/explain.ts";
import { run as runBlocks } from "../../tasks/vm/run.ts";
import { run as step } from "../../tasks/vm/step.ts";
import { wat } from "../module/wat.ts";

const LEDGER = "build/ethereum-ledger.wasm";
const COMMON = { file: LEDGER, gateway: "gateway", allowance: 10n ** 9n, json: true };
const NOWHERE = "0x00000000000000000000000000000000000000ff";

interface Printed {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/** Runs a command and takes down what it prints. */
async function printed(command: () => Promise<void>): Promise<Printed> {
  const { log, error } = console;
  const [out, err]: [string[], string[]] = [[], []];
  const before = process.exitCode;
  process.exitCode = 0;
  console.log = (text: string) => out.push(text);
  console.error = (text: string) => err.push(text);
  try {
    await command();
    return { out: out.join("\n"), err: err.join("\n"), exitCode: process.exitCode };
  } finally {
    console.log = log;
    console.error = error;
    process.exitCode = before;
  }
}

async function object(command: () => Promise<void>): Promise<Record<string, unknown>> {
  const { out, exitCode } = await printed(command);
  expect(exitCode).to.equal(0);
  return JSON.parse(out) as Record<string, unknown>;
}

/** The code of a refusal, which with --json is one object. */
async function refusal(command: () => Promise<void>): Promise<unknown> {
  const { out, exitCode } = await printed(command);
  expect(exitCode).to.equal(1);
  return (JSON.parse(out) as { error: unknown }).error;
}

describe("vm commands", () => {
  let folder: string;
  let block: string;

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "vm-"));
    block = file("block.json", '[{"height":1,"transactions":["0x01","0x0203"]}]');
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("vm:build tells the commitment", async () => {
    const result = await object(() => build({ ...COMMON, out: "" }));
    expect(result.programHash).to.match(/^0x[0-9a-f]{64}$/);
    expect(result.instructions).to.be.greaterThan(1000);
    expect(result.memoryPages).to.equal(256);
  });

  it("vm:run runs blocks and exports", async () => {
    const blocks = await object(() => runBlocks({ ...COMMON, block, export: "", args: "" }));
    expect(blocks).to.include({ blocks: 1, status: "unreachable" });
    const adder = file(
      "add.wasm",
      wat(
        '(module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))',
      ),
    );
    const sum = await object(() =>
      runBlocks({ ...COMMON, file: adder, block: "", export: "add", args: "-5,3" }),
    );
    expect(sum.results).to.deep.equal(["-2"]);
  });

  it("vm:explain and vm:step speak of the same step", async () => {
    const words = await object(() => explain({ ...COMMON, block, eic: 30n }));
    const proven = await object(() => step({ ...COMMON, block, eic: 30n, stepper: "" }, hre));
    expect(proven.agree).to.equal(true);
    expect(proven.before).to.equal(words.hashBefore);
    expect(proven.stepper).to.equal(words.hashAfter);
    const enter = await object(() => step({ ...COMMON, block, eic: 0n, stepper: "" }, hre));
    expect(enter.agree).to.equal(true);
  });

  it("prints tables for people", async () => {
    const { out } = await printed(() => build({ ...COMMON, json: false, out: "" }));
    expect(out).to.match(/^programHash +0x/m);
  });

  it("refuses a file that is no Wasm, a missing file, a module with SIMD", async () => {
    const text = file("text.wasm", "not wasm at all");
    expect(await refusal(() => build({ ...COMMON, file: text, out: "" }))).to.equal("not-wasm");
    const missing = join(folder, "missing.wasm");
    expect(await refusal(() => build({ ...COMMON, file: missing, out: "" }))).to.equal(
      "unreadable",
    );
    const simd = wat('(module (func (export "gateway") (drop (v128.const i64x2 0 0))))');
    const path = file("simd.wasm", simd);
    const { err, exitCode } = await printed(() =>
      build({ ...COMMON, file: path, json: false, out: "" }),
    );
    expect(exitCode).to.equal(1);
    expect(err.split("\n")).to.have.length(1);
    expect(err)
      .to.match(/SIMD/)
      .and.to.match(/byte \d+/);
  });

  it("refuses blocks that no node may accept", async () => {
    const run = (path: string) => () => runBlocks({ ...COMMON, block: path, export: "", args: "" });
    const oversize = "00".repeat(LIMITS.transactionBytes + 1);
    const big = file("big.json", `{"height":1,"transactions":["0x${oversize}"]}`);
    expect(await refusal(run(big))).to.equal("block-too-large");
    const empty = file("empty.json", '{"height":1,"transactions":[]}');
    expect(await refusal(run(empty))).to.equal("not-a-block");
    expect(await refusal(run(join(folder, "none.json")))).to.equal("unreadable");
  });

  it("refuses an eic beyond the trace, and a chain without a stepper", async () => {
    const beyond = 10n ** 12n;
    expect(await refusal(() => explain({ ...COMMON, block, eic: beyond }))).to.equal(
      "eic-beyond-trace",
    );
    expect(await refusal(() => step({ ...COMMON, block, eic: beyond, stepper: "" }, hre))).to.equal(
      "eic-beyond-trace",
    );
    expect(
      await refusal(() => step({ ...COMMON, block, eic: 1n, stepper: NOWHERE }, hre)),
    ).to.equal("no-stepper");
  });

  it("knows the instruction that it explains", async () => {
    const words = await object(() => explain({ ...COMMON, block, eic: 1n }));
    expect(opcode(words.opcode as string)).to.be.greaterThan(0);
  });
});
