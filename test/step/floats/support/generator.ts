/** Random operands of float instructions, most of them where implementations go wrong. */
import type { Case } from "./batch.ts";
import { bitsOf, FORMATS, isFloat } from "./operations.ts";
import type { FloatFormat, FloatType, Operation, ValueType } from "./operations.ts";

/** An integer below `bound` ≤ 2^32. */
export type Next = (bound: number) => number;

/** A case of the operation. Now and then bits above a 32-bit operand are set: they do not count. */
export function randomCase(operation: Operation, next: Next): Case {
  const [type, second] = operation.operands;
  if (type === undefined) throw new Error(`${operation.name}: takes no operand`);
  let x = valueOf(type, next);
  let y = 0n;
  if (second !== undefined) y = next(2) === 0 ? valueOf(second, next) : near(second, x, next);
  if (bitsOf(type) === 32 && next(8) === 0) [x, y] = [withHighBits(x, next), withHighBits(y, next)];
  return { operation, x, y };
}

function withHighBits(x: bigint, next: Next): bigint {
  return x | (BigInt(next(2 ** 32)) << 32n);
}

function valueOf(type: ValueType, next: Next): bigint {
  return isFloat(type) ? floatOf(type, next) : integerOf(bitsOf(type), next);
}

function pick<T>(next: Next, choices: readonly (() => T)[]): T {
  return choices[next(choices.length)]!();
}

function randomBits(bits: number, next: Next): bigint {
  const word = (BigInt(next(2 ** 32)) << 32n) | BigInt(next(2 ** 32));
  return BigInt.asUintN(bits, word);
}

/** −2 to 2. */
function few(next: Next): bigint {
  return BigInt(next(5) - 2);
}

/** Of `bits` bits: any, one that ends like a tie, one near a power of two, a small one. */
function integerOf(bits: number, next: Next): bigint {
  const length = 1 + next(bits);
  const integer = pick(next, [
    () => randomBits(length, next),
    () => tied(length, next),
    () => (1n << BigInt(length - 1)) + few(next),
    () => few(next),
  ]);
  return BigInt.asUintN(bits, next(2) === 0 ? integer : -integer);
}

/** A number of `length` bits whose low ones are 10…0, 10…01 or 01…1. */
function tied(length: number, next: Next): bigint {
  const low = BigInt(next(length));
  const high = (randomBits(length, next) >> low) << low;
  return high + (low === 0n ? 0n : 1n << (low - 1n)) + BigInt(next(3) - 1);
}

function floatOf(type: FloatType, next: Next): bigint {
  const format = FORMATS[type];
  const magnitude = pick(next, [
    () => randomBits(format.bits - 1, next),
    () => join(format, next(2 ** format.exponent), sparse(format, next)),
    () => join(format, next(2 ** format.exponent), sparse(format, next)),
    () => join(format, 0, randomBits(1 + next(format.fraction), next)),
    () => landmark(format, next) + few(next),
    () => join(format, 2 ** format.exponent - 1, sparse(format, next)),
    () => withFraction(format, next),
    () => product(format, next),
    () => boundary(format, next) + few(next),
    () => (type === "f64" ? nearSingle(next) : withFraction(format, next)),
  ]);
  const sign = next(2) === 0 ? 0n : format.sign;
  return sign | BigInt.asUintN(format.bits - 1, magnitude);
}

function join({ fraction }: FloatFormat, exponent: number, low: bigint): bigint {
  return (BigInt(exponent) << BigInt(fraction)) | low;
}

/** A fraction of few ones or few zeros: powers of two, halves, ±1 in the last place, payloads. */
function sparse({ fraction }: FloatFormat, next: Next): bigint {
  let bits = 0n;
  for (let ones = next(4); ones > 0; ones--) bits |= 1n << BigInt(next(fraction));
  return BigInt.asUintN(fraction, next(2) === 0 ? bits : pick(next, [() => ~bits, () => -bits]));
}

/** Zero, least normal number, infinity, one. */
function landmark(format: FloatFormat, next: Next): bigint {
  return join(format, [0, 1, 2 ** format.exponent - 1, format.bias][next(4)]!, 0n);
}

/** Size about 1 to 2^p, so that a few bits are behind the binary point, often exactly a half. */
function withFraction(format: FloatFormat, next: Next): bigint {
  const behind = next(format.fraction + 3);
  const exponent = format.bias + format.fraction - behind;
  const low = BigInt(Math.min(behind, format.fraction));
  const high = (randomBits(format.fraction, next) >> low) << low;
  const half = low === 0n ? 0n : 1n << (low - 1n);
  return join(format, exponent, 0n) + high + pick(next, [() => half + few(next), () => few(next)]);
}

/** A product or a square that is exact, or one place off: ties and exact roots, exact quotients. */
function product(format: FloatFormat, next: Next): bigint {
  const half = (format.fraction + 1) >> 1;
  const a = randomBits(1 + next(half), next) + 1n;
  const b = next(2) === 0 ? a : randomBits(1 + next(half), next) + 1n;
  const length = (a * b).toString(2).length;
  const fraction = BigInt.asUintN(format.fraction, (a * b) << BigInt(format.fraction + 1 - length));
  return join(format, 1 + next(2 ** format.exponent - 2), fraction) + few(next);
}

/** 2^31, 2^32, 2^63, 2^64 and 1: where a conversion to integers begins to trap. */
function boundary(format: FloatFormat, next: Next): bigint {
  return join(format, format.bias + [0, 31, 32, 63, 64][next(5)]!, 0n);
}

/** An f64 near a number of f32, or near the middle of two: also of subnormal ones. */
function nearSingle(next: Next): bigint {
  const { f32, f64 } = FORMATS;
  const kept = next(f32.fraction + 2);
  const low = BigInt(f64.fraction - kept);
  const high = (randomBits(f64.fraction, next) >> low) << low;
  const exponent = f64.bias + pick(next, [() => -126 - next(26), () => next(256) - 127, () => 127]);
  return (
    join(f64, exponent, 0n) +
    high +
    pick(next, [() => few(next), () => (1n << (low - 1n)) + few(next)])
  );
}

/** A second operand that has to do with the first one. */
function near(type: ValueType, x: bigint, next: Next): bigint {
  if (!isFloat(type)) throw new Error(`${type}: no operation takes two of it`);
  const format = FORMATS[type];
  const exponent = Number((x & (format.sign - 1n)) >> BigInt(format.fraction));
  const [middle, most] = [format.bias, 2 ** format.exponent - 2];
  /** Exponents in which the sum, product or quotient is near an end of the format, or cancels. */
  const target = pick(next, [
    () => exponent + next(2 * format.fraction + 8) - format.fraction - 4,
    () => 2 * middle - exponent + next(5) - 2,
    () => middle + 1 - exponent - next(format.fraction + 4),
    () => most + middle - exponent + next(4) - 2,
    () => exponent + middle + next(format.fraction + 4),
    () => exponent - middle + next(4) - 2,
  ]);
  const clipped = Math.max(0, Math.min(target, most));
  const fraction = pick(next, [
    () => sparse(format, next),
    () => randomBits(format.fraction, next),
  ]);
  const y = pick(next, [
    () => BigInt.asUintN(format.bits, x + few(next)),
    () => join(format, clipped, fraction),
    () => join(format, clipped, fraction),
    () => join(format, clipped, x & (join(format, 1, 0n) - 1n)),
  ]);
  return next(2) === 0 ? y : y ^ format.sign;
}
