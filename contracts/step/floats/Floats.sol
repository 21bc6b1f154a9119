// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    OP_F32_ABS,
    OP_F32_ADD,
    OP_F32_CEIL,
    OP_F32_CONVERT_I32_S,
    OP_F32_CONVERT_I64_U,
    OP_F32_COPYSIGN,
    OP_F32_DEMOTE_F64,
    OP_F32_DIV,
    OP_F32_EQ,
    OP_F32_FLOOR,
    OP_F32_GE,
    OP_F32_GT,
    OP_F32_LE,
    OP_F32_LT,
    OP_F32_MAX,
    OP_F32_MIN,
    OP_F32_MUL,
    OP_F32_NE,
    OP_F32_NEAREST,
    OP_F32_NEG,
    OP_F32_SQRT,
    OP_F32_SUB,
    OP_F32_TRUNC,
    OP_F64_ABS,
    OP_F64_CONVERT_I32_S,
    OP_F64_CONVERT_I64_U,
    OP_F64_COPYSIGN,
    OP_F64_EQ,
    OP_F64_GE,
    OP_F64_PROMOTE_F32,
    OP_I32_TRUNC_F32_S,
    OP_I32_TRUNC_F64_U,
    OP_I32_TRUNC_SAT_F32_S,
    OP_I32_TRUNC_SAT_F64_U,
    OP_I64_TRUNC_F32_S,
    OP_I64_TRUNC_F64_U,
    OP_I64_TRUNC_SAT_F32_S,
    OP_I64_TRUNC_SAT_F64_U,
    STATUS_RUNNING
} from "../generated/Tables.sol";
import {FloatArithmetic} from "./FloatArithmetic.sol";
import {Direction, FloatConversions} from "./FloatConversions.sol";
import {FloatOrder} from "./FloatOrder.sol";
import {Format, binary32, binary64} from "./Format.sol";

/// @notice The opcode is not one of floating point.
error NotAFloatOpcode(uint256 opcode);

/// @title Floats of WebAssembly (docs/VM.md 6.10): all their instructions, by opcode
/// @dev Values are words: an f32 and an i32 are in the low 32 bits of an operand, whose other bits are ignored, and
/// zero-extended in a result. Opcodes of f64 stand in the order of those of f32. Moving of bits (constants, loads,
/// stores, reinterpretations) is no business of this library.
library Floats {
    /// @param x The operand of an instruction that has one; the lower one on the stack of two.
    /// @param y The upper one of two operands, else ignored.
    /// @return status RUNNING, or the reason of a trap.
    /// @return result The value that is pushed; 0 with a trap.
    function execute(
        uint256 op,
        uint256 x,
        uint256 y
    ) internal pure returns (uint256 status, uint256 result) {
        unchecked {
            if (op > OP_F64_COPYSIGN) {
                if (op < OP_F32_CONVERT_I32_S || op > OP_F64_PROMOTE_F32) return _toInteger(op, x);
                return (STATUS_RUNNING, _convert(op, x));
            }
            // Two runs of f32, each followed by that of f64 in the same order.
            bool wide = op >= OP_F64_ABS || (op >= OP_F64_EQ && op <= OP_F64_GE);
            if (wide) op -= op >= OP_F64_ABS ? OP_F64_ABS - OP_F32_ABS : OP_F64_EQ - OP_F32_EQ;
            else (x, y) = (uint32(x), uint32(y));
            Format memory f = wide ? binary64() : binary32();
            if (op <= OP_F32_GE) return (STATUS_RUNNING, _compare(op, x, y, f));
            if (op <= OP_F32_SQRT) return (STATUS_RUNNING, _unary(op, x, f));
            return (STATUS_RUNNING, _binary(op, x, y, f));
        }
    }

    /// @dev eq, ne, lt, gt, le, ge, by their f32 opcodes.
    function _compare(
        uint256 op,
        uint256 x,
        uint256 y,
        Format memory f
    ) private pure returns (uint256) {
        if (op == OP_F32_EQ) return _flag(FloatOrder.eq(x, y, f));
        if (op == OP_F32_NE) return _flag(!FloatOrder.eq(x, y, f));
        if (op == OP_F32_LT) return _flag(FloatOrder.lt(x, y, f));
        if (op == OP_F32_GT) return _flag(FloatOrder.lt(y, x, f));
        if (op == OP_F32_LE) return _flag(FloatOrder.le(x, y, f));
        if (op == OP_F32_GE) return _flag(FloatOrder.le(y, x, f));
        revert NotAFloatOpcode(op);
    }

    /// @dev abs, neg, ceil, floor, trunc, nearest, sqrt, by their f32 opcodes.
    function _unary(uint256 op, uint256 x, Format memory f) private pure returns (uint256) {
        // These two act on the sign bit alone, of a NaN too; so does copysign (IEEE 754-2019, 5.5.1).
        if (op == OP_F32_ABS) return f.magnitude(x);
        if (op == OP_F32_NEG) return x ^ f.signBit;
        if (op == OP_F32_CEIL) return FloatConversions.toIntegral(x, Direction.Up, f);
        if (op == OP_F32_FLOOR) return FloatConversions.toIntegral(x, Direction.Down, f);
        if (op == OP_F32_TRUNC) return FloatConversions.toIntegral(x, Direction.Zero, f);
        if (op == OP_F32_NEAREST) return FloatConversions.toIntegral(x, Direction.Nearest, f);
        if (op == OP_F32_SQRT) return FloatArithmetic.sqrt(x, f);
        revert NotAFloatOpcode(op);
    }

    /// @dev add, sub, mul, div, min, max, copysign, by their f32 opcodes.
    function _binary(
        uint256 op,
        uint256 x,
        uint256 y,
        Format memory f
    ) private pure returns (uint256) {
        if (op == OP_F32_ADD) return FloatArithmetic.add(x, y, f);
        if (op == OP_F32_SUB) return FloatArithmetic.sub(x, y, f);
        if (op == OP_F32_MUL) return FloatArithmetic.mul(x, y, f);
        if (op == OP_F32_DIV) return FloatArithmetic.div(x, y, f);
        if (op == OP_F32_MIN) return FloatOrder.min(x, y, f);
        if (op == OP_F32_MAX) return FloatOrder.max(x, y, f);
        if (op == OP_F32_COPYSIGN) return f.magnitude(x) | (y & f.signBit);
        revert NotAFloatOpcode(op);
    }

    /// @dev Between formats, and from integers: for each format a run of four opcodes.
    function _convert(uint256 op, uint256 x) private pure returns (uint256) {
        if (op == OP_F32_DEMOTE_F64) return FloatConversions.toFormat(x, binary64(), binary32());
        if (op == OP_F64_PROMOTE_F32) {
            return FloatConversions.toFormat(uint32(x), binary32(), binary64());
        }
        unchecked {
            if (_within(op, OP_F32_CONVERT_I32_S, OP_F32_CONVERT_I64_U)) {
                return _fromInteger(op - OP_F32_CONVERT_I32_S, x, binary32());
            }
            if (_within(op, OP_F64_CONVERT_I32_S, OP_F64_CONVERT_I64_U)) {
                return _fromInteger(op - OP_F64_CONVERT_I32_S, x, binary64());
            }
        }
        revert NotAFloatOpcode(op);
    }

    /// @param place In a run: i32 signed, i32 unsigned, i64 signed, i64 unsigned.
    function _fromInteger(
        uint256 place,
        uint256 x,
        Format memory f
    ) private pure returns (uint256) {
        return FloatConversions.fromInteger(x, place < 2 ? 32 : 64, place % 2 == 0, f);
    }

    /// @dev To integers: runs of four opcodes for the two widths, trapping and saturating.
    function _toInteger(uint256 op, uint256 x) private pure returns (uint256, uint256) {
        if (_within(op, OP_I32_TRUNC_F32_S, OP_I32_TRUNC_F64_U)) {
            return _toInteger(op - OP_I32_TRUNC_F32_S, x, 32, false);
        }
        if (_within(op, OP_I64_TRUNC_F32_S, OP_I64_TRUNC_F64_U)) {
            return _toInteger(op - OP_I64_TRUNC_F32_S, x, 64, false);
        }
        if (_within(op, OP_I32_TRUNC_SAT_F32_S, OP_I32_TRUNC_SAT_F64_U)) {
            return _toInteger(op - OP_I32_TRUNC_SAT_F32_S, x, 32, true);
        }
        if (_within(op, OP_I64_TRUNC_SAT_F32_S, OP_I64_TRUNC_SAT_F64_U)) {
            return _toInteger(op - OP_I64_TRUNC_SAT_F32_S, x, 64, true);
        }
        revert NotAFloatOpcode(op);
    }

    /// @param place In a run: f32 signed, f32 unsigned, f64 signed, f64 unsigned.
    function _toInteger(
        uint256 place,
        uint256 x,
        uint256 width,
        bool saturating
    ) private pure returns (uint256, uint256) {
        Format memory f = place < 2 ? binary32() : binary64();
        if (place < 2) x = uint32(x);
        bool signed = place % 2 == 0;
        if (!saturating) return FloatConversions.toInteger(x, f, width, signed);
        return (STATUS_RUNNING, FloatConversions.toIntegerSaturating(x, f, width, signed));
    }

    function _within(uint256 op, uint256 first, uint256 last) private pure returns (bool) {
        return first <= op && op <= last;
    }

    function _flag(bool condition) private pure returns (uint256) {
        return condition ? 1 : 0;
    }
}
