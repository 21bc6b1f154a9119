// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clock, Side} from "../types/Game.sol";

/// @notice The party on the clock has used up its time: only a time-out ends the game now.
error OutOfTime(uint256 elapsed, uint256 left);

/// @notice The party on the clock may still move.
error NotOutOfTime(uint256 elapsed, uint256 left);

/// @title Chess clocks: at every second exactly one party is on the clock
/// @dev A move is valid if and only if elapsed <= left, a time-out if and only if elapsed > left. So at
/// every second exactly one of both is possible.
library Clocks {
    function start(Clock storage self, Side turn, uint32 allowance) internal {
        self.turn = turn;
        self.since = uint64(block.timestamp);
        self.challengerLeft = allowance;
        self.accusedLeft = allowance;
    }

    /// @dev Books the time of whoever is on the clock, and lets the time of `next` run.
    function pass(Clock storage self, Side next) internal {
        // At most what it was before.
        uint32 rest = uint32(requireInTime(self));
        if (self.turn == Side.Challenger) self.challengerLeft = rest;
        else self.accusedLeft = rest;
        self.turn = next;
        self.since = uint64(block.timestamp);
    }

    /// @dev The seconds that whoever is on the clock has left, which may be 0; reverts if it is late.
    function requireInTime(Clock storage self) internal view returns (uint256) {
        (uint256 elapsed, uint256 left) = _reading(self);
        if (elapsed > left) revert OutOfTime(elapsed, left);
        return left - elapsed;
    }

    /// @dev Who is late; reverts if nobody is.
    function late(Clock storage self) internal view returns (Side) {
        (uint256 elapsed, uint256 left) = _reading(self);
        if (elapsed <= left) revert NotOutOfTime(elapsed, left);
        return self.turn;
    }

    function _reading(Clock storage self) private view returns (uint256 elapsed, uint256 left) {
        elapsed = block.timestamp - self.since;
        left = self.turn == Side.Challenger ? self.challengerLeft : self.accusedLeft;
    }
}
