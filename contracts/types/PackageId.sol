// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Names a registered package: hash of its program, its allowance and its stepper.
type PackageId is bytes32;
