// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Makes many calls in one, for tests
contract CallBatch {
    /// @return succeeded For each call, whether it did not revert.
    /// @return results What it returned, or the error with which it reverted.
    function run(
        address target,
        bytes[] calldata calls
    ) external view returns (bool[] memory succeeded, bytes[] memory results) {
        succeeded = new bool[](calls.length);
        results = new bytes[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (succeeded[i], results[i]) = target.staticcall(calls[i]);
        }
    }
}
