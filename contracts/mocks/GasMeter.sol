// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Measures the execution gas of a call
/// @dev For gas tables only. Of a transaction's gas one cannot tell execution from the price of its bytes.
contract GasMeter {
    /// @return used Gas of the call, as if a transaction made it: without the transaction's own cost and that
    /// of its bytes, and without access to the target, which is warm in a transaction.
    /// @return result What the call returned.
    function measure(
        address target,
        bytes calldata data
    ) external view returns (uint256 used, bytes memory result) {
        bool success = target.code.length > 0;
        require(success, NoContract(target));
        uint256 before = gasleft();
        (success, result) = target.staticcall(data);
        used = before - gasleft();
        require(success, CallFailed(result));
    }

    /// @notice There is nothing to measure.
    error NoContract(address target);

    /// @notice The measured call reverted.
    error CallFailed(bytes reason);
}
