// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {depthOf, hashPair} from "../merkle/Hashing.sol";
import {Multiproof, Multiproofs, ShownNode} from "../merkle/Multiproof.sol";
import {FUEL_DIRTY_CHUNK} from "./generated/Tables.sol";
import {RightHalf} from "./RightHalf.sol";
import {Step} from "./Step.sol";

/// @dev Bytes of a page.
uint256 constant PAGE_SIZE = 65_536;

/// @dev Chunks of 4 KiB in a page.
uint256 constant CHUNKS_PER_PAGE = 16;

/// @dev Levels of the tree over a chunk's 128 leaves.
uint256 constant CHUNK_LEVELS = 7;

/// @title The machine's memory: leaves of 32 bytes, in chunks with stamps (docs/VM.md 3.1, 5, 7.5)
/// @dev Addresses are byte addresses, below 2^34. Byte 0 of a leaf is its most significant one.
library ChunkedMemory {
    /// @dev Whether [start, start + size) reaches beyond memory.
    function outOfBounds(
        RightHalf memory right,
        uint256 start,
        uint256 size
    ) internal pure returns (bool) {
        unchecked {
            return start + size > right.pages.count * PAGE_SIZE;
        }
    }

    /// @dev Leaves that [start, start + size) touches, ascending.
    function leavesOf(uint256 start, uint256 size) internal pure returns (uint256[] memory index) {
        (uint256 first, uint256 end) = _range(start, size);
        index = new uint256[](end - first);
        for (uint256 leaf = first; leaf < end; ++leaf) index[leaf - first] = leaf;
    }

    /// @dev Leaves that [start, start + size) touches, and leaf `other`, ascending and each once.
    function leavesOf(
        uint256 start,
        uint256 size,
        uint256 other
    ) internal pure returns (uint256[] memory index) {
        (uint256 first, uint256 end) = _range(start, size);
        bool within = other >= first && other < end;
        index = new uint256[](end - first + (within ? 0 : 1));
        uint256 to = 0;
        if (other < first) index[to++] = other;
        for (uint256 leaf = first; leaf < end; ++leaf) index[to++] = leaf;
        if (other >= end) index[to] = other;
    }

    function _range(uint256 start, uint256 size) private pure returns (uint256 first, uint256 end) {
        unchecked {
            first = start >> 5;
            end = size == 0 ? first : ((start + size - 1) >> 5) + 1;
        }
    }

    /// @dev Reads a proof of the leaves at `index`, which are within memory and at least one.
    function open(
        Step memory current,
        uint256[] memory index
    ) internal pure returns (Multiproof memory) {
        return Multiproofs.open(current.cursor, index);
    }

    /// @dev The 32 bytes from `start` on, before the step. Bytes of a leaf that is not shown are zero.
    function read(Multiproof memory proof, uint256 start) internal pure returns (bytes32 value) {
        unchecked {
            uint256 i = _position(proof, start >> 5);
            uint256 offset = start & 31;
            value = proof.nodes[i].older << (8 * offset);
            if (offset == 0 || i + 1 == proof.count) return value;
            if (proof.nodes[i + 1].index != proof.nodes[i].index + 1) return value;
            return value | (proof.nodes[i + 1].older >> (8 * (32 - offset)));
        }
    }

    /// @dev The `size` bytes from `start` on, before the step. `start` is a multiple of 32.
    function readBytes(
        Multiproof memory proof,
        uint256 start,
        uint256 size
    ) internal pure returns (bytes memory data) {
        // Whole leaves first; then the length is cut to size.
        bytes32[] memory leaves = new bytes32[]((size + 31) >> 5);
        uint256 first = leaves.length == 0 ? 0 : _position(proof, start >> 5);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = proof.nodes[first + i].older;
        }
        assembly ("memory-safe") {
            data := leaves
            mstore(data, size)
        }
    }

    /// @dev The first `size` bytes of `value`, 1 to 32, become those at `start`.
    function write(
        Multiproof memory proof,
        uint256 start,
        uint256 size,
        bytes32 value
    ) internal pure {
        unchecked {
            uint256 i = _position(proof, start >> 5);
            uint256 offset = start & 31;
            uint256 room = 32 - offset;
            if (size <= room) {
                _splice(proof.nodes[i], offset, size, value);
                return;
            }
            _splice(proof.nodes[i], offset, room, value);
            _splice(proof.nodes[i + 1], 0, size - room, value << (8 * room));
        }
    }

    /// @dev Reads the rest of a proof that only reads.
    function closeRead(
        Step memory current,
        RightHalf memory right,
        Multiproof memory proof
    ) internal pure {
        _close(current, right, proof, 0, 0);
    }

    /// @dev Reads the rest of a proof that writes [start, start + size), which is not empty, and makes the charges:
    /// for chunks that become dirty, and `charges` besides (docs/VM.md 5).
    function closeWrite(
        Step memory current,
        RightHalf memory right,
        Multiproof memory proof,
        uint256 start,
        uint256 size,
        uint256 charges
    ) internal pure {
        (uint256 first, uint256 end) = _range(start, size);
        uint256 dirtied = _close(current, right, proof, first, end);
        current.charge(charges + dirtied * FUEL_DIRTY_CHUNK);
    }

    /// @dev Climbs to the roots. Leaves from `first` to `end`, exclusive, are written.
    /// @return dirtied Number of chunks written to that were not dirty.
    function _close(
        Step memory current,
        RightHalf memory right,
        Multiproof memory proof,
        uint256 first,
        uint256 end
    ) private pure returns (uint256 dirtied) {
        proof.climb(current.cursor, CHUNK_LEVELS);
        for (uint256 i = 0; i < proof.count; ++i) {
            ShownNode memory node = proof.nodes[i];
            uint256 stamp = current.cursor.u64();
            uint256 nextStamp = stamp;
            uint256 chunk = node.index;
            if (
                first < end && chunk >= first >> CHUNK_LEVELS && chunk <= (end - 1) >> CHUNK_LEVELS
            ) {
                nextStamp = right.callIndex;
                if (nextStamp != stamp) ++dirtied;
            }
            node.older = hashPair(node.older, bytes32(stamp));
            node.newer = hashPair(node.newer, bytes32(nextStamp));
        }
        proof.climb(current.cursor, depthOf(right.pages.count * CHUNKS_PER_PAGE));
        right.pages.root = proof.nodes[0].older;
        right.pages.nextRoot = proof.nodes[0].newer;
        right.pages.accessed = true;
    }

    /// @dev Where leaf `leaf` stands in the proof; it is one of those opened.
    function _position(
        Multiproof memory proof,
        uint256 leaf
    ) private pure returns (uint256 position) {
        while (proof.nodes[position].index != leaf) ++position;
    }

    /// @dev `size` bytes at `offset` of a leaf become the first ones of `value`.
    function _splice(
        ShownNode memory leaf,
        uint256 offset,
        uint256 size,
        bytes32 value
    ) private pure {
        unchecked {
            bytes32 mask = ~bytes32(type(uint256).max >> (8 * size)) >> (8 * offset);
            leaf.newer = (leaf.newer & ~mask) | ((value >> (8 * offset)) & mask);
        }
    }
}
