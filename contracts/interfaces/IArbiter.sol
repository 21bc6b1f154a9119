// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Parameters} from "../types/Parameters.sol";
import {IGame} from "./IGame.sol";
import {IRegistry} from "./IRegistry.sol";
import {IStepper} from "./IStepper.sol";

/// @title The Arbiter (paper 2.1, 4)
/// @notice One address and one ledger for packages, deposits, claims and games.
interface IArbiter is IGame, IRegistry {
    event ParametersSet(Parameters parameters);
    event StepperSet(IStepper stepper);

    /// @notice Sets the parameters of what begins from now on. Only the owner.
    function setParameters(Parameters calldata parameters) external;

    /// @notice Sets the stepper of packages that are registered from now on. Only the owner.
    function setStepper(IStepper stepper) external;

    /// @notice Stops new packages and new deposits. Only the owner.
    function pause() external;

    /// @notice Allows them again. Only the owner.
    function unpause() external;

    /// @notice The parameters of what begins now.
    function parameters() external view returns (Parameters memory);

    /// @notice The stepper of packages that are registered now.
    function stepper() external view returns (IStepper);
}
