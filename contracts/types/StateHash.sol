// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Root of a machine state, H_VM of the paper (3.2); see docs/VM.md 3.1.
type StateHash is bytes32;
