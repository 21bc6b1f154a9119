// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DataHash} from "./DataHash.sol";
import {Height} from "./Height.sol";
import {PackageId} from "./PackageId.sol";
import {StateHash} from "./StateHash.sol";

/// @notice "Block `height` with `dataHash` takes the package from `start` to `end`" (paper 3.3).
/// @param package Registered package.
/// @param height Height of the block.
/// @param dataHash CometBFT's hash over the block's transactions.
/// @param start H_VM before the block.
/// @param end H_VM after the block.
struct Claim {
    PackageId package;
    Height height;
    DataHash dataHash;
    StateHash start;
    StateHash end;
}

/// @notice A claim with the signature (EIP-712, 65 bytes) of who stands for it.
struct SignedClaim {
    Claim claim;
    bytes signature;
}
