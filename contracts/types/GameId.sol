// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Names one game: hash of challenger, accused and the accused's claim.
type GameId is bytes32;
