// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {bitLength} from "./Hashing.sol";
import {Cursor} from "./ProofCursor.sol";

/// @notice A count proof names a number of leaves outside 1 to `most`.
error LeafCountOutOfRange(uint256 count, uint256 most);

/// @title The Merkle tree of RFC 6962 over SHA-256, as CometBFT hashes a block's transactions
/// @dev A leaf's content is the SHA-256 of a transaction (docs/VM.md 7.4). SHA-256 is the precompile's;
/// a call of it that fails for want of gas reverts.
library Rfc6962 {
    function leafNode(bytes32 content) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x00), content));
    }

    function innerNode(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }

    /// @dev Reads the audit path of leaf `index` of `count`, the sibling nearest the leaf first, and
    /// answers the root. `index` is below `count`.
    function root(
        Cursor memory cursor,
        bytes32 content,
        uint256 index,
        uint256 count
    ) internal pure returns (bytes32 node) {
        node = leafNode(content);
        // A last node without a sibling moves up as it is.
        for (uint256 last = count - 1; last > 0; last >>= 1) {
            if (index & 1 == 1) node = innerNode(cursor.word(), node);
            else if (index < last) node = innerNode(node, cursor.word());
            index >>= 1;
        }
    }

    /// @dev Reads a count proof (docs/VM.md 7.4): the shape of the tree over all leaves.
    /// @return count Number of leaves, 1 to `most`.
    /// @return node The root; for a given root at most one count can be shown.
    function rootOfShape(
        Cursor memory cursor,
        uint256 most
    ) internal pure returns (uint256 count, bytes32 node) {
        count = cursor.u16();
        if (count == 0 || count > most) revert LeafCountOutOfRange(count, most);
        // Every complete left part, from the greatest to the least, then the last leaf.
        bytes32[16] memory lefts;
        uint256 parts = 0;
        uint256 left = count;
        while (left > 1) {
            uint256 levels = bitLength(left - 1) - 1;
            lefts[parts++] = _rootOfLeft(cursor, levels);
            left -= 1 << levels;
        }
        node = leafNode(cursor.word());
        while (parts > 0) node = innerNode(lefts[--parts], node);
    }

    /// @dev A complete part of 2^levels leaves, shown by its leftmost one.
    function _rootOfLeft(Cursor memory cursor, uint256 levels) private pure returns (bytes32 node) {
        node = leafNode(cursor.word());
        for (; levels > 0; --levels) node = innerNode(node, cursor.word());
    }
}
