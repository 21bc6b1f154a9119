// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {
    STATUS_INTEGER_OVERFLOW,
    STATUS_INVALID_CONVERSION,
    STATUS_RUNNING
} from "../generated/Tables.sol";
import {Integers} from "../Integers.sol";
import {Format} from "./Format.sol";
import {Number, decode, shiftToEven} from "./Number.sol";

/// @dev The four ways to an integer (IEEE 754-2019, 4.3): the nearest, of two equally near the even one; towards
/// zero; to the next one above; to the next one below.
enum Direction {
    Nearest,
    Zero,
    Up,
    Down
}

/// @title Rounding to integers, and conversion between formats and integers (WebAssembly 2.0, 4.3.3, 4.3.4)
library FloatConversions {
    /// @dev ceil, floor, trunc, nearest: the integral number in the direction, of the same sign (IEEE 754-2019,
    /// 5.9).
    function toIntegral(
        uint256 x,
        Direction direction,
        Format memory f
    ) internal pure returns (uint256) {
        unchecked {
            if (f.isNaN(x)) return f.nan;
            Number memory n = decode(x, f);
            if (n.exponent >= 0) return x;
            uint256 distance = uint256(-n.exponent);
            uint256 whole = n.significand >> distance;
            bool exact = whole << distance == n.significand;
            if (direction == Direction.Nearest) whole = shiftToEven(n.significand, distance);
            else if (direction == Direction.Up && !exact && !n.negative) ++whole;
            else if (direction == Direction.Down && !exact && n.negative) ++whole;
            (n.exponent, n.significand) = (0, whole);
            return n.round(f);
        }
    }

    /// @dev trunc: the integer of `width` bits, fraction cut off; a trap if there is none.
    /// @return status RUNNING, or the reason of a trap.
    function toInteger(
        uint256 x,
        Format memory f,
        uint256 width,
        bool signed
    ) internal pure returns (uint256 status, uint256 integer) {
        if (f.isNaN(x)) return (STATUS_INVALID_CONVERSION, 0);
        (bool negative, uint256 size, uint256 limit) = _truncate(x, f, width, signed);
        if (size > limit) return (STATUS_INTEGER_OVERFLOW, 0);
        return (STATUS_RUNNING, _twosComplement(negative, size, width));
    }

    /// @dev trunc_sat: as `toInteger`, but the nearest integer of the type where there is none, and 0 for NaN.
    function toIntegerSaturating(
        uint256 x,
        Format memory f,
        uint256 width,
        bool signed
    ) internal pure returns (uint256) {
        if (f.isNaN(x)) return 0;
        (bool negative, uint256 size, uint256 limit) = _truncate(x, f, width, signed);
        return _twosComplement(negative, Math.min(size, limit), width);
    }

    /// @dev convert: the number nearest to an integer of `width` bits.
    function fromInteger(
        uint256 integer,
        uint256 width,
        bool signed,
        Format memory f
    ) internal pure returns (uint256) {
        unchecked {
            int256 value =
                signed ? Integers.signed(integer, width) : int256(Integers.cut(integer, width));
            bool negative = value < 0;
            return Number(negative, 0, uint256(negative ? -value : value)).round(f);
        }
    }

    /// @dev demote, promote: the number nearest to one of another format.
    function toFormat(
        uint256 x,
        Format memory from,
        Format memory to
    ) internal pure returns (uint256) {
        return from.isNaN(x) ? to.nan : decode(x, from).round(to);
    }

    /// @return negative Whether the sign bit of `x` is set.
    /// @return size |x|, its fraction cut off; the greatest word for what has more than 128 bits.
    /// @return limit The greatest size that an integer of that type and sign can have.
    function _truncate(
        uint256 x,
        Format memory f,
        uint256 width,
        bool signed
    ) private pure returns (bool negative, uint256 size, uint256 limit) {
        unchecked {
            Number memory n = decode(x, f);
            negative = n.negative;
            if (n.exponent <= 0) size = n.significand >> uint256(-n.exponent);
            else size = n.exponent > 64 ? type(uint256).max : n.significand << uint256(n.exponent);
            if (signed) limit = (1 << (width - 1)) - (negative ? 0 : 1);
            else limit = negative ? 0 : (1 << width) - 1;
        }
    }

    function _twosComplement(
        bool negative,
        uint256 size,
        uint256 width
    ) private pure returns (uint256) {
        unchecked {
            return negative ? Integers.cut(0 - size, width) : size;
        }
    }
}
