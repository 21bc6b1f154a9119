// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair} from "./Hashing.sol";
import {MerkleProof} from "./MerkleProof.sol";
import {Cursor} from "./ProofCursor.sol";

/// @dev Several leaves of one tree, later the nodes above them, before and after a step.
/// @param count Nodes known at the level reached; the first `count` entries of the arrays count.
/// @param index Positions at that level, ascending and distinct.
/// @param older Nodes before the step.
/// @param newer Nodes after it.
struct Multiproof {
    uint256 count;
    uint256[] index;
    bytes32[] older;
    bytes32[] newer;
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
        proof.index = index;
        proof.older = new bytes32[](count);
        proof.newer = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) proof.older[i] = proof.newer[i] = cursor.word();
    }

    /// @dev Goes `levels` levels up: siblings are combined, another node's sibling is read.
    function climb(Multiproof memory proof, Cursor memory cursor, uint256 levels) internal pure {
        for (; levels > 0 && proof.count > 1; --levels) _climbOne(proof, cursor);
        if (levels == 0 || proof.count == 0) return;
        (proof.older[0], proof.newer[0]) = MerkleProof.roots(
            cursor,
            proof.older[0],
            proof.newer[0],
            proof.index[0],
            levels
        );
        proof.index[0] >>= levels;
    }

    function _climbOne(Multiproof memory proof, Cursor memory cursor) private pure {
        (uint256[] memory index, uint256 count) = (proof.index, proof.count);
        (bytes32[] memory older, bytes32[] memory newer) = (proof.older, proof.newer);
        uint256 to = 0;
        for (uint256 from = 0; from < count; ++from) {
            uint256 position = index[from];
            if (position & 1 == 1) {
                bytes32 sibling = cursor.word();
                older[to] = hashPair(sibling, older[from]);
                newer[to] = hashPair(sibling, newer[from]);
            } else if (from + 1 < count && index[from + 1] == position + 1) {
                older[to] = hashPair(older[from], older[from + 1]);
                newer[to] = hashPair(newer[from], newer[from + 1]);
                ++from;
            } else {
                bytes32 sibling = cursor.word();
                older[to] = hashPair(older[from], sibling);
                newer[to] = hashPair(newer[from], sibling);
            }
            index[to++] = position >> 1;
        }
        proof.count = to;
    }
}
