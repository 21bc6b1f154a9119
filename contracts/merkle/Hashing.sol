// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev H2 of docs/VM.md 1: keccak-256 of two words.
function hashPair(bytes32 left, bytes32 right) pure returns (bytes32 node) {
    // Both words go to scratch space, so that nothing is allocated: a step hashes about fifty pairs.
    assembly ("memory-safe") {
        mstore(0x00, left)
        mstore(0x20, right)
        node := keccak256(0x00, 0x40)
    }
}

/// @dev H2 of a node and its sibling, in the order that the node's index at its level says: a node at an odd
/// index is the right one.
function hashWithSibling(
    bytes32 node,
    bytes32 sibling,
    uint256 index
) pure returns (bytes32 parent) {
    // The node's place is 0x00 or 0x20, its sibling's the other; without a branch, as proofs consist of this.
    assembly ("memory-safe") {
        let place := shl(5, and(index, 1))
        mstore(place, node)
        mstore(xor(place, 0x20), sibling)
        parent := keccak256(0x00, 0x40)
    }
}

/// @dev Number of bits of `value`, which is below 2^64; 0 for 0.
function bitLength(uint256 value) pure returns (uint256 bits) {
    unchecked {
        if (value >> 32 != 0) (value, bits) = (value >> 32, 32);
        if (value >> 16 != 0) (value, bits) = (value >> 16, bits + 16);
        if (value >> 8 != 0) (value, bits) = (value >> 8, bits + 8);
        if (value >> 4 != 0) (value, bits) = (value >> 4, bits + 4);
        if (value >> 2 != 0) (value, bits) = (value >> 2, bits + 2);
        if (value >> 1 != 0) (value, bits) = (value >> 1, bits + 1);
        return bits + value;
    }
}

/// @dev Depth of a tree over `count` leaves (docs/VM.md 1): the least d with 2^d >= count.
function depthOf(uint256 count) pure returns (uint256) {
    unchecked {
        return count == 0 ? 0 : bitLength(count - 1);
    }
}

/// @dev Root of a tree of `depth` levels whose leaves are all `leaf`.
function uniformRoot(bytes32 leaf, uint256 depth) pure returns (bytes32 node) {
    node = leaf;
    for (uint256 level = 0; level < depth; ++level) node = hashPair(node, node);
}
