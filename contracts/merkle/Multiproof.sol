// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair, hashWithSibling} from "./Hashing.sol";
import {MerkleProof} from "./MerkleProof.sol";
import {Cursor} from "./ProofCursor.sol";

/// @dev One of several leaves of a tree, later one of the nodes above them.
/// @param index Position at the level reached.
/// @param older Its value before the step.
/// @param newer Its value after it.
struct ShownNode {
    uint256 index;
    bytes32 older;
    bytes32 newer;
}

/// @dev Several leaves of one tree, later the nodes above them, before and after a step.
/// @param count Nodes at the level reached: the first so many of `nodes`.
/// @param nodes By index, ascending and distinct.
struct Multiproof {
    uint256 count;
    ShownNode[] nodes;
}

using Multiproofs for Multiproof global;

/// @title Multiproofs (docs/VM.md 7.5)
library Multiproofs {
    /// @dev Reads the leaves at `index`, which is ascending, distinct and within the tree.
    function open(
        Cursor memory cursor,
        uint256[] memory index
    ) internal pure returns (Multiproof memory proof) {
        uint256 count = index.length;
        proof.count = count;
        proof.nodes = new ShownNode[](count);
        for (uint256 i = 0; i < count; ++i) {
            ShownNode memory node = proof.nodes[i];
            node.index = index[i];
            node.older = node.newer = cursor.word();
        }
    }

    /// @dev Goes `levels` levels up: siblings are combined, another node's sibling is read.
    function climb(Multiproof memory proof, Cursor memory cursor, uint256 levels) internal pure {
        unchecked {
            for (; levels > 0 && proof.count > 1; --levels) _climbOne(proof, cursor);
            if (levels == 0 || proof.count == 0) return;
            ShownNode memory node = proof.nodes[0];
            (node.older, node.newer) = MerkleProof.roots(
                cursor,
                node.older,
                node.newer,
                node.index,
                levels
            );
            node.index >>= levels;
        }
    }

    function _climbOne(Multiproof memory proof, Cursor memory cursor) private pure {
        ShownNode[] memory nodes = proof.nodes;
        uint256 count = proof.count;
        uint256 to = 0;
        unchecked {
            for (uint256 from = 0; from < count; ++from) {
                ShownNode memory node = nodes[from];
                uint256 index = node.index;
                bool paired =
                    index & 1 == 0 && from + 1 < count && nodes[from + 1].index == index + 1;
                if (paired) {
                    ShownNode memory right = nodes[++from];
                    node.older = hashPair(node.older, right.older);
                    node.newer = hashPair(node.newer, right.newer);
                } else {
                    _combine(node, cursor.word(), index);
                }
                node.index = index >> 1;
                if (to != from) nodes[to] = node;
                ++to;
            }
        }
        proof.count = to;
    }

    function _combine(ShownNode memory node, bytes32 sibling, uint256 index) private pure {
        (bytes32 older, bytes32 newer) = (node.older, node.newer);
        node.older = hashWithSibling(older, sibling, index);
        node.newer = older == newer ? node.older : hashWithSibling(newer, sibling, index);
    }
}
