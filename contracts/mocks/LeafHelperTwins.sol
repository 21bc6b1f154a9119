// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {bitLength, depthOf, hashPair, hashWithSibling} from "../merkle/Hashing.sol";
import {
    bytesAt,
    Cursor,
    hashAt,
    ProofCursor,
    u32At,
    u64At,
    wordAt
} from "../merkle/ProofCursor.sol";

/// @title The helpers that are written in assembly, beside plain ones
/// @dev Each function answers what the helper and its plain twin say, for tests to compare.
contract LeafHelperTwins {
    function pair(bytes32 x, bytes32 y) external pure returns (bytes32, bytes32) {
        return (hashPair(x, y), keccak256(abi.encodePacked(x, y)));
    }

    function withSibling(
        bytes32 node,
        bytes32 sibling,
        uint256 index
    ) external pure returns (bytes32, bytes32) {
        bytes memory both =
            index % 2 == 0 ? abi.encodePacked(node, sibling) : abi.encodePacked(sibling, node);
        return (hashWithSibling(node, sibling, index), keccak256(both));
    }

    function hashOf(
        bytes calldata data,
        uint256 from,
        uint256 size
    ) external pure returns (bytes32, bytes32) {
        uint256 position = ProofCursor.open(data).position;
        return (hashAt(position + from, size), keccak256(data[from:from + size]));
    }

    function copyOf(
        bytes calldata data,
        uint256 from,
        uint256 size
    ) external pure returns (bytes memory, bytes memory) {
        uint256 position = ProofCursor.open(data).position;
        return (bytesAt(position + from, size), data[from:from + size]);
    }

    function words(
        bytes calldata data,
        uint256 from
    ) external pure returns (bytes32, uint256, uint256, bytes32) {
        uint256 position = ProofCursor.open(data).position + from;
        return (wordAt(position), u32At(position), u64At(position), bytes32(data[from:from + 32]));
    }

    function bounds(bytes calldata data) external pure returns (uint256, uint256) {
        Cursor memory cursor = ProofCursor.open(data);
        return (cursor.end - cursor.position, data.length);
    }

    function depth(uint256 count) external pure returns (uint256, uint256, uint256 bits) {
        uint256 plain = 0;
        while (uint256(1) << plain < count) ++plain;
        return (depthOf(count), plain, bitLength(count));
    }
}
