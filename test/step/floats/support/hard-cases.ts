/**
 * Cases that implementations of IEEE 754 have got wrong, with results that were worked out by hand.
 * Encodings are written in full: f32 with eight digits, f64 with sixteen.
 */
import type { StatusName } from "../../../../offchain/program/tables.ts";

export interface HardCase {
  readonly operation: string;
  readonly why: string;
  readonly operands: readonly [bigint, bigint?];
  /** The result, or the trap. */
  readonly gives: bigint | StatusName;
}

type Row = readonly [why: string, operands: HardCase["operands"], gives: bigint | StatusName];

const NAN32 = 0xffc0_0000n;
const NAN64 = 0xfff8_0000_0000_0000n;
const INFINITY32 = 0x7f80_0000n;
const INFINITY64 = 0x7ff0_0000_0000_0000n;
const MINUS_INFINITY64 = 0xfff0_0000_0000_0000n;
const MINUS_ZERO32 = 0x8000_0000n;
const MINUS_ZERO64 = 0x8000_0000_0000_0000n;
const ONE64 = 0x3ff0_0000_0000_0000n;
const TWO64 = 0x4000_0000_0000_0000n;
const HALF64 = 0x3fe0_0000_0000_0000n;
const LEAST_NORMAL64 = 0x0010_0000_0000_0000n;
const GREATEST_SUBNORMAL64 = 0x000f_ffff_ffff_ffffn;
const GREATEST64 = 0x7fef_ffff_ffff_ffffn;
const SIGNALLING64 = 0x7ff0_0000_0000_0001n;

const CASES: Readonly<Record<string, readonly Row[]>> = {
  "f64.add": [
    ["−0 + −0 keeps the sign", [MINUS_ZERO64, MINUS_ZERO64], MINUS_ZERO64],
    ["+0 + −0 is +0", [0n, MINUS_ZERO64], 0n],
    ["1 + −1 is +0", [ONE64, 0xbff0_0000_0000_0000n], 0n],
    ["∞ − ∞ is invalid", [INFINITY64, MINUS_INFINITY64], NAN64],
    ["∞ + ∞", [INFINITY64, INFINITY64], INFINITY64],
    ["∞ + the greatest negative", [INFINITY64, 0xffef_ffff_ffff_ffffn], INFINITY64],
    ["a signalling NaN's payload is lost", [SIGNALLING64, ONE64], NAN64],
    ["1 + 2^-53 is a tie, to even", [ONE64, 0x3ca0_0000_0000_0000n], ONE64],
    ["1 + just more than 2^-53", [ONE64, 0x3ca0_0000_0000_0001n], ONE64 + 1n],
    ["(1 + 2^-52) + 2^-53 is a tie, to even", [ONE64 + 1n, 0x3ca0_0000_0000_0000n], ONE64 + 2n],
    ["1 − 2^-54 is a tie below a power of two", [ONE64, 0xbc90_0000_0000_0000n], ONE64],
    ["1 − just more than 2^-54", [ONE64, 0xbc90_0000_0000_0001n], ONE64 - 1n],
    ["1 − the least number", [ONE64, MINUS_ZERO64 | 1n], ONE64],
    ["the greatest + half a place overflows", [GREATEST64, 0x7c90_0000_0000_0000n], INFINITY64],
    ["the greatest + just less stays", [GREATEST64, 0x7c8f_ffff_ffff_ffffn], GREATEST64],
    ["subnormal + subnormal", [1n, 1n], 2n],
    ["subnormal to normal", [GREATEST_SUBNORMAL64, 1n], LEAST_NORMAL64],
  ],
  "f64.sub": [
    ["0 − 0 is +0", [0n, 0n], 0n],
    ["−0 − 0 is −0", [MINUS_ZERO64, 0n], MINUS_ZERO64],
    ["normal to subnormal, exactly", [LEAST_NORMAL64, 1n], GREATEST_SUBNORMAL64],
    ["∞ − ∞ is invalid", [INFINITY64, INFINITY64], NAN64],
  ],
  "f32.add": [
    ["2^24 + 1 is a tie, to even", [0x4b80_0000n, 0x3f80_0000n], 0x4b80_0000n],
    ["(2^24 + 2) + 1 is a tie, to even", [0x4b80_0001n, 0x3f80_0000n], 0x4b80_0002n],
    ["bits above an operand do not count", [0xffff_ffff_0000_0001n, 0x8000_0000_0000_0001n], 2n],
  ],
  "f64.mul": [
    ["half the least number is a tie, to 0", [1n, HALF64], 0n],
    ["half of three least numbers is a tie, to 2", [3n, HALF64], 2n],
    ["underflow keeps the sign", [1n, 0xbfe0_0000_0000_0000n], MINUS_ZERO64],
    ["the least squared", [1n, 1n], 0n],
    ["0 · ∞ is invalid", [0n, MINUS_INFINITY64], NAN64],
    ["∞ · the least number", [INFINITY64, 1n], INFINITY64],
    ["a tie rounds up to the least normal", [ONE64 - 1n, LEAST_NORMAL64], LEAST_NORMAL64],
    ["overflow", [GREATEST64, ONE64 + 1n], INFINITY64],
    ["subnormal · 2^1023", [1n, 0x7fe0_0000_0000_0000n], 0x3cc0_0000_0000_0000n],
  ],
  "f64.div": [
    ["1/3", [ONE64, 0x4008_0000_0000_0000n], 0x3fd5_5555_5555_5555n],
    ["2/3 rounds up", [TWO64, 0x4008_0000_0000_0000n], 0x3fe5_5555_5555_5555n],
    ["1/0", [ONE64, 0n], INFINITY64],
    ["1/−0", [ONE64, MINUS_ZERO64], MINUS_INFINITY64],
    ["0/0 is invalid", [0n, MINUS_ZERO64], NAN64],
    ["∞/∞ is invalid", [INFINITY64, INFINITY64], NAN64],
    ["∞/0", [MINUS_INFINITY64, 0n], MINUS_INFINITY64],
    ["0/∞", [0n, MINUS_INFINITY64], MINUS_ZERO64],
    ["1/∞", [ONE64, INFINITY64], 0n],
    ["subnormal by subnormal, exactly", [3n, 2n], 0x3ff8_0000_0000_0000n],
    // 1/(2^53 − 1) = 2^-53 + 2^-106 + 2^-159 + …: the bit that breaks the tie is far down.
    ["2^-53 above a tie is seen", [1n, 0x001f_ffff_ffff_ffffn], 0x3ca0_0000_0000_0001n],
    ["half the least number is a tie, to 0", [1n, TWO64], 0n],
    ["just more than half the least number", [1n, TWO64 - 1n], 1n],
    ["overflow", [GREATEST64, 1n], INFINITY64],
  ],
  "f64.sqrt": [
    ["√−0 is −0", [MINUS_ZERO64], MINUS_ZERO64],
    ["√−1 is invalid", [0xbff0_0000_0000_0000n], NAN64],
    ["√−∞ is invalid", [MINUS_INFINITY64], NAN64],
    ["√∞", [INFINITY64], INFINITY64],
    ["√2", [TWO64], 0x3ff6_a09e_667f_3bcdn],
    ["just less than 1", [ONE64 - 1n], ONE64 - 1n],
    ["just more than 1", [ONE64 + 1n], ONE64],
    ["the least subnormal, 2^-1074", [1n], 0x1e60_0000_0000_0000n],
    ["nine times that", [9n], 0x1e78_0000_0000_0000n],
    ["the greatest", [GREATEST64], 0x5fef_ffff_ffff_ffffn],
    // x·2^54 = m² + 15 with m in the middle of two numbers: the root is above it by 15/2m only.
    ["just above a tie", [0x4332_b035_c119_7f48n], 0x4191_4ac0_3ef7_226dn],
  ],
  "f32.sqrt": [["a subnormal of odd exponent, 2^-149", [1n], 0x1a35_04f3n]],
  "f32.min": [
    ["−0 is less than +0", [0n, MINUS_ZERO32], MINUS_ZERO32],
    ["in either order", [MINUS_ZERO32, 0n], MINUS_ZERO32],
    ["a NaN, though the other is a number", [0x3f80_0000n, 0x7f80_0001n], NAN32],
    ["of two negative numbers", [0xbf80_0000n, 0xc000_0000n], 0xc000_0000n],
  ],
  "f32.max": [
    ["−0 is less than +0", [0n, MINUS_ZERO32], 0n],
    ["in either order", [MINUS_ZERO32, 0n], 0n],
    ["of two zeros −0", [MINUS_ZERO32, MINUS_ZERO32], MINUS_ZERO32],
    ["a NaN, though the other is ∞", [0x7fc0_0000n, INFINITY32], NAN32],
  ],
  "f64.nearest": [
    ["0.5 is a tie, to 0", [HALF64], 0n],
    ["−0.5 keeps the sign", [0xbfe0_0000_0000_0000n], MINUS_ZERO64],
    ["just less than 0.5", [HALF64 - 1n], 0n],
    ["just more than 0.5", [HALF64 + 1n], ONE64],
    ["1.5 is a tie, to 2", [0x3ff8_0000_0000_0000n], TWO64],
    ["2.5 is a tie, to 2", [0x4004_0000_0000_0000n], TWO64],
    ["2^51 + 0.5 is a tie, to 2^51", [0x4320_0000_0000_0001n], 0x4320_0000_0000_0000n],
    ["2^51 + 1.5 is a tie, to 2^51 + 2", [0x4320_0000_0000_0003n], 0x4320_0000_0000_0004n],
    ["2^52 + 1 is integral, though odd", [0x4330_0000_0000_0001n], 0x4330_0000_0000_0001n],
    ["2^52 − 0.5 is a tie, to 2^52", [0x432f_ffff_ffff_ffffn], 0x4330_0000_0000_0000n],
    ["∞", [MINUS_INFINITY64], MINUS_INFINITY64],
    ["a signalling NaN", [SIGNALLING64], NAN64],
  ],
  "f64.ceil": [
    ["−0.5 keeps the sign", [0xbfe0_0000_0000_0000n], MINUS_ZERO64],
    ["the least number", [1n], ONE64],
  ],
  "f64.floor": [
    ["−0 keeps the sign", [MINUS_ZERO64], MINUS_ZERO64],
    ["the least negative number", [MINUS_ZERO64 | 1n], 0xbff0_0000_0000_0000n],
  ],
  "f64.trunc": [["just more than −1 keeps the sign", [0xbfef_ffff_ffff_ffffn], MINUS_ZERO64]],
  "f64.abs": [["a signalling NaN is kept", [MINUS_INFINITY64 | 1n], SIGNALLING64]],
  "f64.neg": [["a signalling NaN is kept", [SIGNALLING64], MINUS_INFINITY64 | 1n]],
  "f64.copysign": [
    ["from a NaN to a NaN", [SIGNALLING64, NAN64], MINUS_INFINITY64 | 1n],
    ["from −0", [ONE64, MINUS_ZERO64], 0xbff0_0000_0000_0000n],
  ],
  "f64.eq": [
    ["the zeros are equal", [0n, MINUS_ZERO64], 1n],
    ["a NaN is not equal to itself", [NAN64, NAN64], 0n],
  ],
  "f64.ne": [["a NaN is not equal to itself", [NAN64, NAN64], 1n]],
  "f64.lt": [
    ["−0 is not less than +0", [MINUS_ZERO64, 0n], 0n],
    ["of negative numbers", [0xc000_0000_0000_0000n, 0xbff0_0000_0000_0000n], 1n],
  ],
  "f64.ge": [
    ["−0 is as great as +0", [MINUS_ZERO64, 0n], 1n],
    ["not with a NaN", [NAN64, MINUS_INFINITY64], 0n],
  ],
  "f32.demote_f64": [
    ["1 + 2^-24 is a tie, to even", [0x3ff0_0000_1000_0000n], 0x3f80_0000n],
    ["just more", [0x3ff0_0000_1000_0001n], 0x3f80_0001n],
    ["1 + 3·2^-24 is a tie, to even", [0x3ff0_0000_3000_0000n], 0x3f80_0002n],
    ["half the least f32 is a tie, to 0", [0x3690_0000_0000_0000n], 0n],
    ["just more", [0x3690_0000_0000_0001n], 1n],
    ["just less than 1.5 of them, rounded once", [0x36a7_ffff_ffff_ffffn], 1n],
    ["1.5 of them is a tie, to 2", [0x36a8_0000_0000_0000n], 2n],
    ["just below the half place over the greatest", [0x47ef_ffff_efff_ffffn], 0x7f7f_ffffn],
    ["the half place overflows", [0x47ef_ffff_f000_0000n], INFINITY32],
    ["a subnormal f64", [MINUS_ZERO64 | 1n], MINUS_ZERO32],
    ["a signalling NaN", [SIGNALLING64], NAN32],
  ],
  "f64.promote_f32": [
    ["the least subnormal", [1n], 0x36a0_0000_0000_0000n],
    ["−∞", [0xff80_0000n], MINUS_INFINITY64],
    ["a NaN's payload is lost", [0x7f80_0001n], NAN64],
  ],
  "f32.convert_i32_s": [
    ["2^24 + 1 is a tie, to even", [0x0100_0001n], 0x4b80_0000n],
    ["2^24 + 3 is a tie, to even", [0x0100_0003n], 0x4b80_0002n],
    ["the least integer", [0x8000_0000n], 0xcf00_0000n],
  ],
  "f32.convert_i64_s": [
    ["a tie just below 2^63", [0x7fff_ffc0_0000_0000n], 0x5f00_0000n],
    ["one less, rounded once", [0x7fff_ffbf_ffff_ffffn], 0x5eff_ffffn],
    ["the least integer", [0x8000_0000_0000_0000n], 0xdf00_0000n],
  ],
  "f32.convert_i64_u": [["the greatest integer", [0xffff_ffff_ffff_ffffn], 0x5f80_0000n]],
  "f64.convert_i64_u": [
    ["the greatest integer", [0xffff_ffff_ffff_ffffn], 0x43f0_0000_0000_0000n],
    ["2^53 + 1 is a tie, to even", [0x0020_0000_0000_0001n], 0x4340_0000_0000_0000n],
  ],
  "f64.convert_i32_s": [["bits above do not count", [0xffff_ffff_0000_0000n], 0n]],
  "i32.trunc_f32_s": [
    ["−2^31 fits", [0xcf00_0000n], 0x8000_0000n],
    ["2^31 does not", [0x4f00_0000n], "integerOverflow"],
    ["next below −2^31", [0xcf00_0001n], "integerOverflow"],
    ["a NaN", [0xffc0_0000n], "invalidConversion"],
    ["∞", [INFINITY32], "integerOverflow"],
  ],
  "i32.trunc_f64_s": [
    ["just more than −2^31 − 1", [0xc1e0_0000_001f_ffffn], 0x8000_0000n],
    ["−2^31 − 1", [0xc1e0_0000_0020_0000n], "integerOverflow"],
    ["just less than 2^31", [0x41df_ffff_ffff_ffffn], 0x7fff_ffffn],
    ["2^31", [0x41e0_0000_0000_0000n], "integerOverflow"],
  ],
  "i32.trunc_f64_u": [
    ["just more than −1", [0xbfef_ffff_ffff_ffffn], 0n],
    ["−1", [0xbff0_0000_0000_0000n], "integerOverflow"],
    ["just less than 2^32", [0x41ef_ffff_ffff_ffffn], 0xffff_ffffn],
    ["2^32", [0x41f0_0000_0000_0000n], "integerOverflow"],
  ],
  "i64.trunc_f64_s": [
    ["−2^63 fits", [0xc3e0_0000_0000_0000n], 0x8000_0000_0000_0000n],
    ["2^63 does not", [0x43e0_0000_0000_0000n], "integerOverflow"],
    ["next above −2^63", [0xc3df_ffff_ffff_ffffn], 0x8000_0000_0000_0400n],
  ],
  "i64.trunc_f64_u": [
    ["next below 2^64", [0x43ef_ffff_ffff_ffffn], 0xffff_ffff_ffff_f800n],
    ["2^64", [0x43f0_0000_0000_0000n], "integerOverflow"],
  ],
  "i32.trunc_sat_f64_s": [
    ["∞", [INFINITY64], 0x7fff_ffffn],
    ["−∞", [MINUS_INFINITY64], 0x8000_0000n],
    ["a NaN", [NAN64], 0n],
  ],
  "i64.trunc_sat_f32_u": [
    ["2^64", [0x5f80_0000n], 0xffff_ffff_ffff_ffffn],
    ["−1", [0xbf80_0000n], 0n],
  ],
};

export const HARD_CASES: readonly HardCase[] = Object.entries(CASES).flatMap(([operation, rows]) =>
  rows.map(([why, operands, gives]) => ({ operation, why, operands, gives })),
);
