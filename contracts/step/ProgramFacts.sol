// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Cursor, hashAt, u32At, wordAt} from "../merkle/ProofCursor.sol";
import {ProgramHash} from "../types/ProgramHash.sol";
import {
    LIMIT_FRAMES,
    LIMIT_INSTRUCTIONS,
    LIMIT_MEMORY_PAGES,
    LIMIT_SLOTS,
    LIMIT_WORDS,
    TAG_PROGRAM,
    VM_VERSION
} from "./generated/Tables.sol";
import {leafHead} from "./StateTree.sol";

/// @dev Facts of a program (docs/VM.md 2.4), where they stand in calldata.
type ProgramFacts is uint256;

using Facts for ProgramFacts global;

/// @dev Bytes of the encoding of facts.
uint256 constant FACTS_SIZE = 148;

/// @notice Facts of another size than 148 bytes.
error FactsSizeInvalid(uint256 size);

/// @notice The program is of another version than this stepper.
error ProgramVersionUnsupported(uint256 version);

/// @notice A count of the program is above its limit, or zero where it must not be.
error ProgramTooLarge(uint256 count, uint256 most);

/// @notice A program has no instructions, or allows no frames.
error ProgramEmpty();

/// @title Facts of a program and its commitment
library Facts {
    /// @dev Reads facts from a proof.
    function read(Cursor memory cursor) internal pure returns (ProgramFacts) {
        return ProgramFacts.wrap(cursor.take(FACTS_SIZE));
    }

    /// @dev Facts that are an argument.
    function from(bytes calldata facts) internal pure returns (ProgramFacts self) {
        if (facts.length != FACTS_SIZE) revert FactsSizeInvalid(facts.length);
        assembly ("memory-safe") {
            self := facts.offset
        }
    }

    function hash(ProgramFacts self) internal pure returns (bytes32) {
        return hashAt(ProgramFacts.unwrap(self), FACTS_SIZE);
    }

    function version(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 0);
    }

    function memoryPages(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 1);
    }

    function maxFrames(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 2);
    }

    function maxSlots(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 3);
    }

    function gatewayEntry(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 4);
    }

    function gatewayLocals(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 5);
    }

    function frameHeight(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 6);
    }

    function globals(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 7);
    }

    function tableSlots(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 8);
    }

    function segments(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 9);
    }

    function functions(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 10);
    }

    function dataLeaves(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 11);
    }

    function elements(ProgramFacts self) internal pure returns (uint256) {
        return _u32(self, 12);
    }

    function functionsRoot(ProgramFacts self) internal pure returns (bytes32) {
        return wordAt(ProgramFacts.unwrap(self) + 52);
    }

    function dataRoot(ProgramFacts self) internal pure returns (bytes32) {
        return wordAt(ProgramFacts.unwrap(self) + 84);
    }

    function elementsRoot(ProgramFacts self) internal pure returns (bytes32) {
        return wordAt(ProgramFacts.unwrap(self) + 116);
    }

    /// @dev Reverts unless the program is well-formed (docs/VM.md 2.4).
    function checkWellFormed(ProgramFacts self, uint256 codeLength) internal pure {
        if (self.version() != VM_VERSION) revert ProgramVersionUnsupported(self.version());
        if (codeLength == 0 || self.maxFrames() == 0) revert ProgramEmpty();
        _atMost(codeLength, LIMIT_INSTRUCTIONS);
        _atMost(self.memoryPages(), LIMIT_MEMORY_PAGES);
        _atMost(self.maxFrames(), LIMIT_FRAMES);
        _atMost(self.maxSlots(), LIMIT_SLOTS);
        _atMost(self.gatewayLocals() + self.frameHeight(), self.maxSlots());
        _atMost(self.globals(), LIMIT_WORDS);
        _atMost(self.tableSlots(), LIMIT_WORDS);
        _atMost(self.segments(), LIMIT_WORDS);
        _atMost(self.functions(), LIMIT_WORDS);
        _atMost(self.dataLeaves(), LIMIT_WORDS);
        _atMost(self.elements(), LIMIT_WORDS);
    }

    function _atMost(uint256 count, uint256 most) private pure {
        if (count > most) revert ProgramTooLarge(count, most);
    }

    function _u32(ProgramFacts self, uint256 index) private pure returns (uint256) {
        unchecked {
            return u32At(ProgramFacts.unwrap(self) + 4 * index);
        }
    }
}

/// @dev H_Psi (docs/VM.md 2.4).
function programHash(
    uint256 codeLength,
    bytes32 codeRoot,
    bytes32 factsHash
) pure returns (ProgramHash) {
    return
        ProgramHash.wrap(
            keccak256(abi.encode(leafHead(TAG_PROGRAM, codeLength), codeRoot, factsHash))
        );
}
