// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A node's stake.
/// @param deposit Wei at stake.
/// @param releaseTime When it may be withdrawn, Unix seconds; 0 while the node stays.
/// @param openGames Games in which the node is a party.
/// @param convicted Whether a verdict has ever gone against the node.
struct Account {
    uint128 deposit;
    uint64 releaseTime;
    uint32 openGames;
    bool convicted;
}

/// @notice Where the Arbiter's money belongs. The three sum up to its balance.
/// @param deposits Wei at stake.
/// @param owed Wei that winners may collect.
/// @param burned Wei out of reach for ever.
struct Totals {
    uint256 deposits;
    uint256 owed;
    uint256 burned;
}
