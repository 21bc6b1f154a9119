/** States for games that end before their step: trees of 16 leaves made up but for their scalars. */
import { keccak_256 } from "@noble/hashes/sha3.js";

import { word } from "../../../offchain/bytes/writer.ts";
import type { CountersOpening, PcOpening } from "../../../offchain/game/moves.ts";
import { stateHash } from "../../../offchain/game/scalars.ts";
import type { StateHash } from "../../../offchain/game/scalars.ts";
import { hash2, nobleHasher } from "../../../offchain/hash/keccak.ts";

export const HALTED = 2n ** 64n - 1n;

export interface MadeState {
  readonly hash: StateHash;
  readonly eic: bigint;
  readonly counters: CountersOpening;
  readonly pc: PcOpening;
}

/** @param salt Tells states with the same scalars apart. */
export function madeState(
  scalars: { readonly eic: bigint; readonly tf?: bigint; readonly pc?: bigint },
  salt = "",
): MadeState {
  const { eic, tf = (7n * eic) % 2n ** 64n, pc = HALTED } = scalars;
  const leaves: Uint8Array[] = Array.from({ length: 16 }, (_, i) =>
    keccak_256(new TextEncoder().encode(`leaf ${i} ${salt}`)),
  );
  leaves[1] = word(pc);
  leaves[2] = word(eic);
  leaves[3] = word(tf);
  const node = (level: number, index: number): Uint8Array =>
    level === 0
      ? leaves[index]!
      : hash2(nobleHasher, node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  return {
    hash: stateHash(node(4, 0)),
    eic,
    counters: { eic, tf, siblings: [node(1, 0), node(2, 1), node(3, 1)] },
    pc: { pc, siblings: [node(0, 0), node(1, 1), node(2, 1), node(3, 1)] },
  };
}
