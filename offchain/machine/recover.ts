/**
 * Recovery of a secp256k1 signer, exactly as Ethereum's precompile 0x01 does it (docs/VM.md 6.12),
 * behind a port: implementations differ a lot in speed.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

/**
 * From hash, v, r, s (128 bytes) the signer's address in the low 20 of 32 bytes; 32 zero bytes if
 * there is none.
 */
export type Recover = (input: Uint8Array) => Uint8Array;

const ADDRESS_BYTES = 20;
/** Entries that `memoised` keeps: 2^14, about 4 MiB. */
const MEMORY = 1 << 14;

/** noble's; about 600 recoveries a second. */
export function recoverWithNoble(input: Uint8Array): Uint8Array {
  const answer = new Uint8Array(32);
  const v = input[63]!;
  // v is a whole word: 27 or 28, and nothing above.
  if ((v !== 27 && v !== 28) || input.subarray(32, 63).some((byte) => byte !== 0)) return answer;
  const signature = new Uint8Array(65);
  signature[0] = v - 27;
  signature.set(input.subarray(64, 128), 1);
  try {
    // Throws unless 1 ≤ r, s < n, r is on the curve and the key is not the point at infinity.
    const point = secp256k1.Signature.fromBytes(signature, "recovered").recoverPublicKey(
      input.subarray(0, 32),
    );
    const address = keccak_256(point.toBytes(false).subarray(1)).subarray(-ADDRESS_BYTES);
    answer.set(address, 32 - ADDRESS_BYTES);
  } catch {
    answer.fill(0);
  }
  return answer;
}

/** Remembers answers by input, so that going back over a trace costs no second recovery. */
export function memoised(recover: Recover): Recover {
  const answers = new Map<string, Uint8Array>();
  return (input) => {
    const key = Buffer.from(input.buffer, input.byteOffset, input.length).toString("latin1");
    let answer = answers.get(key);
    if (answer === undefined) {
      if (answers.size >= MEMORY) answers.clear();
      answer = recover(input);
      answers.set(key, answer);
    }
    return answer;
  };
}
