/** SHA-256 of 256 KiB of a fixed pattern, in code of the package's own (FIPS 180-4). */
import { REPORT } from "./report";

const LENGTH: u32 = 256 << 10;
const message = memory.data(256 << 10);
const schedule = memory.data(256);
const state = memory.data(32);
// prettier-ignore
const constants = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
// prettier-ignore
const initial = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const padding = memory.data(64);

function swap(x: u32): u32 {
  return (rotl(x, 8) & 0x00ff00ff) | (rotr(x, 8) & 0xff00ff00);
}

/** Takes one block of 64 bytes into the state. */
function compress(block: usize): void {
  for (let t: usize = 0; t < 64; t += 4) store<u32>(schedule + t, swap(load<u32>(block + t)));
  for (let t: usize = 64; t < 256; t += 4) {
    const w2 = load<u32>(schedule + t - 8);
    const w15 = load<u32>(schedule + t - 60);
    const s0 = rotr(w15, 7) ^ rotr(w15, 18) ^ (w15 >> 3);
    const s1 = rotr(w2, 17) ^ rotr(w2, 19) ^ (w2 >> 10);
    const sum = load<u32>(schedule + t - 64) + s0 + load<u32>(schedule + t - 28) + s1;
    store<u32>(schedule + t, sum);
  }
  let a = load<u32>(state, 0);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let t: usize = 0; t < 256; t += 4) {
    const s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = h + s1 + choice + load<u32>(constants + t) + load<u32>(schedule + t);
    const s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + s0 + majority;
  }
  store<u32>(state, load<u32>(state, 0) + a, 0);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

export function gateway(): void {
  memory.copy(state, initial, 32);
  for (let i: u32 = 0; i < LENGTH; i++) store<u8>(message + i, <u8>i);
  for (let i: u32 = 0; i < LENGTH; i += 64) compress(message + i);
  store<u8>(padding, 0x80);
  store<u32>(padding, swap(LENGTH << 3), 60);
  compress(padding);
  for (let t: usize = 0; t < 32; t += 4) store<u32>(REPORT + t, swap(load<u32>(state + t)));
}
