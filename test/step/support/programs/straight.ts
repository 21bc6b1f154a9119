/** What the small programs of the lock-step test are made of. They are assembled by hand. */
import type { Instruction } from "../../../../offchain/program/instruction.ts";
import type { CallPlan } from "../lockstep.ts";
import { op, SMALL_PROGRAM } from "../program.ts";
import type { ProgramParts } from "../program.ts";

export interface LockstepProgram {
  readonly name: string;
  readonly parts: ProgramParts;
  readonly calls?: readonly CallPlan[];
}

export const HIGH = 0xdead_beefn << 32n;
export const END = 2 * 65_536;

export const push = (value: bigint | number): Instruction =>
  op("i64.const", { imm: BigInt.asUintN(64, BigInt(value)) });

export const pushAll = (...values: readonly (bigint | number)[]): Instruction[] => values.map(push);

/** Runs `code` as the whole of the first call; later calls run it again. */
export function straight(
  name: string,
  code: readonly Instruction[],
  more: Partial<ProgramParts> = {},
  calls?: readonly CallPlan[],
): LockstepProgram {
  const parts = {
    ...SMALL_PROGRAM,
    memoryPages: 2,
    gatewayEntry: 0,
    ...more,
    code: [...code, op("return"), ...(more.code ?? [])],
  };
  return calls ? { name, parts, calls } : { name, parts };
}
