/** One step on the stepper: the state before, the instruction, and the state that is expected. */
import { expect } from "chai";

import type { Instruction } from "../../../offchain/program/instruction.ts";
import { executableRow } from "../../../offchain/program/instruction.ts";
import { STATUS } from "../../../offchain/program/tables.ts";
import type { StatusName } from "../../../offchain/program/tables.ts";
import { toHex } from "../../../offchain/bytes/hex.ts";
import { proveStep } from "../../../offchain/proof/step.ts";
import type { BlockTransactions } from "../../../offchain/proof/block.ts";
import { array, copyOf, hashOf, NO_PC, stop, viewOf } from "./model.ts";
import type { Model } from "./model.ts";
import { assemble, SMALL_PROGRAM } from "./program.ts";
import type { ProgramParts } from "./program.ts";
import type { ProgramView } from "../../../offchain/proof/program-view.ts";
import type { DeployedStepper } from "./stepper.ts";

/** A running state with something everywhere, two frames deep. */
export function someState(): Model {
  return {
    status: STATUS.running,
    pc: 0n,
    eic: 41n,
    tf: 3_500_000n,
    limit: 9_000_000n,
    callIndex: 3n,
    operands: [],
    frames: [
      { returnPc: NO_PC, slotsBefore: 0, locals: array(0), operands: [] },
      { returnPc: 2n, slotsBefore: 23, locals: array(3, [[1, 5n]]), operands: [7n, 8n] },
    ],
    slots: 40,
    locals: array(7, [
      [0, 0xffff_ffff_0000_0040n],
      [4, 44n],
    ]),
    globals: array(9, [[8, 88n]]),
    tables: array(10, [[3, 2n]]),
    dropped: array(6, [[2, 1n]]),
    pages: 2,
    memory: new Map([[3, Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i)]]),
    stamps: new Map([[0, 2n]]),
    input: { txCount: 0, height: 77n, dataHash: new Uint8Array(32).fill(9) },
  };
}

export interface Scene {
  readonly instruction: Instruction;
  /** More of the program: what follows the instruction, data, elements, functions. */
  readonly program?: Partial<ProgramParts>;
  /** Changes the state before. */
  readonly given?: (state: Model) => void;
  /** Operands before, bottom first. */
  readonly operands?: readonly bigint[];
  /** Charges besides base fuel. */
  readonly charges?: number;
  /** What becomes of the state before; pc, eic and tf have moved on, operands are popped. */
  readonly then?: (state: Model) => void;
  /** Operands pushed, bottom first. */
  readonly pushed?: readonly bigint[];
  /** The trap in which the step ends instead. */
  readonly trap?: StatusName;
  readonly block?: BlockTransactions;
}

function partsOf(scene: Scene): ProgramParts {
  const code = [scene.instruction, ...(scene.program?.code ?? [])];
  return { ...SMALL_PROGRAM, memoryPages: 2, ...scene.program, code };
}

/** What VM.md says of every step, and the scene of this one. */
function expected(scene: Scene, before: Model): Model {
  const after = copyOf(before);
  const row = executableRow(scene.instruction);
  const base = BigInt(row?.fuel ?? 1);
  after.eic += 1n;
  if (scene.trap === "outOfFuel") {
    after.tf = after.limit;
    stop(after, STATUS.outOfFuel);
  } else if (scene.trap !== undefined) {
    after.tf += base;
    stop(after, STATUS[scene.trap]);
  } else {
    after.tf += base + BigInt(scene.charges ?? 0);
    after.pc += 1n;
    after.operands.splice(after.operands.length - (row?.pops ?? 0));
    after.operands.push(...(scene.pushed ?? []));
    scene.then?.(after);
  }
  return after;
}

/** A scene made ready: what the stepper is given, and what it must answer. */
export interface Staged {
  readonly program: ProgramView;
  readonly pre: Uint8Array;
  readonly proof: Uint8Array;
  readonly post: string;
}

/** Sets a scene up and proves its step. */
export function stage(scene: Scene): Staged {
  const program = assemble(partsOf(scene));
  const before = someState();
  before.operands = [...(scene.operands ?? [])];
  scene.given?.(before);
  const view = viewOf(before);
  const proof = proveStep(program, view, scene.block);
  return { program, pre: view.hash(), proof, post: toHex(hashOf(expected(scene, before))) };
}

/** Executes the step, and compares the hash of the state after. */
export async function play(stepper: DeployedStepper, scene: Scene): Promise<void> {
  const { program, pre, proof, post } = stage(scene);
  expect(await stepper.step(program, pre, proof)).to.equal(post);
}
