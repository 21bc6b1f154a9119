// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Format} from "./Format.sol";
import {Number, decode} from "./Number.sol";

/// @title Addition, multiplication, division and square root (IEEE 754-2019, 5.4.1; WebAssembly 2.0, 4.3.3)
/// @dev Each yields its exact result, or one that rounds as the exact one does, and rounds once. A NaN among the
/// operands or an invalid operation (IEEE 754-2019, 7.2) yields the one NaN of `Format`.
library FloatArithmetic {
    /// @dev Exponents farther apart than this are treated as if they were this far apart. It exceeds the length of
    /// a significand by more than two bits, so that the lesser operand still does no more than break a tie.
    uint256 private constant FAR = 64;

    /// @dev Bits added to a significand so that a quotient or a root of it is longer than any format by two bits.
    uint256 private constant EXTRA = 128;

    function add(uint256 x, uint256 y, Format memory f) internal pure returns (uint256) {
        unchecked {
            if (f.isNaN(x) || f.isNaN(y)) return f.nan;
            (Number memory a, Number memory b) = (decode(x, f), decode(y, f));
            if (a.isInfinite() && b.isInfinite() && a.negative != b.negative) return f.nan;
            if (a.exponent < b.exponent) (a, b) = (b, a);
            // If the exponents differ, a is not subnormal. So from `FAR` on |b| is far less than half a place of the
            // sum, and which power of two b is multiplied by makes no difference, as long as that remains true.
            uint256 distance = uint256(a.exponent - b.exponent);
            if (distance > FAR) distance = FAR;
            int256 sum = (_signed(a) << distance) + _signed(b);
            // A sum of zero is negative only if both operands are (IEEE 754-2019, 6.3).
            a.negative = sum < 0 || (sum == 0 && a.negative && b.negative);
            a.significand = uint256(sum < 0 ? -sum : sum);
            a.exponent -= int256(distance);
            return a.round(f);
        }
    }

    function sub(uint256 x, uint256 y, Format memory f) internal pure returns (uint256) {
        return add(x, y ^ f.signBit, f);
    }

    function mul(uint256 x, uint256 y, Format memory f) internal pure returns (uint256) {
        unchecked {
            if (f.isNaN(x) || f.isNaN(y)) return f.nan;
            (Number memory a, Number memory b) = (decode(x, f), decode(y, f));
            if (a.isInfinite() && b.isZero()) return f.nan;
            if (a.isZero() && b.isInfinite()) return f.nan;
            a.negative = a.negative != b.negative;
            a.significand *= b.significand;
            a.exponent += b.exponent;
            return a.round(f);
        }
    }

    function div(uint256 x, uint256 y, Format memory f) internal pure returns (uint256) {
        unchecked {
            if (f.isNaN(x) || f.isNaN(y)) return f.nan;
            (Number memory a, Number memory b) = (decode(x, f), decode(y, f));
            if (a.isInfinite() && b.isInfinite()) return f.nan;
            if (a.isZero() && b.isZero()) return f.nan;
            a.negative = a.negative != b.negative;
            if (b.isZero()) return a.negative ? f.infinity | f.signBit : f.infinity;
            uint256 dividend = a.significand << EXTRA;
            a.significand = dividend / b.significand;
            if (dividend % b.significand != 0) a.significand |= 1;
            a.exponent -= b.exponent + int256(EXTRA);
            return a.round(f);
        }
    }

    function sqrt(uint256 x, Format memory f) internal pure returns (uint256) {
        unchecked {
            if (f.isNaN(x)) return f.nan;
            Number memory a = decode(x, f);
            if (a.isZero()) return x;
            if (a.negative) return f.nan;
            // An even exponent is halved exactly.
            uint256 shift = a.exponent & 1 == 0 ? EXTRA : EXTRA + 1;
            uint256 square = a.significand << shift;
            a.significand = Math.sqrt(square);
            if (a.significand * a.significand != square) a.significand |= 1;
            a.exponent = (a.exponent - int256(shift)) / 2;
            return a.round(f);
        }
    }

    function _signed(Number memory n) private pure returns (int256) {
        unchecked {
            return n.negative ? -int256(n.significand) : int256(n.significand);
        }
    }
}
