/**
 * Keccak-256 as Ethereum uses it (padding 0x01). The host hashes up to 1,024 bytes in one step;
 * longer messages go through the sponge below.
 */
import { KECCAK_STATE } from "./arena";
import { keccak256 as hostKeccak256 } from "./host";

const HOST_LIMIT: u32 = 1024;
/** Bytes absorbed by one permutation. */
const RATE: u32 = 136;
const ROUNDS: u32 = 24;
const STATE_BYTES: usize = 200;
const ROW_BYTES: usize = 40;

/** Iota: the constant of each round. */
const ROUND_CONSTANTS: usize = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
  0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
  0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
  0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);

/** Rho and pi as one cycle through lanes 1 … 24: the offset of each next lane, in bytes … */
const CYCLE_LANES: usize = memory.data<u8>([
  80, 56, 88, 136, 144, 24, 40, 128, 64, 168, 192, 32, 120, 184, 152, 104, 96, 16, 160, 112, 176,
  72, 48, 8,
]);

/** … and by how much the lane that moves there is rotated. */
const CYCLE_ROTATIONS: usize = memory.data<u8>([
  1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
]);

/** Writes the Keccak-256 of `length` bytes at `ptr` to `out`; both are multiples of 32. */
export function keccak256(ptr: usize, length: u32, out: usize): void {
  if (length <= HOST_LIMIT) hostKeccak256(ptr, length, out);
  else spongeKeccak256(ptr, length, out);
}

/** The same for any length, without the host. */
export function spongeKeccak256(ptr: usize, length: u32, out: usize): void {
  memory.fill(KECCAK_STATE, 0, STATE_BYTES);
  while (length >= RATE) {
    for (let at: usize = 0; at < RATE; at += 8) absorb(at, load<u64>(ptr + at));
    permute();
    ptr += RATE;
    length -= RATE;
  }
  for (let at: u32 = 0; at < length; at++) absorbByte(at, load<u8>(ptr + at));
  absorbByte(length, 0x01);
  absorbByte(RATE - 1, 0x80);
  permute();
  memory.copy(out, KECCAK_STATE, 32);
}

@inline
function absorb(at: usize, word: u64): void {
  store<u64>(KECCAK_STATE + at, load<u64>(KECCAK_STATE + at) ^ word);
}

@inline
function absorbByte(at: usize, byte: u8): void {
  store<u8>(KECCAK_STATE + at, load<u8>(KECCAK_STATE + at) ^ byte);
}

/** Keccak-f[1600] on the state. Lane (x, y) lies at 8·(x + 5·y). */
function permute(): void {
  for (let round: u32 = 0; round < ROUNDS; round++) {
    theta();
    rhoPi();
    chi();
    absorb(0, load<u64>(ROUND_CONSTANTS + 8 * round));
  }
}

function theta(): void {
  const c0 = parity(0);
  const c1 = parity(8);
  const c2 = parity(16);
  const c3 = parity(24);
  const c4 = parity(32);
  mixColumn(0, c4 ^ rotl<u64>(c1, 1));
  mixColumn(8, c0 ^ rotl<u64>(c2, 1));
  mixColumn(16, c1 ^ rotl<u64>(c3, 1));
  mixColumn(24, c2 ^ rotl<u64>(c4, 1));
  mixColumn(32, c3 ^ rotl<u64>(c0, 1));
}

@inline
function parity(x: usize): u64 {
  return (
    load<u64>(KECCAK_STATE + x) ^
    load<u64>(KECCAK_STATE + x, 40) ^
    load<u64>(KECCAK_STATE + x, 80) ^
    load<u64>(KECCAK_STATE + x, 120) ^
    load<u64>(KECCAK_STATE + x, 160)
  );
}

@inline
function mixColumn(x: usize, word: u64): void {
  absorb(x, word);
  absorb(x + 40, word);
  absorb(x + 80, word);
  absorb(x + 120, word);
  absorb(x + 160, word);
}

function rhoPi(): void {
  let moving = load<u64>(KECCAK_STATE, 8);
  for (let i: usize = 0; i < 24; i++) {
    const lane = KECCAK_STATE + load<u8>(CYCLE_LANES + i);
    const next = load<u64>(lane);
    store<u64>(lane, rotl<u64>(moving, load<u8>(CYCLE_ROTATIONS + i)));
    moving = next;
  }
}

function chi(): void {
  for (let row: usize = KECCAK_STATE; row < KECCAK_STATE + STATE_BYTES; row += ROW_BYTES) {
    const a0 = load<u64>(row);
    const a1 = load<u64>(row, 8);
    const a2 = load<u64>(row, 16);
    const a3 = load<u64>(row, 24);
    const a4 = load<u64>(row, 32);
    store<u64>(row, a0 ^ (~a1 & a2));
    store<u64>(row, a1 ^ (~a2 & a3), 8);
    store<u64>(row, a2 ^ (~a3 & a4), 16);
    store<u64>(row, a3 ^ (~a4 & a0), 24);
    store<u64>(row, a4 ^ (~a0 & a1), 32);
  }
}
