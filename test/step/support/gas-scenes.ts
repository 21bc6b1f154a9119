/**
 * The steps whose cost docs/GAS.md lists: every opcode of version 1 once, on a package of 2^17 instructions
 * with 16 MiB of memory, and the dear cases of each family. Siblings are hashes, not zeros, so that no byte
 * of a proof is cheaper than it will be.
 */
import type { Instruction } from "../../../offchain/program/instruction.ts";
import { accessBytes } from "../../../offchain/program/instruction.ts";
import { dataHashOf } from "../../../offchain/merkle/rfc6962.ts";
import {
  HOST_FUNCTIONS,
  OPCODES,
  STATUS,
  UNDEFINED_FAMILIES,
} from "../../../offchain/program/tables.ts";
import { proveStep } from "../../../offchain/proof/step.ts";
import type { ProgramView } from "../../../offchain/proof/program-view.ts";
import { array, stop, viewOf } from "./model.ts";
import type { Model } from "./model.ts";
import { assemble, op, SMALL_PROGRAM } from "./program.ts";
import { someState } from "./scene.ts";
import { NO_INPUT } from "./stepper.ts";
import type { CallContext } from "./stepper.ts";

export const INSTRUCTIONS = 1 << 17;
export const PAGES = 256;
/** In the middle of the code, where a `br_table`'s path shares nothing with its entries'. */
const PC = INSTRUCTIONS / 2 - 1;
/** An address inside a leaf, a chunk and the memory, and one that straddles the two halves of memory. */
const INSIDE = 8 * 2 ** 20 - 64;
const MIDDLE = 8 * 2 ** 20;

/**
 * Which targets of docs/GAS.md hold for a row. `aligned`: bytes of one access of memory, and gas.
 * `straddle`: bytes of a worst straddle, without gas. `exempt`: none.
 */
export type Target = "aligned" | "straddle" | "gas" | "exempt";

export interface GasScene {
  readonly name: string;
  readonly target: Target;
  readonly program: ProgramView;
  readonly state: Model;
  readonly block?: { readonly transactions: readonly Uint8Array[] };
  readonly input?: CallContext;
}

const rubbish = (i: number): Uint8Array =>
  new Uint8Array(32).map((_, k) => 1 + ((i * 31 + k * 7) % 255));

function words(count: number): Model["locals"] {
  return array(
    count,
    Array.from({ length: count }, (_, i) => [i, 0x0101_0101_0101_0101n + BigInt(i)] as const),
  );
}

function largeState(): Model {
  const state = someState();
  Object.assign(state, { pc: BigInt(PC), pages: PAGES, locals: words(32), globals: words(64) });
  state.tables = words(1024);
  state.dropped = array(16, [
    [3, 1n],
    [15, 1n],
  ]);
  state.tf = 1n << 50n;
  state.limit = 1n << 51n;
  for (const at of [0, INSIDE, MIDDLE, MIDDLE + 4096, 2 ** 22]) {
    for (let leaf = at / 32 - 66; leaf < at / 32 + 66; leaf++) {
      if (leaf >= 0) state.memory.set(leaf, rubbish(leaf));
    }
  }
  return state;
}

const OPERANDS: Readonly<Record<string, readonly bigint[]>> = {
  "memory.init": [BigInt(INSIDE), 32n, 32n],
  "memory.copy": [BigInt(INSIDE), 2n ** 22n, 32n],
  "memory.fill": [BigInt(INSIDE), 7n, 32n],
  "table.init": [1n, 1n, 2n],
  "table.copy": [900n, 1n, 2n],
  "table.fill": [1n, 7n, 2n],
  "table.get": [5n],
  "table.set": [5n, 7n],
  call_indirect: [5n, 6n, 1n],
  br_table: [0n],
};

const FIELDS: Readonly<Record<string, Partial<Instruction>>> = {
  br: { a: 9 },
  br_if: { a: 9 },
  br_table: { a: 2 },
  return: { a: 1 },
  call: { a: 9, b: 2, c: 8, d: 8 },
  call_indirect: { b: 1024, c: 5 },
  "memory.init": { a: 0, b: 2, c: 64 },
  "table.init": { b: 1024, d: 64, e: 0 },
  "table.copy": { b: 1024, d: 1024 },
  "table.fill": { b: 1024 },
  "table.get": { b: 1024 },
  "table.set": { b: 1024 },
};

function programFor(instruction: Instruction): ProgramView {
  const functions = Array.from({ length: 1000 }, (_, i) => ({
    typeId: 5,
    entry: i,
    params: 2,
    locals: 8,
    height: 8,
  }));
  return assemble({
    ...SMALL_PROGRAM,
    memoryPages: PAGES,
    maxFrames: 100,
    maxSlots: 10_000,
    codeLength: INSTRUCTIONS,
    firstPc: PC - 1,
    code: [
      op("i64.const", { imm: 2n ** 64n - 1n }),
      instruction,
      op("br_entry", { a: 9 }),
      op("br_entry", { a: 9 }),
    ],
    functions,
    data: Array.from({ length: 256 }, (_, i) => rubbish(i)),
    elements: Array.from({ length: 256 }, (_, i) => BigInt(i + 1)),
  });
}

function scene(
  name: string,
  target: Target,
  instruction: Instruction,
  operands: readonly bigint[],
  given: (state: Model) => void = () => undefined,
): GasScene {
  const state = largeState();
  state.operands = [1n, 2n, 3n, ...operands];
  given(state);
  return { name, target, program: programFor(instruction), state };
}

/** A value for each operand; the lower one of a load or a store is an address. */
function operandsOf(name: string, pops: number, code: number): readonly bigint[] {
  if (accessBytes(code) !== undefined)
    return [BigInt(INSIDE), 0x0102_0304_0506_0708n].slice(0, pops);
  return OPERANDS[name] ?? Array.from({ length: pops }, (_, i) => 0x0102_0304n + BigInt(i));
}

const ACCESSES = new Set(["memory.fill"]);

function everyOpcode(): GasScene[] {
  return OPCODES.filter(
    (row) => !["entry", "host"].includes(row.family) && !UNDEFINED_FAMILIES.has(row.family),
  ).map((row) => {
    const aligned = row.family === "memory" || ACCESSES.has(row.name);
    const target = row.name === "memory.copy" ? "exempt" : aligned ? "aligned" : "gas";
    const instruction = op(row.name, FIELDS[row.name]);
    return scene(row.name, target, instruction, operandsOf(row.name, row.pops, row.code));
  });
}

const BLOCK = Array.from({ length: 100 }, (_, i) => new Uint8Array(200).fill(i + 1));

function hostScene(
  name: string,
  target: Target,
  args: readonly number[],
  label: string = name,
  transactions: readonly Uint8Array[] = BLOCK,
): GasScene {
  const a = HOST_FUNCTIONS.findIndex((row) => row.name === name);
  const made = scene(`host: ${label}`, target, op("host", { a }), [], (state) => {
    // An import's stub has no locals but its parameters.
    state.locals = array(args.length);
    args.forEach((value, i) => state.locals.values.set(i, BigInt(value)));
    state.input = {
      txCount: transactions.length,
      height: 77n,
      dataHash: dataHashOf(transactions),
    };
  });
  return { ...made, block: { transactions } };
}

function hosts(): GasScene[] {
  const large = BLOCK.map((transaction, i) =>
    i === 50 ? new Uint8Array(16_384).fill(7) : transaction,
  );
  return [
    hostScene("(unknown import)", "gas", [], "unknown import"),
    hostScene("tx_count", "gas", []),
    hostScene("height", "gas", []),
    hostScene("time", "gas", []),
    hostScene("tx_len", "gas", [50], "tx_len, 200 bytes of 100 transactions"),
    hostScene("tx_read", "gas", [50, 32, INSIDE], "tx_read, 200 bytes of 100 transactions"),
    hostScene("tx_read", "exempt", [50, 32, INSIDE], "tx_read, 16,384 bytes", large),
    hostScene("keccak256", "gas", [INSIDE, 64, INSIDE], "keccak256 of 64 bytes"),
    hostScene("keccak256", "exempt", [INSIDE - 1024, 1024, 2 ** 22], "keccak256 of 1,024 bytes"),
    hostScene("sha256", "gas", [INSIDE, 64, INSIDE], "sha256 of 64 bytes"),
    hostScene("sha256", "exempt", [INSIDE - 1024, 1024, 2 ** 22], "sha256 of 1,024 bytes"),
    hostScene("secp256k1_recover", "gas", [INSIDE - 128, INSIDE - 32]),
    hostScene(
      "secp256k1_recover",
      "straddle",
      [INSIDE - 128, 2 ** 22],
      "secp256k1_recover, far apart",
    ),
  ];
}

function dearCases(): GasScene[] {
  const many = (count: number): bigint[] =>
    Array.from({ length: count }, (_, i) => 2n ** 63n + BigInt(i));
  const aligned = BigInt(INSIDE);
  return [
    scene("i64.store across two leaves of a chunk", "aligned", op("i64.store"), [
      aligned + 28n,
      2n ** 63n,
    ]),
    scene("i64.load across the middle of memory", "straddle", op("i64.load"), [BigInt(MIDDLE - 4)]),
    scene("i64.store across the middle of memory", "straddle", op("i64.store"), [
      BigInt(MIDDLE - 4),
      2n ** 63n,
    ]),
    scene("memory.copy from two leaves across the middle", "exempt", op("memory.copy"), [
      2n ** 22n,
      BigInt(MIDDLE - 4),
      32n,
    ]),
    scene("i32.add without fuel", "gas", op("i32.add"), [1n, 2n], (s) => (s.tf = s.limit)),
    scene("br that moves 1 and drops 8", "gas", op("br", { b: 1, c: 8 }), many(9)),
    scene("br that moves 1 and drops 1,000", "exempt", op("br", { b: 1, c: 1000 }), many(1001)),
    scene("call with 16 arguments", "gas", op("call", { b: 16, c: 20, d: 8 }), many(16)),
    scene("call with 1,000 arguments", "exempt", op("call", { b: 1000, c: 1000 }), many(1000)),
    scene("return of 1 past 1,000 leftovers", "gas", op("return", { a: 1 }), many(1001)),
    scene("return from the outermost frame", "gas", op("return"), [], (s) => s.frames.pop()),
  ];
}

function enter(count: number, target: Target): GasScene {
  const transactions = Array.from({ length: count }, (_, i) => new Uint8Array(20).fill(i & 0xff));
  const made = scene(`enter, ${count.toLocaleString("en")} transactions`, target, op("return"), []);
  stop(made.state, STATUS.halted);
  return {
    ...made,
    block: { transactions },
    input: { height: 9n, dataHash: dataHashOf(transactions), allowance: 1n << 40n },
  };
}

/** All rows of the table, in its order. */
export function gasScenes(): GasScene[] {
  return [
    ...everyOpcode(),
    ...hosts(),
    ...dearCases(),
    enter(1, "gas"),
    enter(100, "gas"),
    enter(16_384, "exempt"),
  ];
}

/** The proof of a row's step, and what else the stepper is given. */
export function proofOf(row: GasScene): { pre: Uint8Array; proof: Uint8Array; input: CallContext } {
  const view = viewOf(row.state);
  return {
    pre: view.hash(),
    proof: proveStep(row.program, view, row.block),
    input: row.input ?? NO_INPUT,
  };
}
