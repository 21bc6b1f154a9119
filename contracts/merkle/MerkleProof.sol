// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashWithSibling} from "./Hashing.sol";
import {Cursor, wordAt} from "./ProofCursor.sol";

/// @title Paths of binary Merkle trees of fixed depth (docs/VM.md 1)
/// @dev The depth comes from a committed count and never from the proof. `index` is below 2^depth.
library MerkleProof {
    /// @dev Reads path(index, depth) and answers the root above `leaf`.
    function root(
        Cursor memory cursor,
        bytes32 leaf,
        uint256 index,
        uint256 depth
    ) internal pure returns (bytes32) {
        unchecked {
            return rootAt(cursor.take(32 * depth), leaf, index, depth);
        }
    }

    /// @dev The node `depth` levels above `leaf`, with siblings from calldata at `position` on.
    function rootAt(
        uint256 position,
        bytes32 leaf,
        uint256 index,
        uint256 depth
    ) internal pure returns (bytes32 node) {
        node = leaf;
        unchecked {
            for (uint256 end = position + 32 * depth; position < end; position += 32) {
                node = hashWithSibling(node, wordAt(position), index);
                index >>= 1;
            }
        }
    }

    /// @dev Reads path(index, depth) once and answers the roots above two values of one leaf.
    function roots(
        Cursor memory cursor,
        bytes32 older,
        bytes32 newer,
        uint256 index,
        uint256 depth
    ) internal pure returns (bytes32, bytes32) {
        unchecked {
            uint256 position = cursor.take(32 * depth);
            if (older == newer) {
                older = rootAt(position, older, index, depth);
                return (older, older);
            }
            for (uint256 end = position + 32 * depth; position < end; position += 32) {
                bytes32 sibling = wordAt(position);
                older = hashWithSibling(older, sibling, index);
                newer = hashWithSibling(newer, sibling, index);
                index >>= 1;
            }
        }
        return (older, newer);
    }
}
