/** What the example ledger refuses, each with its status, in blocks that go on regardless. */
import { hexlify } from "ethers";
import { expect } from "chai";

import { MAINNET_BLOCKS, readBlocks } from "../../examples/ethereum-ledger/blocks.ts";
import { encodeCommand, insertsOf, queryFor } from "../../examples/ethereum-ledger/commands.ts";
import type { Command } from "../../examples/ethereum-ledger/commands.ts";
import { LedgerOracle } from "../../examples/ethereum-ledger/oracle.ts";
import { SeededRandom } from "../../examples/ethereum-ledger/random.ts";
import { readAnswers, readRawAnswers } from "../../examples/ethereum-ledger/results.ts";
import type { Status } from "../../examples/ethereum-ledger/results.ts";
import { encodeRlp, scalar } from "../../examples/ethereum-ledger/rlp.ts";
import { V8Package } from "../../examples/ethereum-ledger/v8-host.ts";
import { compile } from "./compile.ts";
import { ORDER, encodeSigned, insertOf, signFields } from "./signing.ts";
import type { Fields, Signed } from "./signing.ts";

const SEED = 1_346_406;

describe(`ethereum ledger, refusals (seed ${SEED})`, () => {
  let wasm: Uint8Array;
  const real = readBlocks(MAINNET_BLOCKS).flatMap(insertsOf);
  const good = encodeCommand(real[0]!);

  before(async () => {
    wasm = await compile("examples/ethereum-ledger/assembly/index.ts");
  });

  /** The statuses of these client transactions, and of a good one after them. */
  function statuses(transactions: readonly Uint8Array[]): Status[] {
    const ledger = new V8Package(wasm);
    expect(ledger.runBlock(1n, [...transactions, good])).to.equal("halted");
    return readRawAnswers(ledger.memory).answers.map(({ status }) => status);
  }

  function expectAll(transactions: readonly Uint8Array[], status: Status): void {
    expect(statuses(transactions)).to.eql([...transactions.map(() => status), "ok"]);
  }

  const bytes = (...parts: (number | string | Uint8Array)[]) =>
    Buffer.concat(parts.map((p) => (typeof p === "number" ? Uint8Array.of(p) : Buffer.from(p))));

  it("malformed commands", () => {
    const address = new Uint8Array(20);
    const late = Uint8Array.from(good);
    late.fill(0xff, 10, 18);
    const malformed = [
      bytes(1),
      bytes(1, 0),
      bytes(1, 4, new Uint8Array(40)),
      bytes(1, 255),
      good.subarray(0, 18),
      good.subarray(0, 5),
      late,
      bytes(1, 2, address),
      bytes(1, 2, address.subarray(1), "Name".slice(0, 1)),
      bytes(1, 2, address, "x".repeat(33)),
      bytes(1, 2, address, "x\0y"),
      bytes(1, 3, new Uint8Array(8)),
      bytes(1, 3, new Uint8Array(8), "x".repeat(33)),
      bytes(1, 3, new Uint8Array(8), "\0"),
      bytes(1, 1, new Uint8Array(16_383)),
    ];
    expectAll(malformed, "malformed-command");
  });

  const insert = (raw: Uint8Array, blockNumber?: bigint) =>
    encodeCommand(insertOf(raw, blockNumber === undefined ? {} : { blockNumber }));

  it("bytes that are not one canonical RLP list", () => {
    const raw = real[0]!.raw;
    const content = raw.subarray(2);
    const longer = [
      bytes(raw, 0),
      raw.subarray(0, -1),
      bytes(0xf9, 0, content.length, content),
      bytes(0xfb, 0xff, 0xff, 0xff, 0xff, content),
      bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, content),
      bytes(0xb8, content.length, content),
      bytes(0x80),
      bytes(0x05),
      bytes(0xf8),
      bytes(0xf8, 0x05, 1, 2, 3, 4, 5),
    ];
    expectAll(
      longer.map((one) => insert(one)),
      "invalid-rlp",
    );
  });

  it("lists that are no legacy transaction", () => {
    const { fields, v, r, s } = signFields({}, 1n);
    const all = [...fields, scalar(v), scalar(r), scalar(s)];
    const replace = (i: number, item: Uint8Array | Uint8Array[]) => {
      return encodeRlp(all.map((field, at) => (at === i ? item : field)));
    };
    const sign = (change: Fields) => encodeSigned(signFields(change, 1n));
    const wrong = [
      encodeRlp([]),
      encodeRlp(all.slice(0, 8)),
      encodeRlp([...all, new Uint8Array()]),
      ...all.map((_, i) => replace(i, [])),
      replace(0, new Uint8Array(9).fill(1)),
      ...[0, 1, 2, 4, 6, 7, 8].map((i) => replace(i, Uint8Array.of(0, 1))),
      replace(1, new Uint8Array(33).fill(1)),
      replace(3, new Uint8Array(19).fill(1)),
      replace(3, new Uint8Array(21).fill(1)),
      replace(7, new Uint8Array(33).fill(1)),
      sign({ gasPrice: 1n << 255n, gasLimit: 2n }),
      sign({ gasPrice: (1n << 256n) - 1n, gasLimit: (1n << 64n) - 1n }),
    ];
    expectAll(
      wrong.map((raw) => insert(raw)),
      "invalid-transaction",
    );
  });

  it("a single byte below 0x80 that was written with a header", () => {
    // The value 1, as 0x81 0x01.
    const raw = Buffer.from(encodeSigned(signFields({ nonce: Uint8Array.of(1) }, 1n)));
    const at = 2;
    expect([raw[0], raw[at]]).to.eql([0xf8, 1]);
    const longer = bytes(0xf8, raw[1]! + 1, 0x81, 1, raw.subarray(at + 1));
    expectAll([insert(longer)], "invalid-transaction");
  });

  it("signatures that give no sender", () => {
    const signed = signFields({}, 1n);
    const old = signFields({});
    const change = (base: Signed, part: Partial<Signed>) =>
      insert(encodeSigned({ ...base, ...part }));
    const wrong = [
      ...[0n, 1n, 26n, 29n, 34n].map((v) => change(old, { v })),
      change(signed, { r: 0n }),
      change(signed, { s: 0n }),
      change(signed, { r: ORDER }),
      change(signed, { r: (1n << 256n) - 1n }),
      change(signed, { s: ORDER }),
    ];
    expectAll(wrong, "invalid-signature");
  });

  it("a high s from Homestead on, and not before it", () => {
    const { v, r, s, fields } = signFields({});
    const mirrored = encodeSigned({ fields, v: 55n - v, r, s: ORDER - s });
    const half = ORDER / 2n;
    const edge = (high: bigint) => encodeSigned({ fields, v, r, s: high });
    expect(statuses([insert(mirrored, 1_150_000n), insert(mirrored, 1_149_999n)])).to.eql([
      "invalid-signature",
      "ok",
      "ok",
    ]);
    expect(statuses([insert(edge(half + 1n)), insert(edge(half))])).to.eql([
      "invalid-signature",
      "ok",
      "ok",
    ]);
  });

  it("accepts every chain id that v can carry", () => {
    const oracle = new LedgerOracle();
    const ids = [1n, 3n, 46n, 47n, 110n, 128n, 1337n, 2n ** 32n, 2n ** 53n - 20n];
    const commands: Command[] = ids.map((id) => insertOf(encodeSigned(signFields({}, id))));
    const ledger = new V8Package(wasm);
    expect(ledger.runBlock(1n, commands.map(encodeCommand))).to.equal("halted");
    const expected = commands.map((command) => oracle.execute(command));
    expect(readAnswers(ledger.memory, 1n, commands)).to.eql(expected);
  });

  it("survives mutated transactions, and tells of those it takes what the oracle tells", () => {
    const random = new SeededRandom(SEED);
    const mutated = Array.from({ length: 400 }, () => {
      const raw = Uint8Array.from(random.pick(real).raw);
      for (let i = random.between(1, 3); i > 0; i--)
        raw[random.below(raw.length)] = random.below(256);
      return insertOf(random.below(4) === 0 ? raw.subarray(0, random.below(raw.length) + 1) : raw);
    });
    const ledger = new V8Package(wasm);
    const commands = [...mutated, queryFor("none")];
    expect(ledger.runBlock(1n, commands.map(encodeCommand))).to.equal("halted");
    const answers = readAnswers(ledger.memory, 1n, commands);
    let taken = 0;
    mutated.forEach((command, i) => {
      const answer = answers[i]!;
      if (answer.kind !== "inserted") return;
      taken++;
      expect(new LedgerOracle().execute(command), hexlify(command.raw)).to.eql(answer);
    });
    expect(taken).to.be.within(50, 350);
  });
});
