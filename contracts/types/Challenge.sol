// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignedClaim} from "./Claim.sol";
import {Eic} from "./Eic.sol";
import {Fuel} from "./Fuel.sol";
import {StateHash} from "./StateHash.sol";

/// @notice The counters of a state, shown by their path in the state tree (docs/VM.md 7.6).
/// @param eic Leaf 2.
/// @param tf Leaf 3.
/// @param siblings Of the node above both leaves, from the bottom up.
struct Counters {
    Eic eic;
    Fuel tf;
    bytes32[3] siblings;
}

/// @notice What a challenger brings to open a game (paper 4.1).
/// @param accused The claim that it disputes, signed by the accused.
/// @param end H_VM after the block by the challenger, who claims the same of the same block otherwise.
/// @param signature The challenger's, over that claim of its own.
/// @param agreed Nothing if the start is the package's VM_0; else two claims of earlier blocks that end
/// where this one starts: one signed by the accused, then one signed by the challenger.
/// @param startCounters Of the start.
/// @param endCounters Of the challenger's end.
struct Challenge {
    SignedClaim accused;
    StateHash end;
    bytes signature;
    SignedClaim[] agreed;
    Counters startCounters;
    Counters endCounters;
}
