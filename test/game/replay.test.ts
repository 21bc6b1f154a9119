/** What a game costs a player in instructions that are run again. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";

import type { Dispute } from "../../offchain/game/dispute.ts";
import type { CountersOpening, PcOpening } from "../../offchain/game/moves.ts";
import { nextMove } from "../../offchain/game/player.ts";
import { ReplayTrace } from "../../offchain/game/replay.ts";
import type { Replayable } from "../../offchain/game/replay.ts";
import { afterMove } from "../../offchain/game/rules.ts";
import type { Referee } from "../../offchain/game/rules.ts";
import { stateHash } from "../../offchain/game/scalars.ts";
import type { Side, StateHash } from "../../offchain/game/scalars.ts";
import { ARITIES } from "./support/vectors.ts";

const START = 1_000n;
const LENGTH = 100_000_000n;
/** A piece may be a step longer than its share: at most one for each of the moves. */
const ROUNDING = 32;

/** Counts, and from `wrongFrom` on counts wrongly. */
class CountingMachine implements Replayable<bigint> {
  eic = START;
  readonly #wrongFrom: bigint;

  constructor(wrongFrom: bigint) {
    this.#wrongFrom = wrongFrom;
  }

  runTo(eic: bigint): void {
    if (eic < this.eic) throw new RangeError(`${this.eic} lies behind ${eic}`);
    this.eic = eic;
  }

  save(): bigint {
    return this.eic;
  }

  restore(snapshot: bigint): void {
    this.eic = snapshot;
  }

  hash(): Uint8Array {
    const version = this.eic >= this.#wrongFrom ? "wrong" : "right";
    return keccak_256(new TextEncoder().encode(`${version} ${this.eic}`));
  }

  openCounters(): CountersOpening {
    return { eic: this.eic, tf: 0n, siblings: [] };
  }

  openPc(): PcOpening {
    return { pc: 0n, siblings: [] };
  }

  proveStep(): Uint8Array {
    return this.hash();
  }

  proveInput(): undefined {
    return undefined;
  }
}

function traceOf(wrongFrom: bigint): ReplayTrace<bigint> {
  const machine = new CountingMachine(wrongFrom);
  const before = machine.save();
  machine.runTo(START + LENGTH);
  return new ReplayTrace(machine, before);
}

/** Takes every proof for that of the right next state. */
function refereeOf(dispute: () => Dispute, honest: CountingMachine): Referee {
  return {
    rootOf: () => dispute().stated.accused,
    step: () => {
      honest.eic = dispute().hi;
      return stateHash(honest.hash());
    },
    readsInput: () => false,
  };
}

describe("ReplayTrace", () => {
  for (const arity of ARITIES) {
    it(`k = ${arity}: a game over 10^8 instructions runs 10^8 of them again, at most`, async () => {
      for (const wrongFrom of [1n, 2n, LENGTH / 3n, LENGTH / 2n, LENGTH - 1n, LENGTH]) {
        const traces = {
          challenger: traceOf(START + wrongFrom),
          accused: traceOf(START + LENGTH + 1n),
        };
        const hash = (side: Side): StateHash => traces[side].hashAt(START + LENGTH);
        let dispute: Dispute = {
          phase: "opening",
          outcome: undefined,
          turn: "accused",
          longer: undefined,
          arity,
          start: START,
          lo: START,
          hi: START + LENGTH,
          agreed: traces.accused.hashAt(START),
          stated: { challenger: hash("challenger"), accused: hash("accused") },
          list: [],
        };
        const referee = refereeOf(() => dispute, new CountingMachine(START + LENGTH + 1n));
        while (dispute.phase !== "ended") {
          const move = await nextMove(dispute, dispute.turn, traces[dispute.turn]);
          dispute = afterMove(dispute, dispute.turn, move!, referee);
        }
        expect(dispute.outcome).to.equal("challenger-lost");
        expect(dispute.lo).to.equal(START + wrongFrom - 1n);
        for (const side of ["challenger", "accused"] as const) {
          expect(Number(traces[side].instructionsRun), `${side}, ${wrongFrom}`).to.be.at.most(
            Number(LENGTH) + ROUNDING,
          );
        }
      }
    });
  }

  it("gives up what lies outside of its focus, and says so", () => {
    const trace = traceOf(START + LENGTH + 1n);
    trace.hashAt(START + 50n);
    trace.hashAt(START + 60n);
    trace.focus(START + 55n, START + 60n);
    expect(trace.hashAt(START + 57n)).to.equal(traceOf(START + LENGTH + 1n).hashAt(START + 57n));
    expect(() => trace.hashAt(START + 40n)).to.throw(RangeError);
    expect(() => trace.hashAt(START + 61n)).to.throw(RangeError);
    expect(() => trace.focus(START, START + 60n)).to.throw(RangeError);
  });
});
