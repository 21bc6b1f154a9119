// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the owner may change, within bounds; a game keeps those that it began with.
/// @param minDeposit Wei that a node must have at stake to join and to challenge.
/// @param coolingOff Seconds between the request for a withdrawal and the withdrawal.
/// @param clockAllowance Seconds that each party of a game has in all.
/// @param rewardShare Part of a lost deposit that its winner gets, in basis points.
struct Parameters {
    uint128 minDeposit;
    uint32 coolingOff;
    uint32 clockAllowance;
    uint16 rewardShare;
}
