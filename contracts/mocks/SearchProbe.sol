// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Search} from "../game/Search.sol";
import {Eic} from "../types/Eic.sol";

/// @title Shows the arithmetic of the search to its tests
contract SearchProbe {
    /// @notice The positions of the list over (lo, hi].
    function listPositions(
        Eic lo,
        Eic hi,
        uint256 k
    ) external pure returns (Eic[] memory positions) {
        uint256 m = Search.pieces(lo, hi, k);
        positions = new Eic[](m - 1);
        for (uint256 j = 1; j < m; ++j) positions[j - 1] = Search.boundary(lo, hi, m, j);
    }

    /// @notice Both bounds of the list: where its first piece begins and its last one ends.
    function bounds(Eic lo, Eic hi, uint256 k) external pure returns (Eic first, Eic last) {
        uint256 m = Search.pieces(lo, hi, k);
        return (Search.boundary(lo, hi, m, 0), Search.boundary(lo, hi, m, m));
    }
}
