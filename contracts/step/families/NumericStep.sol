// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    FAMILY_CONSTANT,
    FAMILY_CONVERT,
    FAMILY_I32,
    FAMILY_I64,
    FAMILY_PARAMETRIC,
    FAMILY_REFERENCE,
    OP_DROP,
    OP_I32_EQZ,
    OP_I32_EXTEND16_S,
    OP_I32_EXTEND8_S,
    OP_I32_CLZ,
    OP_I32_REINTERPRET_F32,
    OP_I32_WRAP_I64,
    OP_F32_REINTERPRET_I32,
    OP_I64_CLZ,
    OP_I64_EQZ,
    OP_I64_EXTEND16_S,
    OP_I64_EXTEND32_S,
    OP_I64_EXTEND8_S,
    OP_I64_EXTEND_I32_S,
    OP_I64_EXTEND_I32_U,
    OP_I64_GE_U,
    OP_MEMORY_GROW,
    OP_SELECT,
    OP_TABLE_GROW
} from "../generated/Tables.sol";
import {familyOf} from "../Instruction.sol";
import {Integers} from "../Integers.sol";
import {Popped} from "../Operands.sol";
import {Step} from "../Step.sol";
import {OpcodeOfAnotherFamily, StepFamily} from "./StepFamily.sol";

/// @title Instructions that touch operands alone (docs/VM.md 6.3, 6.8, 6.9, 6.11)
contract NumericStep is StepFamily {
    /// @inheritdoc StepFamily
    function _execute(Step memory current) internal pure override {
        uint256 op = current.instruction.opcode();
        uint256 family = familyOf(op);
        Popped memory popped = current.readPopped();
        current.readChain(popped);
        current.readRest();
        if (family == FAMILY_I32) _integer(current, op, popped, 32);
        else if (family == FAMILY_I64) _integer(current, _i32FormOf(op), popped, 64);
        else if (family == FAMILY_CONSTANT) current.push(current.instruction.imm());
        else if (family == FAMILY_CONVERT) current.push(_convert(op, popped.fromTop(0)));
        else if (family == FAMILY_PARAMETRIC) _parametric(current, op, popped);
        else if (family == FAMILY_REFERENCE) current.push(popped.fromTop(0) == 0 ? 1 : 0);
        else revert OpcodeOfAnotherFamily(op);
    }

    function _integer(
        Step memory current,
        uint256 op,
        Popped memory popped,
        uint256 width
    ) private pure {
        uint256 y = popped.fromTop(0);
        if (popped.count == 1) return current.push(Integers.unary(op, y, width));
        (uint256 status, uint256 z) = Integers.binary(op, popped.fromTop(1), y, width);
        current.status = status;
        current.push(z);
    }

    /// @dev The opcodes of i64 stand in the order of those of i32, in two runs.
    function _i32FormOf(uint256 op) private pure returns (uint256) {
        unchecked {
            if (op <= OP_I64_GE_U) return op - OP_I64_EQZ + OP_I32_EQZ;
            return op - OP_I64_CLZ + OP_I32_CLZ;
        }
    }

    function _convert(uint256 op, uint256 x) private pure returns (uint256) {
        if (op == OP_I32_EXTEND8_S) return _extend(x, 8, 32);
        if (op == OP_I32_EXTEND16_S) return _extend(x, 16, 32);
        if (op == OP_I64_EXTEND8_S) return _extend(x, 8, 64);
        if (op == OP_I64_EXTEND16_S) return _extend(x, 16, 64);
        if (op == OP_I64_EXTEND32_S || op == OP_I64_EXTEND_I32_S) return _extend(x, 32, 64);
        bool narrow =
            op == OP_I32_WRAP_I64 ||
                op == OP_I64_EXTEND_I32_U ||
                op == OP_I32_REINTERPRET_F32 ||
                op == OP_F32_REINTERPRET_I32;
        // The others move all 64 bits: i64.reinterpret_f64 and f64.reinterpret_i64.
        return narrow ? Integers.cut(x, 32) : x;
    }

    /// @dev The low `from` bits, sign-extended to `width`, then zero-extended.
    function _extend(uint256 x, uint256 from, uint256 width) private pure returns (uint256) {
        return Integers.cut(uint256(Integers.signed(x, from)), width);
    }

    function _parametric(Step memory current, uint256 op, Popped memory popped) private pure {
        if (op == OP_SELECT) {
            uint256 condition = Integers.cut(popped.fromTop(0), 32);
            current.push(popped.fromTop(condition != 0 ? 2 : 1));
        } else if (op == OP_MEMORY_GROW || op == OP_TABLE_GROW) {
            current.push(type(uint32).max);
        } else if (op != OP_DROP) {
            revert OpcodeOfAnotherFamily(op);
        }
    }
}
