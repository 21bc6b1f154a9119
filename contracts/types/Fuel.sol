// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Amount of fuel (paper 3.2).
type Fuel is uint64;
