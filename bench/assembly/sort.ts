/** Sorts 2^16 pseudo-random integers by heapsort and leaves a checksum that depends on the order. */
import { REPORT } from "./report";

const COUNT: u32 = 1 << 16;
const values = memory.data(4 << 16);

// @ts-ignore: decorator
@inline
function get(i: u32): u32 {
  return load<u32>(values + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function set(i: u32, value: u32): void {
  store<u32>(values + (<usize>i << 2), value);
}

/** Fills the array from a linear congruential generator. */
function shuffle(): void {
  let seed: u32 = 1;
  for (let i: u32 = 0; i < COUNT; i++) {
    seed = seed * 1664525 + 1013904223;
    set(i, seed);
  }
}

/** Sinks the value at `root` in the heap of the first `size` values. */
function sink(root: u32, size: u32): void {
  const value = get(root);
  while (true) {
    let child = (root << 1) + 1;
    if (child >= size) break;
    if (child + 1 < size && get(child + 1) > get(child)) child++;
    if (get(child) <= value) break;
    set(root, get(child));
    root = child;
  }
  set(root, value);
}

export function gateway(): void {
  shuffle();
  for (let root = COUNT >> 1; root-- > 0; ) sink(root, COUNT);
  for (let size = COUNT - 1; size > 0; size--) {
    const greatest = get(0);
    set(0, get(size));
    set(size, greatest);
    sink(0, size);
  }
  let checksum: u32 = 0;
  let ordered: u32 = 1;
  for (let i: u32 = 0; i < COUNT; i++) {
    checksum = checksum * 31 + get(i);
    if (i > 0 && get(i - 1) > get(i)) ordered = 0;
  }
  store<u32>(REPORT, checksum);
  store<u32>(REPORT, ordered, 4);
}
