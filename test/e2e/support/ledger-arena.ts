/** An arena with the ledger on the embedded chain, before its third block. */
import { expect } from "chai";
import { network } from "hardhat";

import { RESULT_POINTER } from "../../../examples/ethereum-ledger/results.ts";
import { workload } from "../../../examples/ethereum-ledger/workload.ts";
import type { Size } from "../../../examples/ethereum-ledger/workload.ts";
import { readEngine } from "../../../offchain/adapters/engines.ts";
import { readPackage } from "../../../offchain/adapters/package-file.ts";
import { toHex } from "../../../offchain/bytes/hex.ts";
import { otherSide } from "../../../offchain/game/scalars.ts";
import { Arena } from "../../../offchain/player/arena.ts";
import type { Quarrel } from "../../../offchain/player/arena.ts";
import type { NodeBlock } from "../../../offchain/player/node.ts";

export interface LedgerArena {
  readonly arena: Arena;
  /** The block to quarrel about; the two before it have been run. */
  readonly block: NodeBlock;
  readonly resultAddress: number;
  /** Sets the chain back to where it stood before the quarrel. */
  readonly restore: () => Promise<void>;
}

export const DEPOSIT = 10n ** 18n;

export async function ledgerArena(size: Size): Promise<LedgerArena> {
  const { ethers, networkHelpers } = await network.create();
  const [owner, honest, liar] = await ethers.getSigners();
  const arena = await Arena.create({
    owner: owner!,
    honest: honest!,
    liar: liar!,
    engines: { unchecked: readEngine("unchecked"), checked: readEngine("checked") },
    package: readPackage("build/ethereum-ledger.wasm"),
    allowance: 10n ** 12n,
    deposit: DEPOSIT,
    passTime: async () => {
      await networkHelpers.time.increase(100_000);
    },
  });
  const [first, second, third] = workload(size);
  await arena.runTogether(first!);
  await arena.runTogether(second!);
  const snapshot = await networkHelpers.takeSnapshot();
  return {
    arena,
    block: third!,
    resultAddress: RESULT_POINTER,
    restore: () => snapshot.restore(),
  };
}

/** The liar lost, alone, and the position shows why. */
export function expectLiarSlashed(quarrel: Quarrel, arena: Arena, what: string): void {
  const { liarSide, last, explanation, money } = quarrel;
  expect(quarrel.outcome, what).to.equal(`${liarSide}-lost`);
  expect(quarrel.slashed, what).to.deep.equal([arena.liar.address]);
  expect(money.after.liar.deposit, what).to.equal(0n);
  expect(money.after.honest.deposit, what).to.equal(DEPOSIT);
  expect(money.after.honest.owed, what).to.equal(DEPOSIT / 4n);
  expect(money.after.totals.burned, what).to.equal((DEPOSIT * 3n) / 4n);
  if (last.phase === "halting") return;
  expect(last.phase, what).to.equal("stepping");
  expect(toHex(explanation!.hashBefore), what).to.equal(last.agreed);
  expect(toHex(explanation!.hashAfter), what).to.equal(last.stated[otherSide(liarSide)]);
  expect(toHex(explanation!.hashAfter), what).not.to.equal(last.stated[liarSide]);
}
