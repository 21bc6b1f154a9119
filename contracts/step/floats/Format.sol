// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A binary interchange format (IEEE 754-2019, 3.4; WebAssembly 2.0, 4.3.1). From the top, an encoding has a
/// sign bit, the bits of the exponent and those of the fraction. In what follows `x` and `y` are encodings,
/// zero-extended.
struct Format {
    uint256 fractionBits;
    /// Exponent of the last place of subnormal numbers: the least positive number is 2 to this power.
    int256 leastExponent;
    uint256 signBit;
    /// Positive infinity: the exponent all ones, the fraction zero. Magnitudes above it are NaNs.
    uint256 infinity;
    /// The one NaN that arithmetic yields (docs/VM.md 6.10): WebAssembly's canonical payload, the sign set.
    uint256 nan;
}

using {magnitude, isNaN} for Format global;

/// @dev f32: 8 bits of exponent, biased by 127.
function binary32() pure returns (Format memory f) {
    f.fractionBits = 23;
    f.leastExponent = -126 - 23;
    f.signBit = 1 << 31;
    f.infinity = 0x7f800000;
    f.nan = 0xffc00000;
}

/// @dev f64: 11 bits of exponent, biased by 1023.
function binary64() pure returns (Format memory f) {
    f.fractionBits = 52;
    f.leastExponent = -1022 - 52;
    f.signBit = 1 << 63;
    f.infinity = 0x7ff0000000000000;
    f.nan = 0xfff8000000000000;
}

/// @dev The encoding of |x|. Magnitudes are ordered as the numbers that they encode.
function magnitude(Format memory f, uint256 x) pure returns (uint256) {
    unchecked {
        return x & (f.signBit - 1);
    }
}

function isNaN(Format memory f, uint256 x) pure returns (bool) {
    unchecked {
        return x & (f.signBit - 1) > f.infinity;
    }
}
