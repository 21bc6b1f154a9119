// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair} from "../../merkle/Hashing.sol";
import {
    OP_GLOBAL_GET,
    OP_GLOBAL_SET,
    OP_LOCAL_GET,
    OP_LOCAL_SET,
    OP_LOCAL_TEE,
    STATUS_INVALID_PROGRAM,
    TAG_LOCALS
} from "../generated/Tables.sol";
import {Popped} from "../Operands.sol";
import {OPEN_GLOBALS, RightHalf, RightHalves} from "../RightHalf.sol";
import {Step} from "../Step.sol";
import {Component} from "../WordArray.sol";
import {OpcodeOfAnotherFamily, StepFamily} from "./StepFamily.sol";

/// @title Local and global variables (docs/VM.md 6.4)
contract VariableStep is StepFamily {
    /// @inheritdoc StepFamily
    function _execute(Step memory current) internal pure override {
        uint256 op = current.instruction.opcode();
        Popped memory popped = current.readPopped();
        current.readChain(popped);
        current.readFactsHash();
        if (op == OP_LOCAL_GET || op == OP_LOCAL_SET || op == OP_LOCAL_TEE) {
            _local(current, popped);
            if (op == OP_LOCAL_TEE) current.push(popped.fromTop(0));
        } else if (op == OP_GLOBAL_GET || op == OP_GLOBAL_SET) {
            _global(current, popped);
        } else {
            revert OpcodeOfAnotherFamily(op);
        }
    }

    function _local(Step memory current, Popped memory popped) private pure {
        bytes32 frames = current.cursor.word();
        Component memory locals;
        locals.count = current.cursor.u32();
        current.readRight();
        _access(current, popped, locals);
        locals.readRootIfUntouched(current.cursor);
        (bytes32 leaf, bytes32 nextLeaf) = locals.leaves(TAG_LOCALS);
        current.framesAndLocals = hashPair(frames, leaf);
        current.nextFramesAndLocals = hashPair(frames, nextLeaf);
    }

    function _global(Step memory current, Popped memory popped) private pure {
        current.readFramesAndLocals();
        RightHalf memory right = RightHalves.read(current, OPEN_GLOBALS);
        _access(current, popped, right.words);
        right.close(current);
    }

    /// @dev Writes the variable if there is a value for it, else pushes it.
    function _access(
        Step memory current,
        Popped memory popped,
        Component memory variables
    ) private pure {
        uint256 index = current.instruction.a();
        if (!current.check(index >= variables.count, STATUS_INVALID_PROGRAM)) return;
        if (popped.count == 0) current.push(variables.read(current.cursor, index));
        else variables.write(current.cursor, index, popped.fromTop(0));
    }
}
