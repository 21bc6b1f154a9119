// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair} from "../merkle/Hashing.sol";
import {Counters} from "../types/Challenge.sol";
import {Eic} from "../types/Eic.sol";
import {Fuel} from "../types/Fuel.sol";
import {StateHash} from "../types/StateHash.sol";

/// @notice What is shown belongs to another state.
error WrongOpening(StateHash expected, StateHash shown);

/// @dev pc of a state that is not running: -1 as u64 (docs/VM.md 3.1).
uint64 constant HALTED = type(uint64).max;

/// @title Scalars of a state, shown by their path in its tree of 16 leaves (docs/VM.md 3.1, 7.6)
/// @dev The paths are written out, for their leaves never change.
library Openings {
    /// @dev Reverts unless the state has these counters. They are neighbours, leaves 2 and 3, so
    /// that three siblings show both.
    function requireCounters(Counters calldata counters, StateHash state) internal pure {
        bytes32[3] calldata siblings = counters.siblings;
        bytes32 eic = bytes32(uint256(Eic.unwrap(counters.eic)));
        bytes32 tf = bytes32(uint256(Fuel.unwrap(counters.tf)));
        bytes32 node = hashPair(siblings[0], hashPair(eic, tf));
        _requireSame(state, hashPair(hashPair(node, siblings[1]), siblings[2]));
    }

    /// @dev Reverts unless the state has this pc, leaf 1.
    function requirePc(uint64 pc, bytes32[4] calldata siblings, StateHash state) internal pure {
        bytes32 node = hashPair(siblings[0], bytes32(uint256(pc)));
        node = hashPair(hashPair(node, siblings[1]), siblings[2]);
        _requireSame(state, hashPair(node, siblings[3]));
    }

    function _requireSame(StateHash expected, bytes32 shown) private pure {
        if (StateHash.unwrap(expected) != shown) {
            revert WrongOpening(expected, StateHash.wrap(shown));
        }
    }
}
