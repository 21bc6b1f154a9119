// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStepper} from "../interfaces/IStepper.sol";
import {Parameters} from "../types/Parameters.sol";

/// @notice A parameter lies outside its bounds.
error OutOfBounds(uint256 value, uint256 least, uint256 most);

/// @notice The address has no stepper.
error NoStepper(IStepper stepper);

/// @title Bounds of what the owner sets
library Bounds {
    /// @dev A quarter: accused and accuser together lose at least half of a deposit (paper 4).
    uint256 internal constant MAX_REWARD_SHARE = 2_500;
    uint256 internal constant MAX_CLOCK_ALLOWANCE = 30 days;
    uint256 internal constant MAX_COOLING_OFF = 365 days;
    uint256 internal constant MAX_ARITY = 256;

    /// @dev Who asks for its deposit must wait for at least one clock.
    function check(Parameters memory parameters) internal pure {
        _within(parameters.minDeposit, 1, type(uint128).max);
        _within(parameters.clockAllowance, 1, MAX_CLOCK_ALLOWANCE);
        _within(parameters.coolingOff, parameters.clockAllowance, MAX_COOLING_OFF);
        _within(parameters.rewardShare, 0, MAX_REWARD_SHARE);
    }

    function checkArity(uint256 arity) internal pure {
        _within(arity, 2, MAX_ARITY);
    }

    function check(IStepper stepper) internal pure {
        if (stepper.vmVersion() == 0) revert NoStepper(stepper);
    }

    function _within(uint256 value, uint256 least, uint256 most) private pure {
        if (value < least || value > most) revert OutOfBounds(value, least, most);
    }
}
