/** The input of the example ledger: real blocks, generated blocks, RLP. */
import { readFileSync } from "node:fs";

import { keccak_256 } from "@noble/hashes/sha3.js";
import { Transaction, encodeRlp as ethersEncodeRlp, hexlify } from "ethers";
import { expect } from "chai";

import {
  MAINNET_BLOCKS,
  decodeBlocks,
  encodeBlocks,
  readBlocks,
} from "../../examples/ethereum-ledger/blocks.ts";
import { dayOf } from "../../examples/ethereum-ledger/commands.ts";
import { generateBlocks, generatedNames } from "../../examples/ethereum-ledger/generate.ts";
import { RlpError, encodeRlp, itemsOf, spanAt } from "../../examples/ethereum-ledger/rlp.ts";

describe("ethereum ledger, input", () => {
  it("reads the real blocks, whose headers hash to what their origin says", () => {
    const blocks = readBlocks(MAINNET_BLOCKS);
    expect(blocks).to.have.length(15);
    expect(blocks.flatMap(({ transactions }) => transactions)).to.have.length(530);
    const bytes = readFileSync(MAINNET_BLOCKS);
    const hashes: string[] = [];
    for (let at = 0; at < bytes.length; at = spanAt(bytes, at).end) {
      const header = itemsOf(bytes, spanAt(bytes, at))[0]!;
      hashes.push(hexlify(keccak_256(bytes.subarray(header.start, header.end))));
    }
    expect([hashes[0], hashes.at(-1)]).to.eql([
      "0x2e6be1a4d814b648070a9fa40b11b893fae041caff1657ddc405028bdc5cd2f5",
      "0x3c4e74d271c346ae3a9dc642a54c0c1998fdc2a6a9180072fc679a8a5d6f041a",
    ]);
  });

  it("generates blocks of valid transactions, the same for the same seed", () => {
    const recipe = { seed: 3, transactions: 150, firstDay: 17_266, days: 20 };
    const blocks = generateBlocks(recipe);
    expect(generateBlocks(recipe)).to.eql(blocks);
    expect(decodeBlocks(encodeBlocks(blocks))).to.eql(blocks);
    const receivers = new Set(generatedNames().map(({ address }) => address));
    const all = blocks.flatMap(({ transactions }) => transactions);
    expect(new Set(all.map(hexlify)).size).to.equal(150);
    for (const raw of all) {
      const { from, to } = Transaction.from(hexlify(raw));
      expect(from).to.be.a("string");
      expect(to === null || receivers.has(to.toLowerCase())).to.equal(true);
    }
    const days = blocks.map(({ timestamp }) => dayOf(timestamp));
    expect([Math.min(...days), Math.max(...days)]).to.eql([17_266, 17_285]);
    expect(generateBlocks({ ...recipe, transactions: 0 })).to.eql([]);
  });

  it("encodes RLP as ethers does, at every change of form", () => {
    for (const length of [0, 1, 2, 55, 56, 57, 255, 256, 65_535, 65_536]) {
      for (const fill of [0, 0x7f, 0x80, 0xff]) {
        const item = new Uint8Array(length).fill(fill);
        expect(hexlify(encodeRlp(item))).to.equal(ethersEncodeRlp(item));
        expect(hexlify(encodeRlp([item, [item]]))).to.equal(ethersEncodeRlp([item, [item]]));
      }
    }
  });

  it("refuses a file that does not end with a block", () => {
    const bytes = readFileSync(MAINNET_BLOCKS);
    expect(() => decodeBlocks(bytes.subarray(0, -1))).to.throw(RlpError);
    expect(() => decodeBlocks(Uint8Array.of(...bytes.subarray(0, 1)))).to.throw(RlpError);
    expect(() => decodeBlocks(new TextEncoder().encode("no blocks"))).to.throw(RlpError);
    expect(() => decodeBlocks(Uint8Array.of(0xc0))).to.throw(RlpError);
    expect(() => decodeBlocks(Uint8Array.of(0xc2, 0xc0, 0xc0))).to.throw(RlpError);
    expect(decodeBlocks(new Uint8Array())).to.eql([]);
  });
});
