// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {bitLength} from "../merkle/Hashing.sol";
import {
    OP_I32_ADD,
    OP_I32_AND,
    OP_I32_CLZ,
    OP_I32_CTZ,
    OP_I32_DIV_S,
    OP_I32_DIV_U,
    OP_I32_EQ,
    OP_I32_EQZ,
    OP_I32_GE_S,
    OP_I32_GE_U,
    OP_I32_GT_S,
    OP_I32_GT_U,
    OP_I32_LE_S,
    OP_I32_LE_U,
    OP_I32_LT_S,
    OP_I32_LT_U,
    OP_I32_MUL,
    OP_I32_NE,
    OP_I32_OR,
    OP_I32_POPCNT,
    OP_I32_REM_S,
    OP_I32_REM_U,
    OP_I32_ROTL,
    OP_I32_ROTR,
    OP_I32_SHL,
    OP_I32_SHR_S,
    OP_I32_SHR_U,
    OP_I32_SUB,
    OP_I32_XOR,
    STATUS_DIVIDE_BY_ZERO,
    STATUS_INTEGER_OVERFLOW,
    STATUS_RUNNING
} from "./generated/Tables.sol";

/// @notice The opcode is not one of integer arithmetic.
error NotAnIntegerOpcode(uint256 opcode);

/// @title Integers of WebAssembly, for both widths at once (docs/VM.md 6.9)
/// @dev Opcodes are given by their i32 form; `width` is 32 or 64. Values are zero-extended: an operand's
/// bits above `width` are ignored and a result's are zero. Arithmetic is done in 256 bits, where nothing
/// overflows, and cut to width.
library Integers {
    /// @dev eqz, clz, ctz, popcnt.
    function unary(uint256 op, uint256 x, uint256 width) internal pure returns (uint256) {
        x = cut(x, width);
        unchecked {
            if (op == OP_I32_EQZ) return _flag(x == 0);
            if (op == OP_I32_CLZ) return width - bitLength(x);
            // The bits below the lowest one that is set.
            if (op == OP_I32_CTZ) return x == 0 ? width : _ones(~x & (x - 1));
            if (op == OP_I32_POPCNT) return _ones(x);
        }
        revert NotAnIntegerOpcode(op);
    }

    /// @dev Comparisons and arithmetic on two operands.
    /// @return status RUNNING, or the reason of a trap.
    function binary(
        uint256 op,
        uint256 x,
        uint256 y,
        uint256 width
    ) internal pure returns (uint256 status, uint256 result) {
        (x, y) = (cut(x, width), cut(y, width));
        if (op <= OP_I32_GE_U) return (STATUS_RUNNING, _compare(op, x, y, width));
        if (op < OP_I32_DIV_S || op > OP_I32_REM_U) {
            return (STATUS_RUNNING, cut(_arithmetic(op, x, y, width), width));
        }
        if (y == 0) return (STATUS_DIVIDE_BY_ZERO, 0);
        if (op == OP_I32_DIV_U) return (STATUS_RUNNING, x / y);
        if (op == OP_I32_REM_U) return (STATUS_RUNNING, x % y);
        (int256 dividend, int256 divisor) = (signed(x, width), signed(y, width));
        if (op == OP_I32_REM_S) return (STATUS_RUNNING, cut(uint256(dividend % divisor), width));
        // The one quotient that does not fit: the least value by -1.
        int256 quotient = dividend / divisor;
        if (quotient == int256(1 << (width - 1))) return (STATUS_INTEGER_OVERFLOW, 0);
        return (STATUS_RUNNING, cut(uint256(quotient), width));
    }

    /// @dev The low `width` bits.
    function cut(uint256 x, uint256 width) internal pure returns (uint256) {
        unchecked {
            return x & ((1 << width) - 1);
        }
    }

    /// @dev The low `width` bits as a signed number; `width` may be any from 1 to 256.
    function signed(uint256 x, uint256 width) internal pure returns (int256) {
        unchecked {
            return int256(x << (256 - width)) >> (256 - width);
        }
    }

    function _compare(
        uint256 op,
        uint256 x,
        uint256 y,
        uint256 width
    ) private pure returns (uint256) {
        if (op == OP_I32_EQ) return _flag(x == y);
        if (op == OP_I32_NE) return _flag(x != y);
        if (op == OP_I32_LT_U) return _flag(x < y);
        if (op == OP_I32_GT_U) return _flag(x > y);
        if (op == OP_I32_LE_U) return _flag(x <= y);
        if (op == OP_I32_GE_U) return _flag(x >= y);
        (int256 s, int256 t) = (signed(x, width), signed(y, width));
        if (op == OP_I32_LT_S) return _flag(s < t);
        if (op == OP_I32_GT_S) return _flag(s > t);
        if (op == OP_I32_LE_S) return _flag(s <= t);
        if (op == OP_I32_GE_S) return _flag(s >= t);
        revert NotAnIntegerOpcode(op);
    }

    /// @dev What cannot trap; the result is still to be cut.
    function _arithmetic(
        uint256 op,
        uint256 x,
        uint256 y,
        uint256 width
    ) private pure returns (uint256) {
        unchecked {
            if (op == OP_I32_ADD) return x + y;
            if (op == OP_I32_SUB) return x - y;
            if (op == OP_I32_MUL) return x * y;
            if (op == OP_I32_AND) return x & y;
            if (op == OP_I32_OR) return x | y;
            if (op == OP_I32_XOR) return x ^ y;
            // Counts are taken modulo the width, a power of two.
            uint256 count = y & (width - 1);
            if (op == OP_I32_SHL) return x << count;
            if (op == OP_I32_SHR_U) return x >> count;
            if (op == OP_I32_SHR_S) return uint256(signed(x, width) >> count);
            if (op == OP_I32_ROTL) return (x << count) | (x >> (width - count));
            if (op == OP_I32_ROTR) return (x >> count) | (x << (width - count));
        }
        revert NotAnIntegerOpcode(op);
    }

    function _flag(bool condition) private pure returns (uint256) {
        return condition ? 1 : 0;
    }

    /// @dev Number of set bits of a value below 2^64.
    function _ones(uint256 x) private pure returns (uint256 count) {
        unchecked {
            for (; x != 0; x &= x - 1) ++count;
        }
    }
}
