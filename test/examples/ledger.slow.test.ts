/** The example ledger in V8: on real blocks against the oracle, and on everything that can go wrong. */
import { expect } from "chai";

import { MAINNET_BLOCKS, readBlocks } from "../../examples/ethereum-ledger/blocks.ts";
import { encodeCommand, insertsOf, queryFor } from "../../examples/ethereum-ledger/commands.ts";
import type { Command } from "../../examples/ethereum-ledger/commands.ts";
import { LedgerOracle } from "../../examples/ethereum-ledger/oracle.ts";
import { SeededRandom } from "../../examples/ethereum-ledger/random.ts";
import {
  RESULT_POINTER,
  formatTable,
  readAnswers,
  readRawAnswers,
} from "../../examples/ethereum-ledger/results.ts";
import type { Answer } from "../../examples/ethereum-ledger/results.ts";
import { V8Package } from "../../examples/ethereum-ledger/v8-host.ts";
import { MAINNET_NAMES, workload } from "../../examples/ethereum-ledger/workload.ts";
import { compile } from "./compile.ts";
import { encodeSigned, insertOf, signFields } from "./signing.ts";

const SEED = 4_910_000;
const FOREVER = MAINNET_NAMES.map(({ name }) => queryFor(name));

describe(`ethereum ledger (seed ${SEED})`, () => {
  let wasm: Uint8Array;
  const real = readBlocks(MAINNET_BLOCKS).flatMap(insertsOf);

  before(async () => {
    wasm = await compile("examples/ethereum-ledger/assembly/index.ts");
  });

  function run(ledger: V8Package, height: bigint, commands: readonly Command[]): Answer[] {
    expect(ledger.runBlock(height, commands.map(encodeCommand))).to.equal("halted");
    return readAnswers(ledger.memory, height, commands);
  }

  function confirm(commands: readonly Command[], oracle = new LedgerOracle()): Answer[] {
    return commands.map((command) => oracle.execute(command));
  }

  it("imports from `fluence` alone, and has a gateway and a memory of fixed size", () => {
    const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
    const imports = WebAssembly.Module.imports(module);
    expect(imports.map(({ module: from, kind }) => `${from} ${kind}`)).to.satisfy((all: string[]) =>
      all.every((one) => one === "fluence function"),
    );
    const exports = WebAssembly.Module.exports(module).map(({ name, kind }) => `${name} ${kind}`);
    expect(exports).to.have.members(["gateway function", "memory memory", "result_ptr global"]);
    expect(WebAssembly.Module.customSections(module, "sourceMappingURL")).to.be.empty;
    const { exports: live, memory } = new V8Package(wasm);
    expect((live.result_ptr as WebAssembly.Global).value).to.equal(RESULT_POINTER);
    expect(memory.length).to.equal(16 * 2 ** 20);
    expect(() => (live.memory as WebAssembly.Memory).grow(1)).to.throw(RangeError);
  });

  it("answers for 530 real transactions as the oracle does", () => {
    const commands = [...MAINNET_NAMES, ...real, ...FOREVER];
    const answers = run(new V8Package(wasm), 1n, commands);
    expect(answers).to.eql(confirm(commands));
    expect(answers.filter(({ kind }) => kind === "inserted")).to.have.length(530);
    const counted = answers.slice(-4).map((answer) => {
      expect(answer.kind).to.equal("averages");
      const days = answer.kind === "averages" ? answer.days : [];
      return days.reduce((sum, { transactions }) => sum + transactions, 0);
    });
    expect(counted).to.eql([24, 18, 12, 7]);
  });

  it("answers alike however the transactions are spread over blocks", () => {
    const ledger = new V8Package(wasm);
    const oracle = new LedgerOracle();
    const random = new SeededRandom(SEED);
    const sample = real.slice(0, 120);
    for (let height = 1n, at = 0; at < sample.length; height++) {
      const next = at + random.between(0, 40);
      const names = height === 2n ? MAINNET_NAMES : [];
      const commands = [...sample.slice(at, next), ...names, ...FOREVER];
      expect(run(ledger, height, commands)).to.eql(confirm(commands, oracle));
      at = next;
    }
  });

  it("runs the small demonstration as the oracle does, and the same for the same seed", () => {
    const ledger = new V8Package(wasm);
    const oracle = new LedgerOracle();
    const blocks = workload("small", SEED);
    for (const { height, transactions, commands, traps } of blocks) {
      expect(ledger.runBlock(height, transactions)).to.equal(traps ? "trapped" : "halted");
      if (traps) continue;
      expect(readAnswers(ledger.memory, height, commands)).to.eql(confirm(commands, oracle));
    }
    expect(workload("small", SEED)).to.eql(blocks);
    expect(workload("small", SEED + 1)).not.to.eql(blocks);
  });

  it("refuses a duplicate, in one block and across blocks, and names a contract once", () => {
    const ledger = new V8Package(wasm);
    const oracle = new LedgerOracle();
    const renamed = { ...MAINNET_NAMES[0]!, name: "Other" };
    const first = [real[0]!, real[0]!, MAINNET_NAMES[0]!, renamed, queryFor("Other")];
    const second = [real[0]!, MAINNET_NAMES[0]!, ...FOREVER];
    const answers = run(ledger, 1n, first);
    expect(answers).to.eql(confirm(first, oracle));
    expect(answers.map((answer) => answer.kind === "refused" && answer.status)).to.eql([
      false,
      "duplicate",
      false,
      "duplicate",
      "unknown-name",
    ]);
    const raw = readRawAnswers(ledger.memory).answers;
    expect(raw[1]!.body).to.eql(raw[0]!.body.slice(0, 32));
    expect(run(ledger, 2n, second)).to.eql(confirm(second, oracle));
  });

  it("refuses a block with a command of an unknown version whole, and goes on after it", () => {
    const ledger = new V8Package(wasm);
    const oracle = new LedgerOracle();
    const later = Uint8Array.from(encodeCommand(real[5]!));
    later[0] = 2;
    // Before the first block, too.
    expect(ledger.runBlock(1n, [encodeCommand(real[0]!), later])).to.equal("trapped");
    const first = [...real.slice(0, 20), ...MAINNET_NAMES];
    expect(run(ledger, 2n, first)).to.eql(confirm(first, oracle));
    const before = ledger.memory.slice(RESULT_POINTER);
    for (const bad of [later, new Uint8Array()]) {
      expect(ledger.runBlock(3n, [encodeCommand(real[30]!), bad])).to.equal("trapped");
      expect(Buffer.compare(ledger.memory.subarray(RESULT_POINTER), before)).to.equal(0);
      expect(() => readAnswers(ledger.memory, 3n, []))
        .to.throw()
        .with.property("code", "other-block");
    }
    const next = [...real.slice(15, 40), ...FOREVER];
    expect(run(ledger, 4n, next)).to.eql(confirm(next, oracle));
  });

  it("drops what a block did that was cut short, wherever", () => {
    const random = new SeededRandom(SEED);
    const settled = [...real.slice(0, 30), ...MAINNET_NAMES.slice(0, 2)];
    const block = [...real.slice(25, 60), ...MAINNET_NAMES, ...FOREVER];
    const transactions = block.map(encodeCommand);
    const ledger = new V8Package(wasm);
    const oracle = new LedgerOracle();
    expect(run(ledger, 1n, settled)).to.eql(confirm(settled, oracle));
    const calls = 360;
    for (let i = 0; i < 12; i++) {
      expect(ledger.runBlock(2n, transactions, random.between(1, calls))).to.equal("trapped");
    }
    expect(run(ledger, 3n, block)).to.eql(confirm(block, oracle));
    expect(ledger.hostCalls).to.be.greaterThan(calls);
  });

  it("averages costs up to 2^256 − 1 exactly", () => {
    const to = new Uint8Array(20).fill(0x22);
    const costs = [(1n << 256n) - 1n, (1n << 256n) - 1n, (1n << 256n) - 2n, 0n];
    const inserts = costs.map((gasPrice, i) => {
      const nonce = i === 0 ? new Uint8Array() : Uint8Array.of(i);
      return insertOf(encodeSigned(signFields({ nonce, gasPrice, gasLimit: 1n, to }, 1n)));
    });
    const name = { kind: "name", address: `0x${"22".repeat(20)}`, name: "Vault" } as const;
    const answer = run(new V8Package(wasm), 1n, [...inserts, name, queryFor("Vault")]).at(-1);
    const averageCost = costs.reduce((a, b) => a + b) / 4n;
    expect(answer).to.eql({
      kind: "averages",
      days: [{ date: "2017-04-10", transactions: 4, averageCost }],
    });
  });

  it("groups by UTC day at its edges, for all days that a timestamp can have", () => {
    const to = new Uint8Array(20).fill(0x22);
    const times = [0n, 86_399n, 86_400n, 1_491_868_799n, 1_491_868_800n, 0xffff_ffffn];
    const inserts = times.map((timestamp, i) => {
      const nonce = Uint8Array.of(i + 1);
      return insertOf(encodeSigned(signFields({ nonce, to })), { blockNumber: 1n, timestamp });
    });
    const name = { kind: "name", address: `0x${"22".repeat(20)}`, name: "Vault" } as const;
    const queries = [
      [0, 0],
      [0, 1],
      [1, 17_265],
      [17_266, 17_267],
      [5, 4],
      [49_710, 0xffff_ffff],
    ];
    const commands = [
      name,
      ...inserts,
      ...queries.map(([first, last]) => queryFor("Vault", first, last)),
      queryFor("Vault"),
    ];
    expect(run(new V8Package(wasm), 1n, commands)).to.eql(confirm(commands));
  });

  it("keeps to its room: contracts and answers run out one by one, never by a trap", () => {
    const ledger = new V8Package(wasm);
    const limit = 8192;
    const names = Array.from({ length: limit + 3 }, (_, i) => {
      return {
        kind: "name",
        address: `0x${i.toString(16).padStart(40, "0")}`,
        name: "All",
      } as const;
    });
    const answers = run(ledger, 1n, [...names, queryFor("All")]);
    expect(answers.slice(0, limit).every(({ kind }) => kind === "named")).to.equal(true);
    const full = { kind: "refused", status: "table-full" };
    expect(answers.slice(limit)).to.eql([full, full, full, { kind: "averages", days: [] }]);

    const to = new Uint8Array(20);
    const days = Array.from({ length: 40 }, (_, i) => {
      const raw = encodeSigned(signFields({ nonce: Uint8Array.of(i + 1), to }));
      return insertOf(raw, { timestamp: BigInt(i) * 86_400n, blockNumber: 1n });
    });
    // Each answer takes 8 + 40 · 40 bytes; bodies may fill the 2 MiB but for 8 bytes a command.
    const fitting = Math.floor((2 ** 21 - 16 - 8 * 2 ** 14 - 40 * 60) / 1608);
    const flood = [...days, ...Array.from({ length: fitting + 50 }, () => queryFor("All", 0, 39))];
    const statuses = run(ledger, 2n, flood).map((a) => (a.kind === "refused" ? a.status : "ok"));
    expect(statuses.indexOf("answers-full")).to.be.closeTo(40 + fitting, 1);
    expect(new Set(statuses.slice(0, 40 + fitting - 1))).to.eql(new Set(["ok"]));
    expect(statuses.at(-1)).to.equal("answers-full");
  });

  it("prints an answer as a table", () => {
    const days = [{ date: "2017-04-10", transactions: 3, averageCost: 1_234_567_890_123_456_789n }];
    expect(formatTable(days)).to.eql([
      "date        transactions       average cost, ether",
      "2017-04-10             3      1.234567890123456789",
    ]);
  });
});
