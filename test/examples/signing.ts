/** Ethereum transactions made to measure, right or wrong in one field. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

import type { InsertCommand } from "../../examples/ethereum-ledger/commands.ts";
import { encodeRlp, scalar } from "../../examples/ethereum-ledger/rlp.ts";

/** The order of secp256k1. */
export const ORDER = secp256k1.Point.CURVE().n;

export interface Fields {
  readonly nonce?: Uint8Array;
  readonly gasPrice?: bigint;
  readonly gasLimit?: bigint;
  readonly to?: Uint8Array;
  readonly value?: bigint;
  readonly data?: Uint8Array;
}

export interface Signed {
  /** The six signed fields. */
  readonly fields: readonly Uint8Array[];
  readonly v: bigint;
  readonly r: bigint;
  readonly s: bigint;
}

const KEY = new Uint8Array(32).fill(7);

/** Signs; with a chain id as EIP-155 has it, else in the older form. */
export function signFields(fields: Fields, chainId?: bigint): Signed {
  const { nonce, gasPrice = 10n ** 9n, gasLimit = 21_000n, to, value = 1n, data } = fields;
  const signed = [
    nonce ?? new Uint8Array(),
    scalar(gasPrice),
    scalar(gasLimit),
    to ?? new Uint8Array(20).fill(0x11),
    scalar(value),
    data ?? new Uint8Array(),
  ];
  const suffix = chainId === undefined ? [] : [scalar(chainId), scalar(0n), scalar(0n)];
  const digest = keccak_256(encodeRlp([...signed, ...suffix]));
  const bytes = secp256k1.sign(digest, KEY, { prehash: false, format: "recovered" });
  const { r, s, recovery } = secp256k1.Signature.fromBytes(bytes, "recovered");
  const v = BigInt(recovery!) + (chainId === undefined ? 27n : chainId * 2n + 35n);
  return { fields: signed, v, r, s };
}

export function encodeSigned({ fields, v, r, s }: Signed): Uint8Array {
  return encodeRlp([...fields, scalar(v), scalar(r), scalar(s)]);
}

/** The command that inserts `raw`, by default at noon of 2017-04-10. */
export function insertOf(
  raw: Uint8Array,
  { blockNumber = 3_510_000n, timestamp = 1_491_825_600n } = {},
): InsertCommand {
  return { kind: "insert", blockNumber, timestamp, raw };
}
