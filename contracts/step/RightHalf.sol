// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair} from "../merkle/Hashing.sol";
import {Cursor} from "../merkle/ProofCursor.sol";
import {TAG_DROPPED, TAG_GLOBALS, TAG_INPUT, TAG_MEMORY, TAG_TABLES} from "./generated/Tables.sol";
import {compositeLeaf} from "./StateTree.sol";
import {Step} from "./Step.sol";
import {Component} from "./WordArray.sol";

/// @dev What a step opens of leaves 8 to 15: a sum of these. Of leaves 10 and 11, and of 12 and 13, a step
/// opens one at most.
uint256 constant OPEN_NOTHING = 0;
uint256 constant OPEN_MEMORY = 1;
uint256 constant OPEN_GLOBALS = 2;
uint256 constant OPEN_TABLES = 4;
uint256 constant OPEN_DROPPED = 8;
uint256 constant OPEN_INPUT = 16;

/// @dev The block that the machine's call reads.
struct InputLeaf {
    uint256 txCount;
    uint256 height;
    bytes32 dataHash;
}

/// @dev Leaves 8 to 15 as a step opens them (docs/VM.md 7.2, item 4).
/// @param opened What is opened.
/// @param memoryPair Node above leaves 8 and 9, if memory is not opened.
/// @param pages Memory.
/// @param callIndex Leaf 9, if memory is opened.
/// @param arrayOther The other leaf beside the opened one of 10 and 11, or else the node above both.
/// @param words Globals or tables, whichever is opened.
/// @param lastOther The same of 12 and 13.
/// @param dropped Drop flags.
/// @param input Leaf 13, if opened.
struct RightHalf {
    uint256 opened;
    bytes32 memoryPair;
    Component pages;
    uint256 callIndex;
    bytes32 arrayOther;
    Component words;
    bytes32 lastOther;
    Component dropped;
    InputLeaf input;
}

using RightHalves for RightHalf global;

/// @title Leaves 8 to 15 of the state tree
library RightHalves {
    /// @dev Reads the heads of what is opened and the nodes of the rest.
    function read(
        Step memory current,
        uint256 opened
    ) internal pure returns (RightHalf memory self) {
        self.opened = opened;
        if (opened == OPEN_NOTHING) {
            current.readRight();
            return self;
        }
        Cursor memory cursor = current.cursor;
        if (opened & OPEN_MEMORY != 0) {
            self.pages.count = cursor.u32();
            self.callIndex = cursor.u64();
        } else {
            self.memoryPair = cursor.word();
        }
        // In the order of the leaves: the opened one's count stands before or behind the other leaf.
        if (opened & OPEN_GLOBALS != 0) self.words.count = cursor.u32();
        self.arrayOther = cursor.word();
        if (opened & OPEN_TABLES != 0) self.words.count = cursor.u32();

        if (opened & OPEN_DROPPED != 0) self.dropped.count = cursor.u32();
        self.lastOther = cursor.word();
        if (opened & OPEN_INPUT != 0) {
            self.input.txCount = cursor.u32();
            self.input.height = cursor.u64();
            self.input.dataHash = cursor.word();
        }
    }

    /// @dev Reads the roots that no access has shown (item 6) and completes the step's right half.
    function close(RightHalf memory self, Step memory current) internal pure {
        uint256 opened = self.opened;
        if (opened == OPEN_NOTHING) return;
        Cursor memory cursor = current.cursor;
        if (opened & OPEN_MEMORY != 0) self.pages.readRootIfUntouched(cursor);
        if (opened & (OPEN_GLOBALS | OPEN_TABLES) != 0) self.words.readRootIfUntouched(cursor);
        if (opened & OPEN_DROPPED != 0) self.dropped.readRootIfUntouched(cursor);

        (bytes32 first, bytes32 nextFirst) = _memoryPair(self);
        (bytes32 second, bytes32 nextSecond) = _arrayPair(self);
        (bytes32 third, bytes32 nextThird) = _lastPair(self);
        current.right = _node(first, second, third);
        current.nextRight = _node(nextFirst, nextSecond, nextThird);
    }

    /// @dev Leaf 13.
    function inputLeaf(InputLeaf memory input) internal pure returns (bytes32) {
        return compositeLeaf(TAG_INPUT, (input.txCount << 64) | input.height, input.dataHash);
    }

    function _node(bytes32 first, bytes32 second, bytes32 third) private pure returns (bytes32) {
        // Leaves 14 and 15 are spare.
        return hashPair(hashPair(first, second), hashPair(third, hashPair(0, 0)));
    }

    function _memoryPair(RightHalf memory self) private pure returns (bytes32, bytes32) {
        if (self.opened & OPEN_MEMORY == 0) return (self.memoryPair, self.memoryPair);
        (bytes32 leaf, bytes32 next) = self.pages.leaves(TAG_MEMORY);
        bytes32 callIndex = bytes32(self.callIndex);
        return (hashPair(leaf, callIndex), hashPair(next, callIndex));
    }

    function _arrayPair(RightHalf memory self) private pure returns (bytes32, bytes32) {
        bytes32 other = self.arrayOther;
        if (self.opened & OPEN_GLOBALS != 0) {
            (bytes32 leaf, bytes32 next) = self.words.leaves(TAG_GLOBALS);
            return (hashPair(leaf, other), hashPair(next, other));
        }
        if (self.opened & OPEN_TABLES != 0) {
            (bytes32 leaf, bytes32 next) = self.words.leaves(TAG_TABLES);
            return (hashPair(other, leaf), hashPair(other, next));
        }
        return (other, other);
    }

    function _lastPair(RightHalf memory self) private pure returns (bytes32, bytes32) {
        bytes32 other = self.lastOther;
        if (self.opened & OPEN_DROPPED != 0) {
            (bytes32 leaf, bytes32 next) = self.dropped.leaves(TAG_DROPPED);
            return (hashPair(leaf, other), hashPair(next, other));
        }
        if (self.opened & OPEN_INPUT != 0) {
            bytes32 node = hashPair(other, inputLeaf(self.input));
            return (node, node);
        }
        return (other, other);
    }
}
