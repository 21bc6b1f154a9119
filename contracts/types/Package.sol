// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStepper} from "../interfaces/IStepper.sol";
import {Fuel} from "./Fuel.sol";
import {ProgramHash} from "./ProgramHash.sol";
import {StateHash} from "./StateHash.sol";

/// @notice What the Arbiter knows of a package. Nothing of it ever changes.
/// @param program H_Psi (paper 4.1).
/// @param vm0 State before the first call.
/// @param stepper Executes the package's steps, in every game about it.
/// @param allowance Fuel that each call may spend; 0 counts as 1.
struct Package {
    ProgramHash program;
    StateHash vm0;
    IStepper stepper;
    Fuel allowance;
}
