// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    ARITIES,
    BASE_FUEL,
    FAMILIES,
    HOST_ARITIES,
    HOST_COUNT,
    hostFuel,
    OP_HOST
} from "./generated/Tables.sol";

/// @dev One instruction leaf (docs/VM.md 2.3).
type Instruction is uint256;

using Instructions for Instruction global;

/// @dev What rules 4.2.2 to 4.2.5 need to know of an instruction.
/// @param defined Whether the instruction is defined in this version.
/// @param pops Operands that must be there.
/// @param pushes Operands pushed on success.
/// @param fuel Base fuel; 1 for an undefined instruction.
struct InstructionRow {
    bool defined;
    uint256 pops;
    uint256 pushes;
    uint256 fuel;
}

/// @title The fields of an instruction, and its row of the tables
library Instructions {
    function opcode(Instruction self) internal pure returns (uint256) {
        return Instruction.unwrap(self) >> 248;
    }

    function a(Instruction self) internal pure returns (uint256) {
        return (Instruction.unwrap(self) >> 192) & type(uint32).max;
    }

    function b(Instruction self) internal pure returns (uint256) {
        return (Instruction.unwrap(self) >> 160) & type(uint32).max;
    }

    function c(Instruction self) internal pure returns (uint256) {
        return (Instruction.unwrap(self) >> 128) & type(uint32).max;
    }

    function d(Instruction self) internal pure returns (uint256) {
        return (Instruction.unwrap(self) >> 96) & type(uint32).max;
    }

    function e(Instruction self) internal pure returns (uint256) {
        return (Instruction.unwrap(self) >> 64) & type(uint32).max;
    }

    function imm(Instruction self) internal pure returns (uint256) {
        return Instruction.unwrap(self) & type(uint64).max;
    }

    function row(Instruction self) internal pure returns (InstructionRow memory found) {
        uint256 op = self.opcode();
        uint256 arity = uint8(ARITIES[op]);
        found.fuel = uint8(BASE_FUEL[op]);
        if (op == OP_HOST) {
            if (self.a() < HOST_COUNT) {
                // A host function's parameters are locals, not operands.
                arity = uint8(HOST_ARITIES[self.a()]) & 0x0f;
                found.fuel = hostFuel(self.a());
            } else {
                found.fuel = 0;
            }
        }
        found.defined = found.fuel != 0;
        if (!found.defined) found.fuel = 1;
        found.pops = arity >> 4;
        found.pushes = arity & 0x0f;
    }
}

/// @dev The family of an opcode; FAMILY_CONTROL where it is undefined.
function familyOf(uint256 op) pure returns (uint256) {
    return uint8(FAMILIES[op]);
}
