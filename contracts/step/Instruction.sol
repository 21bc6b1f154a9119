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

    /// @dev What rules 4.2.2 to 4.2.5 need to know.
    /// @return defined Whether the instruction is defined in this version.
    /// @return pops Operands that must be there.
    /// @return pushes Operands pushed on success.
    /// @return fuel Base fuel; 1 for an undefined instruction.
    function row(
        Instruction self
    ) internal pure returns (bool defined, uint256 pops, uint256 pushes, uint256 fuel) {
        uint256 op = self.opcode();
        if (op == OP_HOST) return _hostRow(self.a());
        fuel = uint8(BASE_FUEL[op]);
        if (fuel == 0) return (false, 0, 0, 1);
        uint256 arity = uint8(ARITIES[op]);
        return (true, arity >> 4, arity & 0x0f, fuel);
    }

    /// @dev A host function's parameters are locals, not operands.
    function _hostRow(uint256 host) private pure returns (bool, uint256, uint256, uint256) {
        if (host >= HOST_COUNT) return (false, 0, 0, 1);
        return (true, 0, uint8(HOST_ARITIES[host]) & 0x0f, hostFuel(host));
    }
}

/// @dev The family of an opcode; FAMILY_CONTROL where it is undefined.
function familyOf(uint256 op) pure returns (uint256) {
    return uint8(FAMILIES[op]);
}
