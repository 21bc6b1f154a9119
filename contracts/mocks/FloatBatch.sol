// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Floats} from "../step/floats/Floats.sol";

/// @title Runs many float instructions in one call, so that millions can be compared with another machine's
contract FloatBatch {
    /// @dev Bytes of a case.
    uint256 private constant CASE = 17;

    /// @param cases u8 opcode ‖ u64 x ‖ u64 y, each.
    /// @return results status · 2^96 + result · 2^32 + gas of `Floats.execute` alone, each.
    function run(bytes calldata cases) external view returns (uint256[] memory results) {
        uint256 count = cases.length / CASE;
        results = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 packed = bytes32(cases[i * CASE:]);
            (uint256 op, uint256 x, uint256 y) = (
                uint8(bytes1(packed)),
                uint64(bytes8(packed << 8)),
                uint64(bytes8(packed << 72))
            );
            results[i] = _measure(op, x, y);
        }
    }

    function _measure(uint256 op, uint256 x, uint256 y) private view returns (uint256) {
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        uint256 before = gasleft();
        (uint256 status, uint256 result) = Floats.execute(op, x, y);
        uint256 used = before - gasleft();
        // What was allocated is free again, so that a case does not pay for the memory of those before it.
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
        return (status << 96) | (result << 32) | used;
    }
}
