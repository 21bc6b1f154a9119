// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev CometBFT data hash of a block: the RFC 6962 root over the SHA-256 hashes of its transactions.
type DataHash is bytes32;
