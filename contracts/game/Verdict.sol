// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Outcome, Side} from "../types/Game.sol";
import {StateHash} from "../types/StateHash.sol";

/// @title Who has lost, from what has been shown
/// @dev A verdict convicts its loser and nothing more: what the other party stated is not upheld.
library Verdict {
    function against(Side loser) internal pure returns (Outcome) {
        return loser == Side.Challenger ? Outcome.ChallengerLost : Outcome.AccusedLost;
    }

    /// @dev The state after the disputed step decides, not who proved it (paper 4.1.1). The zero hash,
    /// which the stepper answers where no step is possible, is nobody's.
    function ofStep(
        StateHash post,
        StateHash challengerHash,
        StateHash accusedHash
    ) internal pure returns (Outcome) {
        bool possible = StateHash.unwrap(post) != 0;
        if (possible && StateHash.unwrap(post) == StateHash.unwrap(challengerHash)) {
            return Outcome.AccusedLost;
        }
        if (possible && StateHash.unwrap(post) == StateHash.unwrap(accusedHash)) {
            return Outcome.ChallengerLost;
        }
        return Outcome.BothLost;
    }

    /// @dev Both agree on the state where the shorter trace ends (paper 4.1.2): if it has halted, the
    /// longer trace went on without cause; else the shorter one stopped too early.
    function ofLength(bool halted, Side longer) internal pure returns (Outcome) {
        if (halted) return against(longer);
        return against(longer == Side.Challenger ? Side.Accused : Side.Challenger);
    }
}
