import { keccak_256 } from "@noble/hashes/sha3.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { expect } from "chai";

import { concat } from "../../offchain/bytes/concat.ts";
import { word } from "../../offchain/bytes/writer.ts";
import { recoverWithNoble } from "../../offchain/machine/recover.ts";
import { random, randomBytes, SEED } from "../bytes/random.ts";
import {
  BLOCK,
  BUILDS,
  gateway,
  hex,
  machineOf,
  programOf,
  statusName,
} from "./support/machines.ts";

const IMPORTS = `
  (import "fluence" "tx_count" (func $count (result i32)))
  (import "fluence" "tx_len" (func $len (param i32) (result i32)))
  (import "fluence" "tx_read" (func $read (param i32 i32 i32)))
  (import "fluence" "height" (func $height (result i64)))
  (import "fluence" "time" (func $time (result i64)))
  (import "fluence" "keccak256" (func $keccak (param i32 i32 i32)))
  (import "fluence" "sha256" (func $sha (param i32 i32 i32)))
  (import "fluence" "secp256k1_recover" (func $recover (param i32 i32)))
  (memory 1)`;

describe(`host functions (seed ${SEED})`, () => {
  const next = random(SEED);
  const transactions = [0, 1, 31, 32, 33, 2000].map((length) => randomBytes(next, length));

  for (const build of BUILDS) {
    const run = (body: string): { status: string; memory: Uint8Array } => {
      const machine = machineOf(programOf(gateway(body, IMPORTS)), build);
      machine.enter({ ...BLOCK, transactions });
      machine.runToEnd();
      return { status: statusName(machine.status), memory: machine.readMemory(0, 65_536) };
    };

    it(`reads the block (${build})`, () => {
      const { status, memory } = run(
        `(i32.store (i32.const 0) (call $count)) (i32.store (i32.const 4) (call $len (i32.const 5)))
         (i64.store (i32.const 8) (call $height)) (i64.store (i32.const 16) (call $time))
         (call $read (i32.const 5) (i32.const 1990) (i32.const 64))
         (call $read (i32.const 2) (i32.const 0) (i32.const 96))
         (call $read (i32.const 0) (i32.const 0) (i32.const 128))`,
      );
      expect(status).to.equal("halted");
      const view = new DataView(memory.buffer);
      expect([view.getUint32(0, true), view.getUint32(4, true)]).to.deep.equal([6, 2000]);
      expect([view.getBigUint64(8, true), view.getBigUint64(16, true)]).to.deep.equal([7n, 0n]);
      const padded = (bytes: Uint8Array): string =>
        hex(concat(bytes, new Uint8Array(32)).slice(0, 32));
      expect(hex(memory.subarray(64, 96))).to.equal(padded(transactions[5]!.subarray(1990)));
      expect(hex(memory.subarray(96, 128))).to.equal(padded(transactions[2]!));
      expect(hex(memory.subarray(128, 160))).to.equal(padded(new Uint8Array()));
    });

    for (const [call, status] of [
      ["(drop (call $len (i32.const 6)))", "badHostArgument"],
      ["(call $read (i32.const 6) (i32.const 0) (i32.const 0))", "badHostArgument"],
      ["(call $read (i32.const 5) (i32.const 2000) (i32.const 0))", "halted"],
      ["(call $read (i32.const 5) (i32.const 2001) (i32.const 0))", "badHostArgument"],
      ["(call $read (i32.const 5) (i32.const 0) (i32.const 33))", "badHostArgument"],
      ["(call $read (i32.const 5) (i32.const 0) (i32.const 65536))", "memoryOutOfBounds"],
      ["(call $keccak (i32.const 0) (i32.const 1025) (i32.const 0))", "badHostArgument"],
      ["(call $keccak (i32.const 1) (i32.const 32) (i32.const 0))", "badHostArgument"],
      ["(call $sha (i32.const 0) (i32.const 32) (i32.const 65536))", "memoryOutOfBounds"],
      ["(call $sha (i32.const 65536) (i32.const 0) (i32.const 0))", "halted"],
      ["(call $recover (i32.const 65440) (i32.const 0))", "memoryOutOfBounds"],
      ["(call $recover (i32.const 0) (i32.const 1))", "badHostArgument"],
    ] as const) {
      it(`${call}: ${status} (${build})`, () => {
        expect(run(call).status).to.equal(status);
      });
    }

    it(`hashes as noble does, over its input too (${build})`, () => {
      const lengths = [0, 1, 32, 55, 56, 63, 64, 65, 119, 120, 135, 136, 137, 272, 1023, 1024];
      const calls = lengths.map(
        (length, i) =>
          `(call $keccak (i32.const 64) (i32.const ${length}) (i32.const ${8192 + 64 * i}))
           (call $sha (i32.const 64) (i32.const ${length}) (i32.const ${8224 + 64 * i}))`,
      );
      const read = Array.from(
        { length: 62 },
        (_, i) => `(call $read (i32.const 5) (i32.const ${32 * i}) (i32.const ${64 + 32 * i}))`,
      );
      const { memory } = run(
        [...read, ...calls, "(call $keccak (i32.const 64) (i32.const 96) (i32.const 96))"].join(
          " ",
        ),
      );
      const input = transactions[5]!;
      lengths.forEach((length, i) => {
        const at = 8192 + 64 * i;
        expect(hex(memory.subarray(at, at + 32))).to.equal(
          hex(keccak_256(input.subarray(0, length))),
        );
        expect(hex(memory.subarray(at + 32, at + 64))).to.equal(
          hex(sha256(input.subarray(0, length))),
        );
      });
      expect(hex(memory.subarray(96, 128))).to.equal(hex(keccak_256(input.subarray(0, 96))));
    });
  }
});

describe("recovery of signers", () => {
  const secret = new Uint8Array(32).fill(7);
  const message = keccak_256(new TextEncoder().encode("message"));
  const signature = secp256k1.sign(message, secret, { prehash: false, format: "recovered" });
  const [r, s] = [signature.slice(1, 33), signature.slice(33)];
  const v = 27 + signature[0]!;
  const publicKey = secp256k1.getPublicKey(secret, false);
  const address = hex(keccak_256(publicKey.subarray(1)).subarray(12)).padStart(64, "0");
  const order = secp256k1.Point.Fn.ORDER;
  const call = (...parts: Uint8Array[]): string => hex(recoverWithNoble(concat(...parts)));
  const NOTHING = "0".repeat(64);

  it("finds the signer's address, of a high s too", () => {
    expect(call(message, word(BigInt(v)), r, s)).to.equal(address);
    const high = word(order - BigInt(`0x${hex(s)}`));
    expect(call(message, word(BigInt(55 - v)), r, high)).to.equal(address);
  });

  it("finds nothing for what the precompile refuses", () => {
    for (const wrong of [0n, 1n, 26n, 29n, 2n ** 255n + BigInt(v), 256n + BigInt(v)]) {
      expect(call(message, word(wrong), r, s)).to.equal(NOTHING);
    }
    const V = word(BigInt(v));
    for (const bad of [0n, order, order + 1n, 2n ** 256n - 1n]) {
      expect(call(message, V, word(bad), s)).to.equal(NOTHING);
      expect(call(message, V, r, word(bad))).to.equal(NOTHING);
    }
    // 5 is no x of a point on the curve.
    expect(call(message, V, word(5n), s)).to.equal(NOTHING);
  });
});
