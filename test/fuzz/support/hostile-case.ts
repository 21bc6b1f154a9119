/** What a hostile fuzz case is: a program that no validator has seen, and calls of it. */
import type { Change } from "../../../offchain/machine/interpreter/tamper.ts";
import type { ProgramParts } from "../../step/support/program.ts";

/** Registers that a case sets before a call, to come near their ends. */
export interface Registers {
  readonly eic?: bigint;
  readonly tf?: bigint;
  readonly callIndex?: bigint;
}

/** Changes the state before step `step` of a call, `enter` being step 0. */
export interface Interference {
  readonly step: number;
  readonly change: Change;
}

export interface HostileCall {
  readonly height: bigint;
  readonly transactions: readonly Uint8Array[];
  readonly allowance: bigint;
  /** Steps after which the case ends, if the machine still runs. */
  readonly steps: number;
  readonly registers?: Registers;
  readonly interferences: readonly Interference[];
}

export interface HostileCase {
  readonly seed: number;
  readonly parts: ProgramParts;
  /** One after the other; what follows a call that was not finished is left out. */
  readonly calls: readonly HostileCall[];
}
