/**
 * 64-bit arithmetic that does not fit a line, on integers split in two 32-bit halves. Halves are
 * signed 32-bit numbers, as typed arrays of the interpreter hold them.
 */
import { STATUS } from "../../offchain/program/tables.ts";
import type { Outcome } from "./outcome.ts";

/** High 32 bits of the unsigned product of two 32-bit integers. */
export function mulHigh(x: number, y: number): number {
  const x0 = x & 0xffff;
  const x1 = x >>> 16;
  const y0 = y & 0xffff;
  const y1 = y >>> 16;
  const middle = Math.imul(x1, y0) + (Math.imul(x0, y0) >>> 16);
  // x1·y0 + carry < 2^32, but Math.imul is signed: both sums are brought back to u32.
  const low = (middle >>> 0) & 0xffff;
  const carry = (Math.imul(x0, y1) + low) >>> 0;
  return (Math.imul(x1, y1) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** Set bits of a 32-bit integer. */
export function popcount(x: number): number {
  const pairs = x - ((x >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Zero bits below the lowest set bit of a 32-bit integer; 32 for zero. */
export function trailingZeros(x: number): number {
  return x === 0 ? 32 : 31 - Math.clz32(x & -x);
}

const [DIV_S, DIV_U, REM_S] = [0x7f, 0x80, 0x81];
const LEAST = -0x80000000;

/**
 * Divides the 64-bit integer at `sp − 1` by that at `sp`, in place: `i64.div_s` to `i64.rem_u` by `op`.
 * Returns "next", or a trap.
 */
export function divideWide(op: number, lo: Int32Array, hi: Int32Array, sp: number): Outcome {
  const [xl, xh, yl, yh] = [lo[sp - 1]!, hi[sp - 1]!, lo[sp]!, hi[sp]!];
  const divides = op === DIV_S || op === DIV_U;
  if ((yl | yh) === 0) return STATUS.divideByZero;
  if ((xh | yh) === 0) {
    // Both below 2^32, so the quotient of doubles, rounded down, is exact.
    const [x, y] = [xl >>> 0, yl >>> 0];
    lo[sp - 1] = divides ? (x / y) | 0 : (x % y) | 0;
    return "next";
  }
  const signed = op === DIV_S || op === REM_S;
  const overflows = signed && xl === 0 && xh === LEAST && (yl & yh) === -1;
  if (overflows && divides) return STATUS.integerOverflow;
  const [x, y] = [join(xl, xh, signed), join(yl, yh, signed)];
  const result = divides ? x / y : x % y;
  lo[sp - 1] = Number(BigInt.asIntN(32, result));
  hi[sp - 1] = Number(BigInt.asIntN(32, result >> 32n));
  return "next";
}

/** The 64-bit integer of two halves. */
function join(lo: number, hi: number, signed: boolean): bigint {
  return (BigInt(signed ? hi : hi >>> 0) << 32n) | BigInt(lo >>> 0);
}
