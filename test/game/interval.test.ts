/** The arithmetic of the search (paper 4.1.1). The same vectors drive test/arbiter/search.test.ts. */
import { expect } from "chai";

import { isStep, listPositions, pieceCount, pieceOf } from "../../offchain/game/interval.ts";
import { ARITIES, SEARCH_VECTORS } from "./support/vectors.ts";

describe("interval", () => {
  it("cuts as the vectors say", () => {
    for (const { interval, arity, positions } of SEARCH_VECTORS) {
      expect(
        listPositions(interval, arity),
        `${interval.lo} ${interval.hi} ${arity}`,
      ).to.deep.equal(positions);
    }
  });

  it("covers every interval by pieces of which none is empty, whatever n and k", () => {
    for (const arity of ARITIES) {
      for (let n = 1n; n <= 300n; n++) {
        const interval = { lo: 1_000n, hi: 1_000n + n };
        const m = pieceCount(interval, arity);
        expect(m).to.equal(Math.min(Number(n), arity));
        let at = interval.lo;
        for (let j = 0; j < m; j++) {
          const piece = pieceOf(interval, arity, j);
          expect(piece.lo).to.equal(at);
          expect(piece.hi > piece.lo, `k ${arity}, n ${n}, piece ${j}`).to.equal(true);
          at = piece.hi;
        }
        expect(at).to.equal(interval.hi);
      }
    }
  });

  it("shrinks k-fold: no piece is longer than ⌈n/m⌉, and 2^64 − 1 steps end in one", () => {
    for (const arity of ARITIES) {
      let interval = { lo: 0n, hi: 2n ** 64n - 1n };
      let moves = 0;
      for (; !isStep(interval); moves++) {
        const m = BigInt(pieceCount(interval, arity));
        const longest = (interval.hi - interval.lo + m - 1n) / m;
        const piece = pieceOf(interval, arity, moves % Number(m));
        expect(piece.hi - piece.lo <= longest).to.equal(true);
        interval = piece;
      }
      expect(moves).to.be.at.most(Math.ceil(64 / Math.log2(arity)) + 1);
    }
  });
});
