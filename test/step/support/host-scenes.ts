/** Steps of host functions, with libraries for hashes and curves as oracles (docs/VM.md 6.12). */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

import { dataHashOf } from "../../../offchain/merkle/rfc6962.ts";
import { HOST_FUNCTIONS } from "../../../offchain/program/tables.ts";
import { array, dirty, readByte, writeBytes } from "./model.ts";
import type { Model } from "./model.ts";
import { op } from "./program.ts";
import type { Scene } from "./scene.ts";

const HIGH = 0xdead_beefn << 32n;
const BLOCK = { transactions: [0, 1, 31, 32, 33, 100, 200].map((n) => new Uint8Array(n).fill(n)) };

type HostScene = Omit<Scene, "instruction"> & { readonly locals?: readonly (bigint | number)[] };

/** `host k` by name, with arguments in locals and a block of seven transactions. */
function host(name: string, scene: HostScene): Scene {
  const { locals = [], given, ...rest } = scene;
  return {
    ...rest,
    instruction: op("host", { a: HOST_FUNCTIONS.findIndex((row) => row.name === name) }),
    block: BLOCK,
    given: (s) => {
      const { transactions } = BLOCK;
      s.input = { txCount: transactions.length, height: 77n, dataHash: dataHashOf(transactions) };
      s.locals = array(
        locals.length,
        locals.map((value, i) => [i, HIGH | BigInt(value)]),
      );
      given?.(s);
    },
  };
}

const bytesOf = (s: Model, at: number, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => readByte(s, at + i));

function seed(s: Model, at: number, size: number): void {
  writeBytes(
    s,
    at,
    Array.from({ length: size }, (_, i) => (i * 7 + 3) & 0xff),
  );
}

function wrote(s: Model, at: number, bytes: Uint8Array): void {
  writeBytes(s, at, bytes);
  dirty(s, at, bytes.length);
}

function number32(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * (31 - i))) & 0xffn));
}

const KEY = new Uint8Array(32).fill(5);
const DIGEST = keccak_256(new Uint8Array([1, 2, 3]));
const SIGNATURE = secp256k1.sign(DIGEST, KEY, { prehash: false, format: "recovered" });
const SIGNER: Uint8Array = keccak_256(secp256k1.getPublicKey(KEY, false).slice(1)).slice(12);

/** Hash, v, r, s as the precompile reads them. */
function recoverInput(
  v: bigint = 27n + BigInt(SIGNATURE[0]!),
  s: Uint8Array = SIGNATURE.slice(33),
): Uint8Array {
  const input = new Uint8Array(128);
  input.set(DIGEST);
  input.set(number32(v), 32);
  input.set(SIGNATURE.slice(1, 33), 64);
  input.set(s, 96);
  return input;
}

function recoverScene(input: Uint8Array, result: Uint8Array): Scene {
  return host("secp256k1_recover", {
    locals: [4096, 64],
    given: (s) => writeBytes(s, 4096, input),
    charges: 25_000,
    then: (s) => wrote(s, 64, result),
  });
}

const found = new Uint8Array(32);
found.set(SIGNER, 12);
const HIGH_S = number32(
  0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n -
    BigInt(`0x${Buffer.from(SIGNATURE.slice(33)).toString("hex")}`),
);

export const HOST_SCENES: Record<string, Scene> = {
  "an unknown import": host("(unknown import)", { trap: "unknownImport" }),
  tx_count: host("tx_count", { pushed: [7n] }),
  height: host("height", { pushed: [77n] }),
  time: host("time", { pushed: [3n] }),
  "tx_len of the first": host("tx_len", { locals: [0], pushed: [0n] }),
  "tx_len of the last": host("tx_len", { locals: [6], pushed: [200n] }),
  "tx_len of none": host("tx_len", { locals: [7], trap: "badHostArgument" }),
  "tx_len without its argument": host("tx_len", { trap: "invalidProgram" }),
  tx_read: host("tx_read", {
    locals: [5, 3, 160],
    charges: 25_000,
    then: (s) => wrote(s, 160, new Uint8Array(32).fill(100)),
  }),
  "tx_read of the end": host("tx_read", {
    locals: [6, 190, 4096],
    charges: 25_000,
    then: (s) =>
      wrote(
        s,
        4096,
        Uint8Array.from({ length: 32 }, (_, i) => (i < 10 ? 200 : 0)),
      ),
  }),
  "tx_read past the end": host("tx_read", {
    locals: [6, 200, 96],
    charges: 25_000,
    then: (s) => wrote(s, 96, new Uint8Array(32)),
  }),
  "tx_read far past the end": host("tx_read", { locals: [6, 201, 96], trap: "badHostArgument" }),
  "tx_read to an odd place": host("tx_read", { locals: [6, 0, 97], trap: "badHostArgument" }),
  "tx_read of none": host("tx_read", { locals: [7, 0, 96], trap: "badHostArgument" }),
  "tx_read beyond memory": host("tx_read", { locals: [6, 0, 131_072], trap: "memoryOutOfBounds" }),
  "tx_read without fuel": host("tx_read", {
    locals: [6, 0, 96],
    given: (s) => (s.tf = s.limit - 25_000n),
    trap: "outOfFuel",
  }),
  "keccak256 of nothing": host("keccak256", {
    locals: [131_072, 0, 32],
    charges: 25_000,
    then: (s) => wrote(s, 32, keccak_256(new Uint8Array())),
  }),
  "keccak256 of 1,024 bytes onto themselves": host("keccak256", {
    locals: [4096 - 512, 1024, 4096],
    given: (s) => seed(s, 4096 - 512, 1024),
    charges: 25_000 + 32 * 50,
    then: (s) => wrote(s, 4096, keccak_256(bytesOf(s, 4096 - 512, 1024))),
  }),
  "sha256 of 33 bytes": host("sha256", {
    locals: [96, 33, 32],
    charges: 25_000 + 100,
    then: (s) => wrote(s, 32, sha256(bytesOf(s, 96, 33))),
  }),
  "sha256 of 1,025 bytes": host("sha256", { locals: [0, 1025, 32], trap: "badHostArgument" }),
  "sha256 of an odd place": host("sha256", { locals: [1, 5, 32], trap: "badHostArgument" }),
  "sha256 beyond memory": host("sha256", { locals: [131_040, 33, 0], trap: "memoryOutOfBounds" }),
  "sha256 without fuel for the words": host("sha256", {
    locals: [96, 64, 32],
    given: (s) => {
      s.stamps.set(0, s.callIndex);
      s.tf = s.limit - 499n;
    },
    trap: "outOfFuel",
  }),
  secp256k1_recover: recoverScene(recoverInput(), found),
  "secp256k1_recover, v of 29": recoverScene(recoverInput(29n), new Uint8Array(32)),
  "secp256k1_recover, v of 2^8 + 27": recoverScene(recoverInput(256n + 27n), new Uint8Array(32)),
  "secp256k1_recover, high s": recoverScene(
    recoverInput(28n - BigInt(SIGNATURE[0]!), HIGH_S),
    found,
  ),
  "secp256k1_recover, s of zero": recoverScene(
    recoverInput(27n, new Uint8Array(32)),
    new Uint8Array(32),
  ),
  "secp256k1_recover beyond memory": host("secp256k1_recover", {
    locals: [131_072 - 96, 0],
    trap: "memoryOutOfBounds",
  }),
  "secp256k1_recover into its input": host("secp256k1_recover", {
    locals: [4096, 4096 + 64],
    given: (s) => writeBytes(s, 4096, recoverInput()),
    charges: 25_000,
    then: (s) => wrote(s, 4096 + 64, found),
  }),
};
