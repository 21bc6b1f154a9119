// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {depthOf, hashPair, uniformRoot} from "../merkle/Hashing.sol";
import {MerkleProof} from "../merkle/MerkleProof.sol";
import {Cursor} from "../merkle/ProofCursor.sol";
import {Popped} from "./Operands.sol";
import {compositeLeaf} from "./StateTree.sol";

/// @dev A Merkle component of the state that the proof opens: a word array, or memory.
/// @param count Number of values; of pages in memory.
/// @param root Root before the step.
/// @param nextRoot Root after it.
/// @param accessed Whether a proof has shown the roots; if not, the root stands at the proof's end.
struct Component {
    uint256 count;
    bytes32 root;
    bytes32 nextRoot;
    bool accessed;
}

using WordArray for Component global;

/// @title Word arrays: four u64 values in a leaf (docs/VM.md 1)
library WordArray {
    /// @dev Depth of the tree of `count` values.
    function depth(uint256 count) internal pure returns (uint256) {
        unchecked {
            return depthOf((count + 3) >> 2);
        }
    }

    /// @dev Value `index` within its leaf.
    function valueIn(bytes32 leaf, uint256 index) internal pure returns (uint256) {
        return (uint256(leaf) >> _shift(index)) & type(uint64).max;
    }

    /// @dev The leaf with value `index`, a u64, replaced.
    function valueSet(bytes32 leaf, uint256 index, uint256 value) internal pure returns (bytes32) {
        uint256 mask = uint256(type(uint64).max) << _shift(index);
        return bytes32((uint256(leaf) & ~mask) | (value << _shift(index)));
    }

    function _shift(uint256 index) private pure returns (uint256) {
        unchecked {
            return 64 * (3 - (index & 3));
        }
    }

    /// @dev Reads value `index`, which is below the count.
    function read(
        Component memory self,
        Cursor memory cursor,
        uint256 index
    ) internal pure returns (uint256) {
        bytes32 leaf = readLeaf(self, cursor, index >> 2);
        return valueIn(leaf, index);
    }

    /// @dev Reads leaf `index`, which is within the tree.
    function readLeaf(
        Component memory self,
        Cursor memory cursor,
        uint256 index
    ) internal pure returns (bytes32 leaf) {
        leaf = cursor.word();
        self.root = self.nextRoot = MerkleProof.root(cursor, leaf, index, depth(self.count));
        self.accessed = true;
    }

    /// @dev Writes value `index`, which is below the count.
    function write(
        Component memory self,
        Cursor memory cursor,
        uint256 index,
        uint256 value
    ) internal pure {
        bytes32 leaf = cursor.word();
        (self.root, self.nextRoot) = MerkleProof.roots(
            cursor,
            leaf,
            valueSet(leaf, index, value),
            index >> 2,
            depth(self.count)
        );
        self.accessed = true;
    }

    /// @dev Item 6 of docs/VM.md 7.2: the root, if no access has shown it.
    function readRootIfUntouched(Component memory self, Cursor memory cursor) internal pure {
        if (!self.accessed) self.root = self.nextRoot = cursor.word();
    }

    /// @dev The component's leaf of the state tree, before and after.
    function leaves(
        Component memory self,
        uint256 tag
    ) internal pure returns (bytes32 leaf, bytes32 nextLeaf) {
        leaf = compositeLeaf(tag, self.count, self.root);
        nextLeaf =
            self.root == self.nextRoot ? leaf : compositeLeaf(tag, self.count, self.nextRoot);
    }

    /// @dev Reads value `index` of an array of `count` values, and the root to which its proof leads: the
    /// caller compares it with the one that is known.
    function readFixed(
        Cursor memory cursor,
        uint256 index,
        uint256 count
    ) internal pure returns (uint256 value, bytes32 root) {
        bytes32 leaf = cursor.word();
        value = valueIn(leaf, index);
        root = MerkleProof.root(cursor, leaf, index >> 2, depth(count));
    }

    /// @dev Root of an array of `count` values: those given, from the bottom up, then zeros. Costs as many
    /// hashes as there are leaves given, and the tree's depth; never as many as the count.
    function rootOf(Popped memory given, uint256 count) internal pure returns (bytes32) {
        uint256 levels = depth(count);
        uint256 width = (given.count + 3) >> 2;
        if (width == 0) return uniformRoot(0, levels);
        bytes32[] memory nodes = new bytes32[](width);
        for (uint256 i = 0; i < width; ++i) nodes[i] = _leafOf(given, 4 * i);
        bytes32 padding = 0;
        unchecked {
            for (; levels > 0; --levels) {
                uint256 to = 0;
                for (uint256 from = 0; from < width; from += 2) {
                    bytes32 right = from + 1 < width ? nodes[from + 1] : padding;
                    nodes[to++] = hashPair(nodes[from], right);
                }
                width = to;
                padding = hashPair(padding, padding);
            }
        }
        return nodes[0];
    }

    /// @dev The leaf of the four values from `first` on, from the bottom up, and zeros for what is not given.
    function _leafOf(Popped memory given, uint256 first) private pure returns (bytes32) {
        uint256 leaf = 0;
        unchecked {
            uint256 end = given.count < first + 4 ? given.count : first + 4;
            for (uint256 i = first; i < end; ++i) leaf = (leaf << 64) | given.fromBottom(i);
            return bytes32(leaf << (64 * (first + 4 - end)));
        }
    }
}
