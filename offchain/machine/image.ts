/** What an engine needs of a program (docs/VM.md 2.3, 2.4): leaves as they are committed, and facts. */
import { LIMITS, VM_VERSION } from "../program/tables.ts";
import { MachineError } from "./errors.ts";

export interface ImageFacts {
  readonly version: number;
  readonly memoryPages: number;
  readonly maxFrames: number;
  readonly maxSlots: number;
  readonly gatewayEntry: number;
  readonly gatewayLocals: number;
  readonly frameHeight: number;
  readonly globals: number;
  readonly tableSlots: number;
  readonly segments: number;
  readonly functions: number;
  readonly dataLeaves: number;
  /** Values in the elements array. */
  readonly elements: number;
}

export interface ProgramImage {
  readonly facts: ImageFacts;
  /** Instruction leaves, 32 bytes each. */
  readonly code: Uint8Array;
  /** Function leaves, 32 bytes each. */
  readonly functions: Uint8Array;
  /** The data array, 32·dataLeaves bytes. */
  readonly data: Uint8Array;
  /** The elements array as a word array packs it: ⌈elements/4⌉ leaves. */
  readonly elements: Uint8Array;
}

/** @throws MachineError "malformed-program" unless the program is well-formed (docs/VM.md 2.4). */
export function checkImage({ facts, code, functions, data, elements }: ProgramImage): void {
  const rules: [string, boolean][] = [
    [`version is ${facts.version}, not ${VM_VERSION}`, facts.version === VM_VERSION],
    ["code has no whole number of leaves", code.length % 32 === 0],
    [
      `${code.length / 32} instructions; 1 to ${LIMITS.instructions} are allowed`,
      code.length >= 32 && code.length / 32 <= LIMITS.instructions,
    ],
    [`${facts.memoryPages} memory pages`, facts.memoryPages <= LIMITS.memoryPages],
    [`${facts.maxFrames} frames`, facts.maxFrames >= 1 && facts.maxFrames <= LIMITS.frames],
    [`${facts.maxSlots} slots`, facts.maxSlots <= LIMITS.slots],
    [
      "the gateway's frame has more slots than all frames may have",
      facts.gatewayLocals + facts.frameHeight <= facts.maxSlots,
    ],
    ["too many globals", facts.globals <= LIMITS.words],
    ["too many table elements", facts.tableSlots <= LIMITS.words],
    ["too many segments", facts.segments <= LIMITS.words],
    ["too many functions", facts.functions <= LIMITS.words],
    ["too many data leaves", facts.dataLeaves <= LIMITS.words],
    ["too many passive elements", facts.elements <= LIMITS.words],
    ["function leaves are missing", functions.length === 32 * facts.functions],
    ["data leaves are missing", data.length === 32 * facts.dataLeaves],
    ["element leaves are missing", elements.length === 32 * Math.ceil(facts.elements / 4)],
  ];
  for (const [message, holds] of rules) {
    if (!holds) throw new MachineError("malformed-program", `The program cannot run: ${message}.`);
  }
}
