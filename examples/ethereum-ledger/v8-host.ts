/**
 * Runs the package in V8, untouched, with the host functions in JavaScript: the independent witness
 * for its results. What the machine would trap at (a bad index, a bad alignment) throws here.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** How a block ended. */
export type Ending = "halted" | "trapped";

/** The order of secp256k1. */
const ORDER = secp256k1.Point.CURVE().n;

/** Thrown into the package by `cutAt`, as a machine that runs out of fuel would stop it. */
class CutShort extends Error {}

/** Thrown for a call that the machine answers by a trap. */
class HostTrap extends Error {}

export class V8Package {
  readonly #instance: WebAssembly.Instance;
  readonly #recover: (input: Uint8Array) => Uint8Array;
  #height = 0n;
  #transactions: readonly Uint8Array[] = [];
  #hostCalls = 0;
  #cutAt = Infinity;

  /** `recoverSigner` stands for the precompile; measurements give one that remembers its answers. */
  constructor(wasm: Uint8Array, recoverSigner: (input: Uint8Array) => Uint8Array = recover) {
    this.#recover = recoverSigner;
    const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
    this.#instance = new WebAssembly.Instance(module, { fluence: this.#host() });
  }

  get exports(): WebAssembly.Exports {
    return this.#instance.exports;
  }

  /** The package's memory as it stands; no copy. */
  get memory(): Uint8Array {
    return new Uint8Array((this.exports.memory as WebAssembly.Memory).buffer);
  }

  /** Host calls that the last block made. */
  get hostCalls(): number {
    return this.#hostCalls;
  }

  /** Runs one block. With `cutAt`, it is stopped at that host call, counted from 1. */
  runBlock(height: bigint, transactions: readonly Uint8Array[], cutAt = Infinity): Ending {
    this.#height = height;
    this.#transactions = transactions;
    this.#hostCalls = 0;
    this.#cutAt = cutAt;
    try {
      (this.exports.gateway as () => void)();
      return "halted";
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) return "trapped";
      if (error instanceof CutShort || error instanceof HostTrap) return "trapped";
      throw error;
    }
  }

  #host(): Record<string, (...args: never[]) => unknown> {
    const counted = <A extends unknown[], R>(call: (...args: A) => R) => {
      return (...args: A): R => {
        if (++this.#hostCalls >= this.#cutAt) throw new CutShort();
        return call(...args);
      };
    };
    return {
      tx_count: counted(() => this.#transactions.length),
      tx_len: counted((i: number) => this.#transaction(i).length),
      tx_read: counted((i: number, offset: number, ptr: number) => {
        const source = this.#transaction(i);
        if (offset > source.length) throw new HostTrap();
        const target = this.#slice(ptr, 32);
        target.fill(0);
        target.set(source.subarray(offset, offset + 32));
      }),
      height: counted(() => this.#height),
      time: counted(() => 0n),
      keccak256: counted((ptr: number, length: number, out: number) => {
        this.#hash(keccak_256, ptr, length, out);
      }),
      sha256: counted((ptr: number, length: number, out: number) => {
        this.#hash(sha256, ptr, length, out);
      }),
      secp256k1_recover: counted((input: number, out: number) => {
        this.#slice(out, 32).set(this.#recover(this.#slice(input, 128)));
      }),
    };
  }

  #transaction(i: number): Uint8Array {
    const transaction = this.#transactions[i];
    if (transaction === undefined) throw new HostTrap();
    return transaction;
  }

  #hash(hash: (bytes: Uint8Array) => Uint8Array, ptr: number, length: number, out: number): void {
    if (length > 1024) throw new HostTrap();
    this.#slice(out, 32).set(hash(this.#slice(ptr, length)));
  }

  /** `length` bytes at an aligned place. */
  #slice(ptr: number, length: number): Uint8Array {
    if (ptr % 32 !== 0 || ptr + length > this.memory.length) throw new HostTrap();
    return this.memory.subarray(ptr, ptr + length);
  }
}

/** Ethereum's precompile 0x01 on 128 bytes; zeros where it returns nothing. */
export function recover(input: Uint8Array): Uint8Array {
  const answer = new Uint8Array(32);
  const [v, r, s] = [32, 64, 96].map((at) => integer(input.subarray(at, at + 32)));
  if (v === undefined || r === undefined || s === undefined) return answer;
  const valid = (v === 27n || v === 28n) && [r, s].every((x) => x > 0n && x < ORDER);
  if (!valid) return answer;
  try {
    const signature = new secp256k1.Signature(r, s, Number(v - 27n));
    const key = signature.recoverPublicKey(input.subarray(0, 32)).toBytes(false);
    answer.set(keccak_256(key.subarray(1)).subarray(12), 12);
  } catch {
    // r is no point's x-coordinate, or the key is the point at infinity: no address.
  }
  return answer;
}

function integer(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}
