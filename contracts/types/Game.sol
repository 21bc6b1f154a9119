// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Eic} from "./Eic.sol";
import {StateHash} from "./StateHash.sol";

/// @notice A party of a game.
enum Side {
    Challenger,
    Accused
}

/// @notice What a game waits for.
/// @param None There is no such game.
/// @param Opening The accused opens the counters of the end that it signed.
/// @param Common Traces differ in length: the longer side states its hash where the shorter one ends.
/// @param Halting Both agree on that state: whether it has halted is to be proven.
/// @param Listing The challenger posts the first list of the search.
/// @param Searching The last list is to be answered by the other side.
/// @param Stepping One step is left, to be proven.
/// @param Ended Nothing any more.
enum Phase {
    None,
    Opening,
    Common,
    Halting,
    Listing,
    Searching,
    Stepping,
    Ended
}

/// @notice How a game ended.
/// @param None It has not.
/// @param Moot A party had been convicted elsewhere before.
enum Outcome {
    None,
    ChallengerLost,
    AccusedLost,
    BothLost,
    Moot
}

/// @notice A chess clock.
/// @param turn Who is on the clock.
/// @param since When its turn began, Unix seconds.
/// @param challengerLeft Seconds that the challenger had left when its last turn ended.
/// @param accusedLeft The same of the accused.
struct Clock {
    Side turn;
    uint64 since;
    uint32 challengerLeft;
    uint32 accusedLeft;
}

/// @notice One dispute about one claim. Cleared when it ends, but for parties, phase and outcome.
/// @param challenger Who opened it.
/// @param phase What it waits for.
/// @param outcome How it ended.
/// @param longer Whose trace is longer, if the lengths differ.
/// @param rewardShare Snapshot of `Parameters`, in basis points.
/// @param accused Who signed the claim.
/// @param clock On whose time it waits.
/// @param start eic at which the block starts.
/// @param lo eic of the last state that both parties have stated alike.
/// @param hi eic of the first state known to differ (before `Searching`: where the challenger ends).
/// @param agreedHash State at `lo`.
/// @param challengerHash The challenger's state at `hi`.
/// @param accusedHash The accused's state at `hi`.
/// @param listHash Of the list that waits for an answer.
struct Game {
    Clock clock;
    address challenger;
    Phase phase;
    Outcome outcome;
    Side longer;
    uint16 rewardShare;
    address accused;
    Eic start;
    Eic lo;
    Eic hi;
    StateHash agreedHash;
    StateHash challengerHash;
    StateHash accusedHash;
    bytes32 listHash;
}
