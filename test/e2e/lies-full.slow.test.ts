/** Each kind of lie once on the ledger's block of more than 10^8 instructions. */
import { expect } from "chai";

import { LIES } from "../../offchain/player/lies.ts";
import { expectLiarSlashed, ledgerArena } from "./support/ledger-arena.ts";
import type { LedgerArena } from "./support/ledger-arena.ts";

describe("Lies about a block of 10^8 instructions", function () {
  this.timeout(600_000);
  let ledger: LedgerArena;

  before(async () => {
    ledger = await ledgerArena("full");
  });

  afterEach(async () => {
    await ledger.restore();
  });

  LIES.forEach((kind, i) => {
    const liarSide = i % 2 === 0 ? "accused" : "challenger";
    it(`${kind}, the liar ${liarSide}: slashed; at most three runs of work for each`, async () => {
      const lie = { kind, at: 10_000_019n * BigInt(i + 1), seed: i };
      const quarrel = await ledger.arena.quarrel(
        ledger.block,
        { ...lie, resultAddress: ledger.resultAddress },
        liarSide,
      );
      expectLiarSlashed(quarrel, ledger.arena, kind);
      const { honest, lying, work } = quarrel;
      expect(honest.instructions >= 100_000_000n, `${honest.instructions}`).to.equal(true);
      const honestWork = liarSide === "accused" ? work.challenger : work.accused;
      expect(honestWork <= 3n * honest.instructions, `${honestWork}`).to.equal(true);
      expect(work[liarSide] <= 3n * lying.instructions, `${work[liarSide]}`).to.equal(true);
    });
  });
});
