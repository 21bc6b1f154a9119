// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Executed instructions counter (paper 3.1).
type Eic is uint64;
