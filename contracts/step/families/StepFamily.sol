// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProgramHash} from "../../types/ProgramHash.sol";
import {StateHash} from "../../types/StateHash.sol";
import {Step, Steps} from "../Step.sol";

/// @notice The instruction is not one that this contract executes.
error OpcodeOfAnotherFamily(uint256 opcode);

/// @title One family of instructions, behind `Stepper`
/// @dev Stateless, and complete by itself: each family checks the whole proof, so it does not matter who
/// calls it. They are apart only because of the limit on code size.
abstract contract StepFamily {
    /// @notice Executes the one step that follows the running state `pre` (docs/VM.md 4.2).
    /// @dev Arguments and result as in `IStepper.step`.
    function step(
        ProgramHash program,
        StateHash pre,
        bytes calldata proof
    ) external view returns (StateHash) {
        Step memory current = Steps.begin(proof);
        if (current.running()) _execute(current);
        else current.readShortBody();
        return current.finish(program, pre);
    }

    /// @dev Reads the full body (docs/VM.md 7.2) and executes the instruction. Rules 4.2.2 to 4.2.5 hold.
    function _execute(Step memory current) internal view virtual;
}
