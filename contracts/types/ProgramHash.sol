// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Commitment to a lowered program, H_Psi of the paper (4.1); see docs/VM.md 2.4.
type ProgramHash is bytes32;
