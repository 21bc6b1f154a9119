/** No malformed byte string is a proof: what is not the proof of the step is refused (DESIGN 8.5). */
import { expect } from "chai";

import { concat, equalBytes } from "../../offchain/bytes/concat.ts";
import { dataHashOf } from "../../offchain/merkle/rfc6962.ts";
import { STATUS } from "../../offchain/program/tables.ts";
import { proveStep } from "../../offchain/proof/step.ts";
import { HOST_SCENES } from "./support/host-scenes.ts";
import { CONTROL_SCENES } from "./support/control-scenes.ts";
import { DATA_SCENES } from "./support/data-scenes.ts";
import { stop, viewOf } from "./support/model.ts";
import { assemble, op, programHash, SMALL_PROGRAM } from "./support/program.ts";
import { randomFrom } from "./support/random.ts";
import type { Random } from "./support/random.ts";
import { someState, stage } from "./support/scene.ts";
import { deployStepper } from "./support/stepper.ts";
import type { DeployedStepper, StepCall } from "./support/stepper.ts";

interface Sample extends StepCall {
  readonly name: string;
}

const SCENES = { ...CONTROL_SCENES, ...DATA_SCENES, ...HOST_SCENES };

/** One scene of every shape of proof: every byte of these is changed once. */
const SHAPES = [
  "no fuel for the base",
  "pc behind the code",
  "i64.rotl",
  "br_table",
  "call_indirect",
  "return",
  "local.set",
  "global.set",
  "table.copy forward",
  "table.init",
  "i64.store across two chunks",
  "memory.copy forward, three leaves",
  "memory.init across two data leaves",
  "tx_read",
  "sha256 of 33 bytes",
];

function sample(name: string): Sample {
  const { program, pre, proof } = stage(SCENES[name]!);
  return { name, program: programHash(program), pre, proof };
}

function enterSample(): Sample {
  const program = assemble({ ...SMALL_PROGRAM, memoryPages: 2, code: [op("return")] });
  const state = someState();
  stop(state, STATUS.halted);
  const view = viewOf(state);
  const transactions = Array.from({ length: 5 }, (_, i) => new Uint8Array(i));
  return {
    name: "enter",
    program: programHash(program),
    pre: view.hash(),
    proof: proveStep(program, view, { transactions }),
    input: { height: 1n, dataHash: dataHashOf(transactions), allowance: 5n },
  };
}

type Mutation = (proof: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const rubbish = (size: number, random: Random): Uint8Array =>
  Uint8Array.from({ length: size }, () => random.below(256));

/** `proof` with `bytes` in place of what stands at `at`. */
function overwritten(proof: Uint8Array, at: number, bytes: Uint8Array): Uint8Array {
  return concat(proof.slice(0, at), bytes, proof.slice(at + bytes.length)).slice(0, proof.length);
}

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "a bit flipped": (proof, random) => {
    const at = random.below(proof.length);
    return overwritten(proof, at, Uint8Array.of(proof[at]! ^ (1 << random.below(8))));
  },
  "a word replaced": (proof, random) =>
    overwritten(proof, random.below(proof.length), rubbish(32, random)),
  "a word of zeros": (proof, random) =>
    overwritten(proof, random.below(proof.length), new Uint8Array(32)),
  truncated: (proof, random) => proof.slice(0, random.below(proof.length)),
  "a byte too short": (proof) => proof.slice(0, -1),
  "a byte too long": (proof) => concat(proof, new Uint8Array(1)),
  extended: (proof, random) => concat(proof, rubbish(1 + random.below(64), random)),
  "a sibling left out": (proof, random) => {
    const at = random.below(proof.length - 32);
    return concat(proof.slice(0, at), proof.slice(at + 32));
  },
  "a sibling twice": (proof, random) => {
    const at = random.below(proof.length - 32);
    return concat(proof.slice(0, at), proof.slice(at, at + 32), proof.slice(at));
  },
  "two words exchanged": (proof, random) => {
    const [x, y] = [random.below(proof.length - 32), random.below(proof.length - 32)];
    const first = proof.slice(x, x + 32);
    return overwritten(overwritten(proof, x, proof.slice(y, y + 32)), y, first);
  },
  "of another pc": (proof, random) =>
    overwritten(proof, 8, Uint8Array.of((proof[8]! + 1 + random.below(255)) & 0xff)),
  "of a longer program": (proof) => overwritten(proof, 36, Uint8Array.of((proof[36]! + 1) & 0xff)),
  "of other counts": (proof, random) => {
    const at = 70 + random.below(Math.max(1, proof.length - 74));
    const count = new DataView(proof.buffer, proof.byteOffset).getUint32(
      Math.min(at, proof.length - 4),
    );
    const more = new Uint8Array(4);
    new DataView(more.buffer).setUint32(0, (count + 1) >>> 0);
    return overwritten(proof, at, more);
  },
  "the end of another proof": (proof, random, other) => {
    const at = random.below(Math.min(proof.length, other.length));
    return concat(proof.slice(0, at), other.slice(at));
  },
  "another proof": (_proof, _random, other) => other,
  nothing: () => new Uint8Array(),
};

describe("a proof that is not one", () => {
  let stepper: DeployedStepper;
  let samples: Sample[];
  /** Errors of refused proofs; "none" where one was accepted. */
  const errors = new Set<string>();
  before(async () => {
    stepper = await deployStepper();
    samples = [...Object.keys(SCENES).map(sample), enterSample()];
  });

  /** Names of those that the stepper accepted. */
  async function accepted(calls: readonly Sample[]): Promise<string[]> {
    const outcomes = await stepper.stepAll(calls);
    for (const { error = "none" } of outcomes) errors.add(error);
    return calls.filter((_, i) => outcomes[i]!.error === undefined).map(({ name }) => name);
  }

  it("is told from one that is", async () => {
    expect(await accepted(samples)).to.deep.equal(samples.map(({ name }) => name));
  });

  it("is refused: mutated, truncated, extended, re-indexed", async () => {
    const random = randomFrom(500);
    const wrong = samples.flatMap((right) =>
      Object.entries(MUTATIONS).map(([how, mutate]): Sample => {
        const other = random.pick(samples).proof;
        const proof = mutate(right.proof, random, other);
        return { ...right, proof, name: `${right.name}: ${how}, seed ${random.seed}` };
      }),
    );
    const changed = wrong.filter(
      ({ proof }, i) =>
        !equalBytes(proof, samples[Math.floor(i / Object.keys(MUTATIONS).length)]!.proof),
    );
    console.log(`      seed ${random.seed}, ${changed.length} proofs`);
    expect(changed.length).to.be.greaterThan(500);
    expect(await accepted(changed)).to.deep.equal([]);
  });

  for (const name of SHAPES) {
    it(`is refused with any byte changed: ${name}`, async () => {
      const right = sample(name);
      const wrong = Array.from(right.proof, (byte, at) => ({
        ...right,
        proof: overwritten(right.proof, at, Uint8Array.of(byte ^ 0x01)),
        name: `byte ${at}`,
      }));
      expect(await accepted(wrong)).to.deep.equal([]);
    });
  }

  it("is refused with any byte changed: enter", async () => {
    const right = enterSample();
    const wrong = Array.from(right.proof, (byte, at) => ({
      ...right,
      proof: overwritten(right.proof, at, Uint8Array.of(byte ^ 0x01)),
      name: `byte ${at}`,
    }));
    expect(await accepted(wrong)).to.deep.equal([]);
  });

  it("is refused for another state and for another program", async () => {
    const calls = samples.flatMap((right, i) => {
      const next = samples[(i + 1) % samples.length]!;
      return [
        { ...right, pre: new Uint8Array(32).fill(1) },
        { ...right, program: new Uint8Array(32).fill(1) },
        { ...right, pre: next.pre, name: `${right.name} for ${next.name}` },
      ].filter(
        ({ pre, program }) => !(equalBytes(pre, right.pre) && equalBytes(program, right.program)),
      );
    });
    expect(await accepted(calls)).to.deep.equal([]);
  });

  it("is refused for a reason of the stepper's own, never for want of gas or by a panic", () => {
    const named = [...errors].filter((error) => /^[A-Z][A-Za-z]+$/.test(error));
    expect([...errors].filter((error) => error !== "none")).to.deep.equal(named);
    expect(named).to.include.members(["StateMismatch", "ProofTooShort", "ProofTooLong"]);
  });
});
