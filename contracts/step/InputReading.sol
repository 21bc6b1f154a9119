// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {depthOf} from "../merkle/Hashing.sol";
import {MerkleProof} from "../merkle/MerkleProof.sol";
import {Cursor, ProofCursor} from "../merkle/ProofCursor.sol";
import {ProgramHash} from "../types/ProgramHash.sol";
import {StateHash} from "../types/StateHash.sol";
import {
    HOST_TX_LEN,
    HOST_TX_READ,
    LEAF_PC,
    LEAF_STATUS,
    OP_HOST,
    STATUS_RUNNING
} from "./generated/Tables.sol";
import {Instruction} from "./Instruction.sol";
import {programHash} from "./ProgramFacts.sol";
import {ProgramMismatch, StateMismatch} from "./Step.sol";

/// @dev Levels of the state tree.
uint256 constant STATE_LEVELS = 4;

/// @notice pc lies outside the code, where nothing is read.
error PcOutsideCode(uint256 pc, uint256 codeLength);

/// @title Whether a step reads the block's transactions (docs/VM.md 7.6)
library InputReading {
    /// @dev True for `enter`, `tx_len` and `tx_read`, whether or not the step traps before it reads.
    function check(
        ProgramHash program,
        StateHash pre,
        bytes calldata proof
    ) internal pure returns (bool) {
        Cursor memory cursor = ProofCursor.open(proof);
        uint256 status = cursor.u8();
        _checkLeaf(cursor, pre, LEAF_STATUS, status);
        bool reads = true;
        if (status == STATUS_RUNNING) {
            Instruction instruction = _readInstruction(cursor, program, pre);
            uint256 host = instruction.a();
            reads =
                instruction.opcode() == OP_HOST &&
                (host == HOST_TX_LEN || host == HOST_TX_READ);
        }
        cursor.close();
        return reads;
    }

    function _readInstruction(
        Cursor memory cursor,
        ProgramHash program,
        StateHash pre
    ) private pure returns (Instruction) {
        uint256 pc = cursor.u64();
        _checkLeaf(cursor, pre, LEAF_PC, pc);
        uint256 codeLength = cursor.u32();
        if (pc >= codeLength) revert PcOutsideCode(pc, codeLength);
        bytes32 leaf = cursor.word();
        bytes32 codeRoot = MerkleProof.root(cursor, leaf, pc, depthOf(codeLength));
        ProgramHash shown = programHash(codeLength, codeRoot, cursor.word());
        if (ProgramHash.unwrap(shown) != ProgramHash.unwrap(program)) {
            revert ProgramMismatch(program, shown);
        }
        return Instruction.wrap(uint256(leaf));
    }

    /// @dev Reads the siblings of scalar leaf `index`, which must be `value` in the state agreed on.
    function _checkLeaf(
        Cursor memory cursor,
        StateHash pre,
        uint256 index,
        uint256 value
    ) private pure {
        bytes32 shown = MerkleProof.root(cursor, bytes32(value), index, STATE_LEVELS);
        if (shown != StateHash.unwrap(pre)) revert StateMismatch(pre, StateHash.wrap(shown));
    }
}
