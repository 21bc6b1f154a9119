// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {depthOf, hashPair, uniformRoot} from "../merkle/Hashing.sol";
import {CHUNK_LEVELS, CHUNKS_PER_PAGE} from "./ChunkedMemory.sol";
import {
    STATUS_HALTED,
    TAG_DROPPED,
    TAG_GLOBALS,
    TAG_INPUT,
    TAG_MEMORY,
    TAG_TABLES
} from "./generated/Tables.sol";
import {ProgramFacts} from "./ProgramFacts.sol";
import {compositeLeaf, NO_PC, StateTree} from "./StateTree.sol";
import {WordArray} from "./WordArray.sol";

/// @title VM_0 (docs/VM.md 3.2)
library Genesis {
    /// @dev Hash of the first state of a well-formed program.
    function stateHash(ProgramFacts facts) internal pure returns (bytes32) {
        return
            StateTree.root(
                StateTree.scalars(STATUS_HALTED, NO_PC, 0, 0),
                0,
                StateTree.emptyOperands(),
                StateTree.emptyFramesAndLocals(),
                _right(facts)
            );
    }

    /// @dev The node above leaves 8 to 15.
    function _right(ProgramFacts facts) private pure returns (bytes32) {
        bytes32 arrays = hashPair(
            _zeros(TAG_GLOBALS, facts.globals()),
            _zeros(TAG_TABLES, facts.tableSlots())
        );
        bytes32 last = hashPair(
            _zeros(TAG_DROPPED, facts.segments()),
            compositeLeaf(TAG_INPUT, 0, 0)
        );
        bytes32 memoryPair = hashPair(_zeroMemory(facts.memoryPages()), 0);
        return hashPair(hashPair(memoryPair, arrays), hashPair(last, hashPair(0, 0)));
    }

    function _zeros(uint256 tag, uint256 count) private pure returns (bytes32) {
        return compositeLeaf(tag, count, uniformRoot(0, WordArray.depth(count)));
    }

    /// @dev Memory of zeros whose chunks have the stamp 0, padding included.
    function _zeroMemory(uint256 pages) private pure returns (bytes32) {
        bytes32 chunk = hashPair(uniformRoot(0, CHUNK_LEVELS), 0);
        bytes32 root = uniformRoot(chunk, depthOf(pages * CHUNKS_PER_PAGE));
        return compositeLeaf(TAG_MEMORY, pages, root);
    }
}
