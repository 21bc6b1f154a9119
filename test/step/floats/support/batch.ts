/** The contract `FloatBatch`: many float instructions in one call, compared with V8. */
import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";

import { STATUS } from "../../../../offchain/program/tables.ts";
import type { Operation } from "./operations.ts";
import { witness } from "./witness.ts";
import type { Outcome } from "./witness.ts";

export interface Case {
  readonly operation: Operation;
  readonly x: bigint;
  /** Ignored by an operation of one operand. */
  readonly y: bigint;
}

export interface Measured extends Outcome {
  /** Of `Floats.execute` alone. */
  readonly gas: number;
}

export interface Mismatch extends Case {
  readonly expected: Outcome;
  readonly actual: Outcome;
}

export interface Comparison {
  readonly mismatches: readonly Mismatch[];
  /** How many of the cases trap. */
  readonly traps: number;
  /** The most gas that a case took. */
  readonly gas: number;
}

/** `FloatBatch.run`: packed cases to what it returns, ABI-encoded. */
export type Run = (cases: Uint8Array) => Promise<Uint8Array>;

/** Cases in a call. Not more: the embedded chain records each instruction, and slows down. */
export const BATCH = 200;

const CASE = 17;
const WORD = 32;

/** Deploys the contract. */
export async function deployFloatBatch(ethers: HardhatEthers): Promise<Run> {
  const contract = await ethers.deployContract("FloatBatch");
  const to = await contract.getAddress();
  return async (cases) => {
    const data = contract.interface.encodeFunctionData("run", [cases]);
    return ethers.getBytes(await ethers.provider.call({ to, data, gasLimit: 16_000_000n }));
  };
}

/** Runs the cases in the contract. */
export async function execute(run: Run, cases: readonly Case[]): Promise<Measured[]> {
  const returned = await run(pack(cases));
  // An array's offset and its length come before its words.
  const words = new DataView(returned.buffer, returned.byteOffset + 2 * WORD);
  return cases.map((_, i) => ({
    status: words.getUint32(i * WORD + 16),
    result: words.getBigUint64(i * WORD + 20),
    gas: words.getUint32(i * WORD + 28),
  }));
}

/** Runs the cases in the contract and in V8. */
export async function compare(run: Run, cases: readonly Case[]): Promise<Comparison> {
  const measured = await execute(run, cases);
  const mismatches: Mismatch[] = [];
  let [traps, gas] = [0, 0];
  cases.forEach((one, i) => {
    const actual = measured[i]!;
    const expected = witness(one.operation, one.x, one.y);
    gas = Math.max(gas, actual.gas);
    if (expected.status !== STATUS.running) traps += 1;
    if (actual.status === expected.status && actual.result === expected.result) return;
    mismatches.push({ ...one, expected, actual });
  });
  return { mismatches, traps, gas };
}

/** `f64.add 0x… 0x…: status 1 0x… in V8, status 1 0x… on chain`. */
export function describeMismatch({ operation, x, y, expected, actual }: Mismatch): string {
  const inputs = operation.operands.length === 1 ? hex(x) : `${hex(x)} ${hex(y)}`;
  return `${operation.name} ${inputs}: ${outcome(expected)} in V8, ${outcome(actual)} on chain`;
}

function outcome({ status, result }: Outcome): string {
  return `status ${status} ${hex(result)}`;
}

function hex(value: bigint): string {
  return `0x${value.toString(16).padStart(16, "0")}`;
}

function pack(cases: readonly Case[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(cases.length * CASE));
  cases.forEach(({ operation, x, y }, i) => {
    view.setUint8(i * CASE, operation.code);
    view.setBigUint64(i * CASE + 1, x);
    view.setBigUint64(i * CASE + 9, y);
  });
  return new Uint8Array(view.buffer);
}
