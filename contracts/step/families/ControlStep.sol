// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {bitLength} from "../../merkle/Hashing.sol";
import {MerkleProof} from "../../merkle/MerkleProof.sol";
import {wordAt} from "../../merkle/ProofCursor.sol";
import {
    OP_BR,
    OP_BR_ENTRY,
    OP_BR_IF,
    OP_BR_TABLE,
    OP_IF,
    OP_JUMP,
    OP_UNREACHABLE,
    STATUS_INVALID_PROGRAM,
    STATUS_UNREACHABLE
} from "../generated/Tables.sol";
import {Instruction} from "../Instruction.sol";
import {Integers} from "../Integers.sol";
import {Popped} from "../Operands.sol";
import {Step} from "../Step.sol";
import {OpcodeOfAnotherFamily, StepFamily} from "./StepFamily.sol";

/// @notice The shown entry of a `br_table` is not in the code tree.
error BranchEntryMismatch(bytes32 expected, bytes32 shown);

/// @title Jumps and branches (docs/VM.md 6.1), and all that is undefined (4.2.2)
/// @dev What is undefined is decided by the rules that all families share, before `_execute`.
contract ControlStep is StepFamily {
    /// @inheritdoc StepFamily
    function _execute(Step memory current) internal pure override {
        Instruction instruction = current.instruction;
        uint256 op = instruction.opcode();
        Popped memory popped = current.readPopped();
        uint256 top = popped.count == 0 ? 0 : Integers.cut(popped.fromTop(0), 32);

        if (op == OP_BR || (op == OP_BR_IF && top != 0)) {
            _branch(current, popped, instruction);
        } else if (op == OP_BR_TABLE) {
            _branchTable(current, popped, top);
        } else {
            current.readChain(popped);
            if (op == OP_UNREACHABLE) current.trap(STATUS_UNREACHABLE);
            else if (op == OP_JUMP || (op == OP_IF && top == 0)) current.nextPc = instruction.a();
            else if (op != OP_IF && op != OP_BR_IF) revert OpcodeOfAnotherFamily(op);
        }
        current.readRest();
    }

    /// @dev `br` with the fields of `target`: moves the topmost b operands over the c below them.
    function _branch(Step memory current, Popped memory popped, Instruction target) private pure {
        (uint256 arity, uint256 drop) = (target.b(), target.c());
        unchecked {
            if (current.depth - popped.count < arity + drop) {
                current.trap(STATUS_INVALID_PROGRAM);
                return current.readChain(popped);
            }
        }
        current.nextPc = target.a();
        if (drop == 0) return current.readChain(popped);
        Popped memory moved = current.readOperands(arity + drop);
        current.readChain(popped, moved);
        current.nextChain = moved.pushTop(arity, current.nextChain);
        current.nextDepth += arity;
    }

    function _branchTable(Step memory current, Popped memory popped, uint256 index) private pure {
        uint256 entries = current.instruction.a();
        unchecked {
            if (index >= entries) index = entries - 1;
            uint256 entryPc = current.pc + 1 + index;
            if (entries != 0 && entryPc < current.codeLength) {
                Instruction entry = _readEntry(current, entryPc);
                if (entry.opcode() == OP_BR_ENTRY) return _branch(current, popped, entry);
            }
        }
        current.trap(STATUS_INVALID_PROGRAM);
        current.readChain(popped);
    }

    /// @dev Reads the instruction at `entryPc`, which lies behind pc within the code, and the part of its path
    /// below the node where it joins that of pc.
    function _readEntry(Step memory current, uint256 entryPc) private pure returns (Instruction) {
        bytes32 leaf = current.cursor.word();
        unchecked {
            uint256 below = bitLength(current.pc ^ entryPc) - 1;
            bytes32 expected = wordAt(current.codePath + 32 * below);
            bytes32 shown = MerkleProof.root(current.cursor, leaf, entryPc, below);
            if (shown != expected) revert BranchEntryMismatch(expected, shown);
        }
        return Instruction.wrap(uint256(leaf));
    }
}
