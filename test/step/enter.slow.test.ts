/** Genesis, entering a call, and whether a step reads input (docs/VM.md 2.4, 3.2, 4.1, 7.3, 7.6). */
import { expect } from "chai";

import { toHex } from "../../offchain/bytes/hex.ts";
import { countProof, dataHashOf, leafContents } from "../../offchain/merkle/rfc6962.ts";
import { STATUS } from "../../offchain/program/tables.ts";
import { proveReadsInput } from "../../offchain/proof/openings.ts";
import { proveStep } from "../../offchain/proof/step.ts";
import { array, copyOf, hashOf, NO_PC, stop, viewOf } from "./support/model.ts";
import type { Model } from "./support/model.ts";
import { assemble, op, programHash, SMALL_PROGRAM } from "./support/program.ts";
import { someState } from "./support/scene.ts";
import { deployStepper, NO_INPUT } from "./support/stepper.ts";
import type { CallContext, DeployedStepper } from "./support/stepper.ts";

const PROGRAM = assemble({ ...SMALL_PROGRAM, memoryPages: 2, code: [op("jump"), op("return")] });

function restingState(): Model {
  const state = someState();
  stop(state, STATUS.unreachable);
  return state;
}

function blockOf(count: number): { transactions: Uint8Array[] } {
  return { transactions: Array.from({ length: count }, (_, i) => new Uint8Array(i % 70).fill(i)) };
}

/** docs/VM.md 4.1 for PROGRAM. */
function entered(before: Model, input: CallContext, txCount: number): Model {
  const cap = (x: bigint): bigint => (x < NO_PC ? x : NO_PC);
  const after = copyOf(before);
  after.eic = cap(after.eic + 1n);
  after.input = { txCount, height: input.height, dataHash: input.dataHash };
  after.callIndex = cap(after.callIndex + 1n);
  after.limit = cap(after.tf + (input.allowance > 1n ? input.allowance : 1n));
  if (before.tf === NO_PC) {
    after.status = STATUS.outOfFuel;
    return after;
  }
  after.tf += 1n;
  after.status = STATUS.running;
  after.pc = before.callIndex >= 1n ? 1n : 0n;
  after.frames = [{ returnPc: NO_PC, slotsBefore: 0, locals: array(0), operands: [] }];
  after.slots = 23;
  after.locals = array(3);
  return after;
}

/** The custom error with which a call reverts, or "" if it does not. */
async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "";
  } catch (error) {
    return /custom error '(\w+)/.exec(String(error))?.[1] ?? String(error);
  }
}

describe("the stepper's entry", () => {
  let stepper: DeployedStepper;
  before(async () => {
    stepper = await deployStepper();
  });

  async function enters(state: Model, count: number, allowance: bigint): Promise<void> {
    const block = blockOf(count);
    const input = { height: 78n, dataHash: dataHashOf(block.transactions), allowance };
    const view = viewOf(state);
    const post = await stepper.step(PROGRAM, view.hash(), proveStep(PROGRAM, view, block), input);
    expect(post, `${count} transactions`).to.equal(toHex(hashOf(entered(state, input, count))));
  }

  it("enters calls of 1 to 40, 1,000 and 16,384 transactions", async () => {
    for (let count = 1; count <= 40; count++) await enters(restingState(), count, 1000n);
    await enters(restingState(), 1000, 1000n);
    await enters(restingState(), 16_384, 1000n);
  });

  it("begins with the prologue, and later with the gateway", async () => {
    await enters({ ...restingState(), callIndex: 0n }, 1, 5n);
    await enters({ ...restingState(), callIndex: 1n }, 1, 5n);
  });

  it("saturates, and takes an allowance of 0 for 1", async () => {
    await enters(restingState(), 2, 0n);
    await enters(restingState(), 2, NO_PC);
    await enters({ ...restingState(), eic: NO_PC, callIndex: NO_PC, tf: NO_PC - 1n }, 2, 7n);
    await enters({ ...restingState(), tf: NO_PC }, 2, 7n);
  });

  it("answers that nothing follows where the judge offers no input", async () => {
    const view = viewOf(restingState());
    const proof = proveStep(PROGRAM, view);
    expect(await stepper.step(PROGRAM, view.hash(), proof)).to.equal(toHex(new Uint8Array(32)));
    const other = viewOf({ ...restingState(), tf: 1n });
    const mismatch = errorOf(stepper.step(PROGRAM, other.hash(), proof));
    expect(await mismatch).to.equal("StateMismatch");
  });

  it("shows one number of transactions only", async () => {
    const view = viewOf(restingState());
    for (let count = 1; count <= 33; count++) {
      const { transactions } = blockOf(count);
      const input = { height: 78n, dataHash: dataHashOf(transactions), allowance: 1n };
      const contents = leafContents(transactions);
      for (let claimed = 1; claimed <= 33; claimed++) {
        if (claimed === count) continue;
        const more = Array.from({ length: claimed }, (_, i) => contents[i % count]!);
        const shape = countProof(more);
        const body = proveStep(PROGRAM, view);
        const proof = new Uint8Array([...body, ...shape]);
        const error = await errorOf(stepper.step(PROGRAM, view.hash(), proof, input));
        expect(error, `${claimed} for ${count}`).to.equal("DataHashMismatch");
      }
    }
  });

  it("refuses counts of 0 and above the limit", async () => {
    const view = viewOf(restingState());
    const body = proveStep(PROGRAM, view);
    const input = { ...NO_INPUT, dataHash: new Uint8Array(32).fill(1) };
    for (const count of [0, 16_385, 65_535]) {
      const proof = new Uint8Array([...body, count >> 8, count & 0xff, ...new Uint8Array(32)]);
      const error = await errorOf(stepper.step(PROGRAM, view.hash(), proof, input));
      expect(error).to.equal("LeafCountOutOfRange");
    }
  });

  it("makes VM_0", async () => {
    for (const [memoryPages, globals, tableSlots, segments] of [
      [1, 9, 10, 6],
      [0, 0, 0, 0],
      [3, 1, 4, 5],
      [16_384, 1 << 20, 1 << 20, 1 << 20],
    ] as const) {
      const parts = { ...SMALL_PROGRAM, memoryPages, globals, tableSlots, segments };
      const program = assemble({ ...parts, code: [op("jump")] });
      const [hash, vm0] = await stepper.contract.genesis(
        program.codeLength,
        program.code.node(program.code.depth, 0),
        program.facts,
      );
      const first: Model = {
        ...restingState(),
        status: 0,
        eic: 0n,
        tf: 0n,
        limit: 0n,
        callIndex: 0n,
        globals: array(globals),
        tables: array(tableSlots),
        dropped: array(segments),
        pages: memoryPages,
        memory: new Map(),
        stamps: new Map(),
        input: { txCount: 0, height: 0n, dataHash: new Uint8Array(32) },
      };
      expect(hash).to.equal(toHex(programHash(program)));
      expect(vm0).to.equal(toHex(hashOf(first)));
    }
  });

  it("refuses programs that are not well-formed", async () => {
    const refusals: [string, number, number, number?][] = [
      ["ProgramVersionUnsupported", 0, 2],
      ["ProgramTooLarge", 4, 16_385],
      ["ProgramEmpty", 8, 0],
      ["ProgramTooLarge", 8, 16_385],
      ["ProgramTooLarge", 12, (1 << 18) + 1],
      ["ProgramTooLarge", 20, 101],
      ["ProgramTooLarge", 24, 0xffff_ffff],
      ...[28, 32, 36, 40, 44, 48].map((at): [string, number, number] => [
        "ProgramTooLarge",
        at,
        (1 << 20) + 1,
      ]),
      ["ProgramEmpty", 0, 1, 0],
      ["ProgramTooLarge", 0, 1, (1 << 22) + 1],
    ];
    for (const [error, at, value, codeLength = 1] of refusals) {
      const facts = new Uint8Array(PROGRAM.facts);
      new DataView(facts.buffer).setUint32(at, value);
      const call = stepper.contract.genesis(codeLength, new Uint8Array(32), facts);
      expect(await errorOf(call), `${at}`).to.equal(error);
    }
    for (const size of [0, 147, 149]) {
      const call = stepper.contract.genesis(1, new Uint8Array(32), new Uint8Array(size));
      expect(await errorOf(call)).to.equal("FactsSizeInvalid");
    }
  });

  it("knows which steps read input", async () => {
    const reads = async (state: Model, parts = PROGRAM): Promise<boolean> => {
      const view = viewOf(state);
      const proof = proveReadsInput(parts, view);
      return stepper.contract.readsInput(programHash(parts), view.hash(), proof);
    };
    expect(await reads(restingState())).to.equal(true);
    expect(await reads(someState())).to.equal(false);
    for (let host = 0; host < 10; host++) {
      const program = assemble({ ...SMALL_PROGRAM, code: [op("host", { a: host }), op("jump")] });
      expect(await reads(someState(), program)).to.equal(host === 2 || host === 3);
    }
    const view = viewOf(someState());
    const proof = proveReadsInput(PROGRAM, view);
    for (let at = 0; at < proof.length; at += 3) {
      const wrong = new Uint8Array(proof);
      wrong[at]! ^= 1;
      const call = stepper.contract.readsInput(programHash(PROGRAM), view.hash(), wrong);
      expect(await errorOf(call), `byte ${at}`).not.to.equal("");
    }
  });
});
