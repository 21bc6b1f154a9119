// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Format} from "./Format.sol";

/// @title Comparisons, minimum and maximum (IEEE 754-2019, 5.11 and 9.6; WebAssembly 2.0, 4.3.3)
/// @dev No number is decoded: magnitudes are ordered as their encodings.
library FloatOrder {
    /// @dev False if either is a NaN; the zeros are equal.
    function eq(uint256 x, uint256 y, Format memory f) internal pure returns (bool) {
        return !_unordered(x, y, f) && _key(x, f) == _key(y, f);
    }

    /// @dev False if either is a NaN.
    function lt(uint256 x, uint256 y, Format memory f) internal pure returns (bool) {
        return !_unordered(x, y, f) && _key(x, f) < _key(y, f);
    }

    /// @dev False if either is a NaN.
    function le(uint256 x, uint256 y, Format memory f) internal pure returns (bool) {
        return !_unordered(x, y, f) && _key(x, f) <= _key(y, f);
    }

    /// @dev A NaN if either is one; −0 is less than +0.
    function min(uint256 x, uint256 y, Format memory f) internal pure returns (uint256) {
        if (_unordered(x, y, f)) return f.nan;
        (int256 a, int256 b) = (_key(x, f), _key(y, f));
        // Equal are only equal encodings and the two zeros: then the sign decides, if there is one.
        if (a == b) return x | y;
        return a < b ? x : y;
    }

    /// @dev A NaN if either is one; −0 is less than +0.
    function max(uint256 x, uint256 y, Format memory f) internal pure returns (uint256) {
        if (_unordered(x, y, f)) return f.nan;
        (int256 a, int256 b) = (_key(x, f), _key(y, f));
        if (a == b) return x & y;
        return a < b ? y : x;
    }

    function _unordered(uint256 x, uint256 y, Format memory f) private pure returns (bool) {
        return f.isNaN(x) || f.isNaN(y);
    }

    /// @dev An integer ordered as the number encoded by `x`; 0 for both zeros.
    function _key(uint256 x, Format memory f) private pure returns (int256) {
        unchecked {
            uint256 magnitude = f.magnitude(x);
            return magnitude == x ? int256(magnitude) : -int256(magnitude);
        }
    }
}
