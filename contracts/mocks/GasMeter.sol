// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Measures the execution gas of a call
/// @dev For gas tables only. Of a transaction's gas one cannot tell execution from the price of its bytes.
contract GasMeter {
    /// @return used Gas of the call: access to the cold address and copying included, the transaction's own
    /// cost and that of its bytes not.
    /// @return result What the call returned.
    function measure(
        address target,
        bytes calldata data
    ) external view returns (uint256 used, bytes memory result) {
        bool success;
        uint256 before = gasleft();
        (success, result) = target.staticcall(data);
        used = before - gasleft();
        require(success, CallFailed(result));
    }

    /// @notice The measured call reverted.
    error CallFailed(bytes reason);
}
