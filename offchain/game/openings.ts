/** Scalars of a state by their path in its tree, the twin of contracts/game/Openings.sol. */
import { hash2, nobleHasher } from "../hash/keccak.ts";
import type { CountersOpening, PcOpening } from "./moves.ts";
import { stateHash } from "./scalars.ts";
import type { StateHash } from "./scalars.ts";

/** A u64 leaf: the value as 32 bytes, big-endian. */
function scalarLeaf(value: bigint): Uint8Array {
  const leaf = new Uint8Array(32);
  new DataView(leaf.buffer).setBigUint64(24, value);
  return leaf;
}

/** The root above `node`, which stands at `index` of its level, by its siblings from the bottom up. */
function rootAbove(node: Uint8Array, index: number, siblings: readonly Uint8Array[]): StateHash {
  let [root, at] = [node, index];
  for (const sibling of siblings) {
    root = at % 2 === 0 ? hash2(nobleHasher, root, sibling) : hash2(nobleHasher, sibling, root);
    at = Math.floor(at / 2);
  }
  return stateHash(root);
}

/** The hash of the state that has these counters, leaves 2 and 3. */
export function countersRoot({ eic, tf, siblings }: CountersOpening): StateHash {
  return rootAbove(hash2(nobleHasher, scalarLeaf(eic), scalarLeaf(tf)), 1, siblings);
}

/** The hash of the state that has this pc, leaf 1. */
export function pcRoot({ pc, siblings }: PcOpening): StateHash {
  return rootAbove(scalarLeaf(pc), 1, siblings);
}
