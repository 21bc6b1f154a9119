// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DataHash} from "../types/DataHash.sol";
import {Fuel} from "../types/Fuel.sol";
import {Height} from "../types/Height.sol";
import {ProgramHash} from "../types/ProgramHash.sol";
import {StateHash} from "../types/StateHash.sol";

/// @notice What `enter` is given, always by the judge and never by a prover (docs/VM.md 4.1).
/// @param height Height of the block.
/// @param dataHash CometBFT's hash over the block's transactions. Zero means that no call may begin.
/// @param allowance Fuel that the call may spend; 0 counts as 1.
struct CallInput {
    Height height;
    DataHash dataHash;
    Fuel allowance;
}

/// @title One-step execution of the machine of docs/VM.md
/// @notice Stateless. The game sees the machine through this interface alone.
/// @dev Trust: none. Every result is a function of the arguments; a proof is checked completely, and
/// a proof that is malformed in any way reverts. A guest's trap is a state, never a revert.
interface IStepper {
    /// @notice Version of docs/VM.md that this stepper executes.
    function vmVersion() external pure returns (uint32);

    /// @notice Commits to a program and computes its first state (docs/VM.md 2.4, 3.2).
    /// @param codeLength Number of instructions.
    /// @param codeRoot Root of the tree over the instructions.
    /// @param facts The 148 bytes of facts.
    /// @return program H_Psi.
    /// @return vm0 Hash of VM_0.
    /// @dev Reverts unless the program is well-formed.
    function genesis(
        uint32 codeLength,
        bytes32 codeRoot,
        bytes calldata facts
    ) external pure returns (ProgramHash program, StateHash vm0);

    /// @notice Executes the one step that follows `pre` (docs/VM.md 4).
    /// @param program H_Psi.
    /// @param pre Hash of the state before.
    /// @param input What `enter` reads; its data hash is zero if `pre` does not begin a call.
    /// @param proof docs/VM.md 7.
    /// @return post Hash of the state after; zero if `pre` is not running and `input` begins no call.
    /// @dev Reverts on a malformed proof.
    function step(
        ProgramHash program,
        StateHash pre,
        CallInput calldata input,
        bytes calldata proof
    ) external view returns (StateHash post);

    /// @notice Whether the step after `pre` reads input: `enter`, `tx_len`, `tx_read` (docs/VM.md 7.6).
    /// @dev Reverts on a malformed proof.
    function readsInput(
        ProgramHash program,
        StateHash pre,
        bytes calldata proof
    ) external pure returns (bool);
}
