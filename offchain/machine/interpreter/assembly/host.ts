/** Host functions (docs/VM.md 6.12). What the machine itself cannot know comes from the host. */
import {
  FUEL_DIRTY_CHUNK,
  FUEL_HASH_WORD,
  FUEL_PER_MILLISECOND,
  HOST_HEIGHT,
  HOST_KECCAK256,
  HOST_PARAMS,
  HOST_SECP256K1_RECOVER,
  HOST_SHA256,
  HOST_TIME,
  HOST_TX_COUNT,
  HOST_TX_LEN,
  HOST_TX_READ,
  HOST_UNKNOWN_IMPORT,
  LIMIT_HASH_INPUT_BYTES,
  STATUS_BAD_HOST_ARGUMENT,
  STATUS_INVALID_PROGRAM,
  STATUS_MEMORY_OUT_OF_BOUNDS,
  STATUS_OUT_OF_FUEL,
  STATUS_RUNNING,
  STATUS_UNKNOWN_IMPORT,
} from "./generated/tables";
import { CHECKING } from "./config";
import { keccak } from "./keccak";
import { CHUNK_BITS, FLAGS, GUEST, height, memoryBytes, txCount } from "./machine";
import { STAMPED, touch } from "./memory";
import { sha256 } from "./sha256";

/** Length in bytes of transaction `index` < txCount of the block that was entered. */
// @ts-ignore: decorator
@external("host", "txLength")
declare function txLength(index: u32): u32;

/** Writes 32 bytes of it, from `offset` on and zeros past its end, to address `to`. */
// @ts-ignore: decorator
@external("host", "txRead")
declare function txRead(index: u32, offset: u32, to: usize): void;

/** What precompile 0x01 answers to the 128 bytes at `from`, or 32 zero bytes, to address `to`. */
// @ts-ignore: decorator
@external("host", "recover")
declare function recover(from: usize, to: usize): void;

/** What `callHost` charged beyond base fuel. */
export let hostCharge: u64 = 0;
/** What it pushes. */
export let hostResult: u64 = 0;

// @ts-ignore: decorator
@inline
function argument(fp: usize, i: usize): u32 {
  return load<u32>(fp + (i << 3));
}

// @ts-ignore: decorator
@inline
function outOfBounds(address: u32, size: u32): bool {
  return u64(address) + u64(size) > memoryBytes;
}

/** Charge for the chunk of an aligned 32-byte write. */
function outputCharge(address: u32): u64 {
  return (load<u8>(FLAGS + (address >>> CHUNK_BITS)) & STAMPED) != 0 ? 0 : FUEL_DIRTY_CHUNK;
}

/**
 * Executes host function k < HOST_COUNT for the frame whose locals are at `fp`. `tf` is the fuel used
 * before this step, `left` what remains of the limit after base fuel. Returns STATUS_RUNNING, with
 * `hostCharge` and `hostResult` set, or the reason of a trap.
 */
export function callHost(k: u32, fp: usize, locals: u32, tf: u64, left: u64): u32 {
  hostCharge = 0;
  hostResult = 0;
  if (CHECKING) {
    if (locals < u32(unchecked(HOST_PARAMS[k]))) return STATUS_INVALID_PROGRAM;
  }
  switch (k) {
    case HOST_UNKNOWN_IMPORT:
      return STATUS_UNKNOWN_IMPORT;
    case HOST_TX_COUNT:
      hostResult = txCount;
      return STATUS_RUNNING;
    case HOST_TX_LEN: {
      const index = argument(fp, 0);
      if (index >= txCount) return STATUS_BAD_HOST_ARGUMENT;
      hostResult = txLength(index);
      return STATUS_RUNNING;
    }
    case HOST_TX_READ:
      return readTransaction(argument(fp, 0), argument(fp, 1), argument(fp, 2), left);
    case HOST_HEIGHT:
      hostResult = height;
      return STATUS_RUNNING;
    case HOST_TIME:
      hostResult = tf / FUEL_PER_MILLISECOND;
      return STATUS_RUNNING;
    case HOST_KECCAK256:
    case HOST_SHA256:
      return digest(k, argument(fp, 0), argument(fp, 1), argument(fp, 2), left);
    case HOST_SECP256K1_RECOVER:
      return recoverSigner(argument(fp, 0), argument(fp, 1), left);
    default:
      return STATUS_INVALID_PROGRAM;
  }
}

function readTransaction(index: u32, offset: u32, to: u32, left: u64): u32 {
  if (index >= txCount || (to & 31) != 0) return STATUS_BAD_HOST_ARGUMENT;
  if (outOfBounds(to, 32)) return STATUS_MEMORY_OUT_OF_BOUNDS;
  if (offset > txLength(index)) return STATUS_BAD_HOST_ARGUMENT;
  hostCharge = outputCharge(to);
  if (hostCharge > left) return STATUS_OUT_OF_FUEL;
  touch(to >>> CHUNK_BITS);
  txRead(index, offset, GUEST + to);
  return STATUS_RUNNING;
}

function digest(k: u32, from: u32, length: u32, to: u32, left: u64): u32 {
  if (length > LIMIT_HASH_INPUT_BYTES || (from & 31) != 0 || (to & 31) != 0) {
    return STATUS_BAD_HOST_ARGUMENT;
  }
  if (outOfBounds(from, length) || outOfBounds(to, 32)) return STATUS_MEMORY_OUT_OF_BOUNDS;
  hostCharge = outputCharge(to) + FUEL_HASH_WORD * ((length + 31) >>> 5);
  if (hostCharge > left) return STATUS_OUT_OF_FUEL;
  touch(to >>> CHUNK_BITS);
  if (k == HOST_KECCAK256) keccak(GUEST + from, length, GUEST + to);
  else sha256(GUEST + from, length, GUEST + to);
  return STATUS_RUNNING;
}

function recoverSigner(from: u32, to: u32, left: u64): u32 {
  if ((from & 31) != 0 || (to & 31) != 0) return STATUS_BAD_HOST_ARGUMENT;
  if (outOfBounds(from, 128) || outOfBounds(to, 32)) return STATUS_MEMORY_OUT_OF_BOUNDS;
  hostCharge = outputCharge(to);
  if (hostCharge > left) return STATUS_OUT_OF_FUEL;
  touch(to >>> CHUNK_BITS);
  recover(GUEST + from, GUEST + to);
  return STATUS_RUNNING;
}
