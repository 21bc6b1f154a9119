// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Height of a block.
type Height is uint64;
