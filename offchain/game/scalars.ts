/** Scalars of a game, as the Arbiter types them. */
import { toHex } from "../bytes/hex.ts";

/** H_VM as lower-case digits with `0x`: 66 characters. */
export type StateHash = string & { readonly brand: "StateHash" };

const STATE_HASH = /^0x[0-9a-f]{64}$/;

/**
 * Brands a state's hash, given as 32 bytes or as digits.
 * @throws RangeError if it is of another size.
 */
export function stateHash(value: Uint8Array | string): StateHash {
  const text = typeof value === "string" ? value.toLowerCase() : toHex(value);
  if (!STATE_HASH.test(text)) throw new RangeError(`not a state's hash: ${text.slice(0, 80)}`);
  return text as StateHash;
}

/** What stands for "no state". */
export const NO_STATE = `0x${"00".repeat(32)}` as StateHash;

export type Side = "challenger" | "accused";

export function otherSide(side: Side): Side {
  return side === "challenger" ? "accused" : "challenger";
}
