import { expect } from "chai";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat } from "../../offchain/bytes/concat.ts";
import { toHex } from "../../offchain/bytes/hex.ts";
import { hasherOf, nobleHasher } from "../../offchain/hash/keccak.ts";
import { provePath, rebuildPath } from "../../offchain/merkle/path.ts";
import { commitProgram } from "../../offchain/program/commit.ts";
import { ProgramError } from "../../offchain/program/errors.ts";
import { decodeProgram, encodeProgram } from "../../offchain/program/file.ts";
import { codeLength } from "../../offchain/program/program.ts";
import type { Program } from "../../offchain/program/program.ts";
import { LIMITS } from "../../offchain/program/tables.ts";
import { random, SEED } from "../bytes/random.ts";
import { lowerText } from "./listing.ts";

const MODULE = `(module
  (import "fluence" "tx_count" (func $count (result i32)))
  (memory 1) (table 3 funcref) (global (mut i64) (i64.const 7))
  (elem (i32.const 0) $count $go $go $count $go) (data (i32.const 40) "fluence core") (data "${"x".repeat(70)}")
  (func $go (export "gateway") (local i32) (local.set 0 (call $count))))`;

const H = keccak_256;
const ZERO = new Uint8Array(32);

/** An integer as big-endian bytes. */
function uint(value: bigint | number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) =>
    Number((BigInt(value) >> BigInt(8 * (bytes - 1 - i))) & 0xffn),
  );
}

/** The root over leaves, from the definition alone. */
function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  let nodes = [...leaves];
  if (nodes.length === 0) nodes = [ZERO];
  while ((nodes.length & (nodes.length - 1)) !== 0) nodes.push(ZERO);
  while (nodes.length > 1) {
    nodes = nodes.flatMap((node, i) => (i % 2 === 0 ? [H(concat(node, nodes[i + 1]!))] : []));
  }
  return nodes[0]!;
}

function chunks(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));
}

/** H_Ψ as docs/VM.md 2.4 writes it down. */
function programHash(program: Program): Uint8Array {
  const functions = program.functions.map((f) =>
    concat(
      ...[f.typeId, f.entry, f.params, f.locals, f.height].map((n) => uint(n, 4)),
      new Uint8Array(12),
    ),
  );
  const padded = [...program.elements, 0n, 0n, 0n].slice(
    0,
    4 * Math.ceil(program.elements.length / 4),
  );
  const elements = chunks(concat(...padded.map((n) => uint(n, 8))));
  const facts = concat(
    ...[
      ...[program.version, program.memoryPages, program.maxFrames, program.maxSlots],
      ...[program.gatewayEntry, program.gatewayLocals, program.frameHeight],
      ...[program.globals, program.tableSlots, program.segments],
      ...[program.functions.length, program.data.length / 32, program.elements.length],
    ].map((n) => uint(n, 4)),
    ...[rootOf(functions), rootOf(chunks(program.data)), rootOf(elements)],
  );
  expect(facts.length).to.equal(148);
  const head = uint((0x20n << 248n) + BigInt(codeLength(program)), 32);
  return H(concat(head, rootOf(chunks(program.code)), H(facts)));
}

describe("commitProgram", () => {
  const { program } = lowerText(MODULE, {});

  it("is the hash of the specification", () => {
    for (const text of [MODULE, "(module)", '(module (data "a"))']) {
      const lowered = lowerText(text, text === MODULE ? {} : { gateway: null }).program;
      expect(commitProgram(lowered).programHash).to.deep.equal(programHash(lowered));
    }
  });

  it("does not change unless VM_VERSION does", () => {
    expect(toHex(commitProgram(program).programHash)).to.equal(
      "0x8e122755655fbfd8effaf4e97cebe7529f2228aee2339f8cf0cff2ccbd0b7e71",
    );
  });

  it("is the same for every lowering and every hasher", () => {
    const again = lowerText(MODULE, {}).program;
    expect(again).to.deep.equal(program);
    let calls = 0;
    const counting = hasherOf((data) => {
      calls++;
      return nobleHasher.hash(data);
    });
    expect(commitProgram(again, counting)).to.deep.include({
      programHash: commitProgram(program).programHash,
    });
    expect(calls).to.be.greaterThan(codeLength(program));
  });

  it("depends on everything that is published", () => {
    const hashes = new Set<string>();
    const bytes = encodeProgram(program);
    const fields = bytes.length - 8;
    for (const at of [12, 16, 20, 24, 28, 32, 36, 40, 44, 48].map((n) => n + 3).concat(fields)) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      try {
        hashes.add(toHex(commitProgram(decodeProgram(changed)).programHash));
      } catch (error) {
        expect(error).to.be.instanceOf(ProgramError);
        hashes.add(`refused ${at}`);
      }
    }
    expect(hashes.has(toHex(commitProgram(program).programHash))).to.equal(false);
    expect(hashes.size).to.equal(11);
  });

  it("proves every instruction and every function", () => {
    const { code, functions } = commitProgram(program);
    for (const tree of [code, functions]) {
      for (let index = 0; index < tree.leafCount; index++) {
        const path = provePath(tree, index);
        const root = rebuildPath(tree.node(0, index), index, path, nobleHasher);
        expect(root).to.deep.equal(tree.root);
      }
    }
  });
});

describe("program file", () => {
  const { program } = lowerText(MODULE, {});
  const bytes = encodeProgram(program);

  it("comes back as the program that it was", () => {
    expect(decodeProgram(bytes)).to.deep.equal(program);
    const { program: empty } = lowerText("(module)");
    expect(decodeProgram(encodeProgram(empty))).to.deep.equal(empty);
    const shifted = new Uint8Array(bytes.length + 5);
    shifted.set(bytes, 5);
    expect(decodeProgram(shifted.subarray(5))).to.deep.equal(program);
  });

  it(`is refused when cut, extended or ill-formed (seed ${SEED})`, () => {
    const next = random(SEED);
    for (let i = 0; i < 100; i++) {
      const cut = bytes.subarray(0, next(bytes.length));
      expect(() => decodeProgram(cut)).to.throw(ProgramError);
    }
    expect(() => decodeProgram(concat(bytes, Uint8Array.of(0)))).to.throw(ProgramError);
    const cases: readonly (readonly [Partial<Program>, string])[] = [
      [{ version: 2 }, "malformed-file"],
      [{ code: new Uint8Array() }, "code-length"],
      [{ memoryPages: LIMITS.memoryPages + 1 }, "memory-size"],
      [{ maxFrames: 0 }, "limits"],
      [{ maxFrames: LIMITS.frames + 1 }, "limits"],
      [{ maxSlots: LIMITS.slots + 1 }, "limits"],
      [{ gatewayLocals: LIMITS.slots }, "limits"],
      [{ globals: LIMITS.words + 1 }, "too-many"],
      [{ tableSlots: LIMITS.words + 1 }, "too-many"],
      [{ segments: LIMITS.words + 1 }, "too-many"],
    ];
    for (const [change, code] of cases) {
      const file = encodeProgram({ ...program, ...change });
      expect(() => decodeProgram(file))
        .to.throw(ProgramError)
        .with.property("code", code);
    }
  });
});
