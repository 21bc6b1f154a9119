/** Counts the primes below 2^20 by the sieve of Eratosthenes, one byte a number. */
import { REPORT } from "./report";

const LIMIT: u32 = 1 << 20;
const composite = memory.data(1 << 20);

export function gateway(): void {
  memory.fill(composite, 0, LIMIT);
  let primes: u32 = 0;
  for (let n: u32 = 2; n < LIMIT; n++) {
    if (load<u8>(composite + n)) continue;
    primes++;
    for (let m = n << 1; m < LIMIT; m += n) store<u8>(composite + m, 1);
  }
  store<u32>(REPORT, primes);
}
