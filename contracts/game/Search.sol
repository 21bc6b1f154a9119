// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Eic} from "../types/Eic.sol";
import {StateHash} from "../types/StateHash.sol";

/// @notice The interval asks for a list of another length.
error WrongListLength(uint256 expected, uint256 given);

/// @notice The interval has no such piece.
error NoSuchPiece(uint256 pieces, uint256 piece);

/// @notice The list is not the one that waits for an answer.
error NotTheLastList(bytes32 expected, bytes32 given);

/// @title Arithmetic of the k-ary search (paper 4.1.1)
/// @dev An interval (lo, hi] of n = hi - lo steps, 1 <= n < 2^64, is cut into m = min(k, n) pieces; piece j
/// ends at lo + ceil((j + 1) * n / m). With m in place of the k of (4.2) no two ends coincide and
/// no piece is empty, also where n < k.
library Search {
    /// @dev Number of pieces, m.
    function pieces(Eic lo, Eic hi, uint256 k) internal pure returns (uint256) {
        uint256 n = _length(lo, hi);
        return n < k ? n : k;
    }

    /// @dev Where piece j of m begins, and piece j - 1 ends: sigma(j) of (4.2). 0 <= j <= m.
    function boundary(Eic lo, Eic hi, uint256 m, uint256 j) internal pure returns (Eic) {
        uint256 n = _length(lo, hi);
        // At most hi, hence within u64.
        return Eic.wrap(uint64(Eic.unwrap(lo) + (j * n + m - 1) / m));
    }

    /// @dev Whether one step is left.
    function isStep(Eic lo, Eic hi) internal pure returns (bool) {
        return _length(lo, hi) == 1;
    }

    /// @dev What is stored of a list: the hash of its hashes, one after the other. Their number is
    /// known from the interval.
    function listHash(StateHash[] calldata list) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(list));
    }

    function _length(Eic lo, Eic hi) private pure returns (uint256) {
        return uint256(Eic.unwrap(hi)) - Eic.unwrap(lo);
    }
}
