/** Host functions, and whole calls one after the other. */
import { secp256k1 } from "@noble/curves/secp256k1.js";

import type { Instruction } from "../../../../offchain/program/instruction.ts";
import { HOST_FUNCTIONS, OPCODES } from "../../../../offchain/program/tables.ts";
import type { CallPlan } from "../lockstep.ts";
import { op, SMALL_PROGRAM } from "../program.ts";
import type { ProgramParts } from "../program.ts";
import { END, HIGH, push, pushAll, straight } from "./straight.ts";
import type { LockstepProgram } from "./straight.ts";

// Host functions: parameters are the gateway's locals.

const BLOCK: CallPlan = {
  height: 2n ** 64n - 1n,
  transactions: [0, 1, 31, 32, 33, 100, 200].map((n) => new Uint8Array(n).fill(n)),
};

function host(
  name: string,
  args: readonly (number | bigint)[],
  before: readonly Instruction[] = [],
  call: CallPlan = {},
  more: Partial<ProgramParts> = {},
): LockstepProgram {
  const a = HOST_FUNCTIONS.findIndex((row) => row.name === name);
  const code = [
    ...before,
    ...args.flatMap((value, i) => [push(HIGH | BigInt(value)), op("local.set", { a: i })]),
    op("host", { a }),
  ];
  return straight(`${name}(${args.join(", ")})`, code, more, [{ ...BLOCK, ...call }]);
}

const KEY = new Uint8Array(32).fill(7);
const DIGEST = new Uint8Array(32).fill(3);
const SIGNATURE = secp256k1.sign(DIGEST, KEY, { prehash: false, format: "recovered" });

/** Stores bytes with i64.store. */
function storeBytes(at: number, bytes: Uint8Array): Instruction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: bytes.length / 8 }, (_, i) => [
    ...pushAll(at + 8 * i, view.getBigUint64(8 * i, true)),
    op("i64.store"),
  ]).flat();
}

function recovery(v: number): Instruction[] {
  const input = new Uint8Array(128);
  input.set(DIGEST);
  input[63] = v;
  input.set(SIGNATURE.slice(1), 64);
  return storeBytes(4096, input);
}

const V = 27 + SIGNATURE[0]!;

export const hosts: LockstepProgram[] = [
  host("(unknown import)", []),
  host("tx_count", []),
  host("height", []),
  host("time", []),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 0xffff_ffff].map((i) => host("tx_len", [i])),
  ...[
    [5, 0, 0],
    [6, 190, 4064],
    [6, 200, END - 32],
    [6, 201, 0],
    [0, 0, 64],
    [0, 1, 64],
    [7, 0, 64],
    [1, 0, 33],
    [1, 0, END],
    [1, 0xffff_ffff, 0xffff_ffe0],
  ].map((args) => host("tx_read", args)),
  host("tx_read", [5, 0, 64], [], { allowance: 25_000n }),
  ...["keccak256", "sha256"].flatMap((name) => [
    host(name, [0, 0, 64]),
    host(name, [END, 0, 64]),
    host(name, [64, 33, 96], storeBytes(64, new Uint8Array(40).fill(0xe1))),
    host(name, [4064, 1024, 4096], storeBytes(4090 - 2, new Uint8Array(16).fill(5))),
    host(name, [0, 1025, 64]),
    host(name, [1, 5, 64]),
    host(name, [0, 5, 65]),
    host(name, [END - 32, 33, 64]),
    host(name, [0, 5, END]),
    host(name, [0, 64, 64], [], { allowance: 25_506n }),
    host(name, [0, 64, 64], [], { allowance: 25_507n }),
    host(name, [0, 64, 64], [], { allowance: 406n }),
  ]),
  host("secp256k1_recover", [4096, 64], recovery(V)),
  host("secp256k1_recover", [4096, 4096], recovery(V)),
  host("secp256k1_recover", [4096, 0], recovery(29)),
  host("secp256k1_recover", [4096, 8192], recovery(55 - V)),
  host("secp256k1_recover", [END - 96, 0]),
  host("secp256k1_recover", [0, END]),
  host("secp256k1_recover", [16, 0]),
  host("secp256k1_recover", [0, 16]),
  host("secp256k1_recover", [0, 0], [], { allowance: 270_000n }),
  ...HOST_FUNCTIONS.map((row) => host(row.name, [], [], {}, { gatewayLocals: 0, frameHeight: 23 })),
  straight("a host function that does not exist", [op("host", { a: 9 })]),
];

// Whole calls: traps leave memory and globals as they stand, and the next call goes on from there.

const counting = [
  op("global.get"),
  push(1),
  op("i64.add"),
  op("global.set"),
  push(16),
  op("global.get"),
  op("i64.store"),
  push(16),
  op("i64.load"),
  push(2),
  op("i64.rem_u"),
  op("if", { a: 13 }),
  op("unreachable"),
];

export const whole: LockstepProgram[] = [
  straight("several calls", counting, {}, [{}, {}, {}, { allowance: 0n }, { allowance: 5n }, {}]),
  straight("an allowance without bounds", counting, {}, [
    { allowance: 2n ** 64n - 1n },
    { allowance: 2n ** 64n - 1n },
  ]),
  {
    name: "a prologue, then the gateway",
    parts: {
      ...SMALL_PROGRAM,
      gatewayEntry: 3,
      code: [push(7), op("global.set"), op("jump", { a: 3 }), op("global.get"), op("return")],
    },
    calls: [{}, {}],
  },
  {
    name: "a gateway out of the code",
    parts: { ...SMALL_PROGRAM, gatewayEntry: 0xffff_ffff, code: [op("unreachable")] },
    calls: [{}, {}],
  },
  {
    name: "one instruction, no locals, one frame",
    parts: {
      ...SMALL_PROGRAM,
      gatewayEntry: 0,
      maxFrames: 1,
      maxSlots: 0,
      gatewayLocals: 0,
      frameHeight: 0,
      memoryPages: 0,
      globals: 0,
      tableSlots: 0,
      segments: 0,
      code: [op("return")],
    },
    calls: [{}, {}],
  },
  ...OPCODES.map((row) =>
    straight(`${row.name} without fuel`, [op(row.name)], {}, [{}, { allowance: 1n }]),
  ),
];
