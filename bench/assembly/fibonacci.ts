/** The 29th Fibonacci number by plain recursion: little but calls. */
import { REPORT } from "./report";

function fibonacci(n: u32): u32 {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

export function gateway(): void {
  store<u32>(REPORT, fibonacci(29));
}
