// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Format} from "./Format.sol";

/// @dev The number ±significand · 2^exponent, of no format: the significand has up to 254 bits and need not be
/// normalised, so that sums and products of encoded numbers are exact. Zeros keep their sign.
struct Number {
    bool negative;
    int256 exponent;
    uint256 significand;
}

/// @dev Infinity as a number: 2 to a power so great that no finite operand brings it back within a format, so
/// it rounds to infinity again. Only what is invalid with infinities must be asked for.
int256 constant INFINITE = 1 << 16;

using {isZero, isInfinite, round} for Number global;

/// @dev The number encoded by `x`, which is no NaN.
function decode(uint256 x, Format memory f) pure returns (Number memory n) {
    unchecked {
        uint256 magnitude = f.magnitude(x);
        n.negative = magnitude != x;
        if (magnitude == f.infinity) {
            (n.exponent, n.significand) = (INFINITE, 1);
            return n;
        }
        // A number that is not subnormal has a leading bit 1 that is not written.
        uint256 leading = 1 << f.fractionBits;
        uint256 exponentField = magnitude >> f.fractionBits;
        n.exponent = f.leastExponent;
        n.significand = magnitude;
        if (exponentField != 0) {
            n.exponent += int256(exponentField) - 1;
            n.significand = leading | (magnitude & (leading - 1));
        }
    }
}

function isZero(Number memory n) pure returns (bool) {
    return n.significand == 0;
}

function isInfinite(Number memory n) pure returns (bool) {
    return n.exponent == INFINITE;
}

/// @dev The encoding in `f` nearest to `n`, of two equally near the even one (IEEE 754-2019, 4.3.1; WebAssembly
/// 2.0, 4.3.3, "rounding"). All rounding to a format is done here. A significand may stand for a longer one
/// that was cut if it is at least two bits longer than the format's and its last bit is set.
function round(Number memory n, Format memory f) pure returns (uint256 x) {
    unchecked {
        if (n.significand != 0) {
            // The exponent of the result's last place: the significand fills the format unless subnormal.
            int256 length = int256(Math.log2(n.significand)) + 1;
            int256 last = n.exponent + length - int256(f.fractionBits) - 1;
            if (last < f.leastExponent) last = f.leastExponent;
            uint256 kept =
                last <= n.exponent
                    ? n.significand << uint256(n.exponent - last)
                    : shiftToEven(n.significand, uint256(last - n.exponent));
            // The fields are added, not joined: the leading bit, where there is one, counts as 1 in the exponent's,
            // and so does the carry when rounding reaches the next power of two.
            x = (uint256(last - f.leastExponent) << f.fractionBits) + kept;
            if (x > f.infinity) x = f.infinity;
        }
        if (n.negative) x |= f.signBit;
    }
}

/// @dev value / 2^distance, to the nearest integer, of two equally near the even one; distance ≥ 1 and value <
/// 2^254. A shift by 256 bits or more gives 0, as it should.
function shiftToEven(uint256 value, uint256 distance) pure returns (uint256) {
    unchecked {
        // A half carries into an odd quotient, only more than a half into an even one.
        uint256 odd = (value >> distance) & 1;
        return (value + (1 << (distance - 1)) - 1 + odd) >> distance;
    }
}
