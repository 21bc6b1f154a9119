// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair} from "../merkle/Hashing.sol";
import {TAG_FRAMES, TAG_LOCALS, TAG_OPERANDS} from "./generated/Tables.sol";

/// @dev pc of a state that is not running: -1 as u64 (docs/VM.md 3.1).
uint256 constant NO_PC = type(uint64).max;

/// @dev First word of a composite leaf: its domain tag above its counts (docs/VM.md 3.1).
function leafHead(uint256 tag, uint256 counts) pure returns (bytes32) {
    return bytes32((tag << 248) | counts);
}

/// @dev A composite leaf of the state tree.
function compositeLeaf(uint256 tag, uint256 counts, bytes32 root) pure returns (bytes32) {
    return hashPair(leafHead(tag, counts), root);
}

/// @title The tree of 16 leaves whose root is H_VM (docs/VM.md 3.1, paper 3.2)
library StateTree {
    /// @dev Leaf 5 with nothing on it.
    function emptyOperands() internal pure returns (bytes32) {
        return operands(0, 0);
    }

    /// @dev The node above leaves 6 and 7 of a state that is not running.
    function emptyFramesAndLocals() internal pure returns (bytes32) {
        return hashPair(frames(0, 0, 0), emptyLocals());
    }

    /// @dev Leaf 7 with no locals.
    function emptyLocals() internal pure returns (bytes32) {
        return compositeLeaf(TAG_LOCALS, 0, 0);
    }

    /// @dev Leaf 5.
    function operands(uint256 depth, bytes32 chain) internal pure returns (bytes32) {
        return compositeLeaf(TAG_OPERANDS, depth, chain);
    }

    /// @dev Leaf 6.
    function frames(uint256 depth, uint256 slots, bytes32 chain) internal pure returns (bytes32) {
        return compositeLeaf(TAG_FRAMES, (depth << 32) | slots, chain);
    }

    /// @dev The node above leaves 0 to 3.
    function scalars(
        uint256 status,
        uint256 pc,
        uint256 eic,
        uint256 tf
    ) internal pure returns (bytes32) {
        return
            hashPair(hashPair(bytes32(status), bytes32(pc)), hashPair(bytes32(eic), bytes32(tf)));
    }

    /// @dev The root, from the node over leaves 0 to 3 on.
    /// @param framesAndLocals Node above leaves 6 and 7.
    /// @param right Node above leaves 8 to 15.
    function root(
        bytes32 scalarsNode,
        uint256 limit,
        bytes32 operandsLeaf,
        bytes32 framesAndLocals,
        bytes32 right
    ) internal pure returns (bytes32) {
        bytes32 upper = hashPair(hashPair(bytes32(limit), operandsLeaf), framesAndLocals);
        return hashPair(hashPair(scalarsNode, upper), right);
    }
}
