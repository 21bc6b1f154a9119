/**
 * Every kind of lie, at the first, the last and twenty seeded instructions of the ledger's block of about
 * 10^6 instructions, with the liar on either side: the liar, and nobody else, is slashed, at a
 * position where the honest next state differs from the claimed one.
 *
 *   SEED=7 npm test -- test/e2e/lies.test.ts    other positions
 */
import { expect } from "chai";

import { toHex } from "../../offchain/bytes/hex.ts";
import { LIES } from "../../offchain/player/lies.ts";
import { SeededRandom } from "../../offchain/player/random.ts";
import { expectLiarSlashed, ledgerArena } from "./support/ledger-arena.ts";
import type { LedgerArena } from "./support/ledger-arena.ts";

const SEED = Number(process.env.SEED ?? 20_261_123);
const POSITIONS = 20;

describe(`Lies about a block of 10^6 instructions (SEED=${SEED})`, () => {
  let ledger: LedgerArena;
  let instructions: bigint;

  before(async function () {
    this.timeout(120_000);
    ledger = await ledgerArena("small");
    ({ instructions } = await ledger.arena.rehearse(ledger.block));
  });

  afterEach(async () => {
    await ledger.restore();
  });

  for (const kind of LIES) {
    for (const liarSide of ["accused", "challenger"] as const) {
      it(`${kind}, the liar ${liarSide}: slashed every time`, async function () {
        this.timeout(300_000);
        const random = new SeededRandom(SEED);
        const places = [1n, instructions];
        while (places.length < POSITIONS + 2) {
          places.push(1n + BigInt(random.below(Number(instructions))));
        }
        for (const [i, at] of places.entries()) {
          const lie = { kind, at, seed: SEED + i, resultAddress: ledger.resultAddress };
          const quarrel = await ledger.arena.quarrel(ledger.block, lie, liarSide);
          expectLiarSlashed(quarrel, ledger.arena, `${kind} at ${at}, seed ${SEED + i}`);
          await ledger.restore();
        }
      });
    }
  }

  it("cannot dispute an equal claim", async () => {
    let reason: unknown;
    await ledger.arena.disputeEqual(ledger.block).catch((error: unknown) => {
      reason = (error as { reason?: unknown }).reason;
    });
    expect(reason).to.equal("SameEnd");
  });

  it("has each player run its trace at most three times", async () => {
    const lie = { kind: "result", at: 1n, seed: 1, resultAddress: ledger.resultAddress } as const;
    const { work } = await ledger.arena.quarrel(ledger.block, lie, "accused");
    expect(work.challenger <= 3n * instructions, `${work.challenger}`).to.equal(true);
    expect(work.accused <= 3n * instructions, `${work.accused}`).to.equal(true);
  });

  it("plays on the states that the honest machine has", async () => {
    const lie = { kind: "fuel", at: 1n, seed: 1 } as const;
    const quarrel = await ledger.arena.quarrel(ledger.block, lie, "accused");
    // The change comes after `enter`, so it is the first step whose result differs.
    expect(quarrel.explanation?.opcode).to.equal("enter");
    expect(quarrel.last.agreed).to.equal(quarrel.honest.claim.claim.start);
    expect(toHex(quarrel.explanation?.hashBefore ?? new Uint8Array())).to.equal(
      quarrel.last.agreed,
    );
  });
});
