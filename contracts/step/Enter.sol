// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair} from "../merkle/Hashing.sol";
import {Cursor, ProofCursor} from "../merkle/ProofCursor.sol";
import {Rfc6962} from "../merkle/Rfc6962.sol";
import {CallInput} from "../interfaces/IStepper.sol";
import {DataHash} from "../types/DataHash.sol";
import {Fuel} from "../types/Fuel.sol";
import {Height} from "../types/Height.sol";
import {ProgramHash} from "../types/ProgramHash.sol";
import {StateHash} from "../types/StateHash.sol";
import {Frame, FrameChain} from "./Frames.sol";
import {
    FUEL_ENTER,
    LIMIT_TRANSACTIONS,
    STATUS_OUT_OF_FUEL,
    STATUS_RUNNING,
    TAG_LOCALS
} from "./generated/Tables.sol";
import {Popped} from "./Operands.sol";
import {Facts, ProgramFacts, programHash} from "./ProgramFacts.sol";
import {InputLeaf, RightHalves} from "./RightHalf.sol";
import {compositeLeaf, NO_PC, StateTree} from "./StateTree.sol";
import {ProgramMismatch, StateMismatch} from "./Step.sol";
import {WordArray} from "./WordArray.sol";

/// @notice `enter` follows no running state.
error StateIsRunning();

/// @notice The shown tree of transactions is not that of the block.
error DataHashMismatch(bytes32 dataHash, bytes32 shown);

/// @dev The state before `enter`, as the proof shows it (docs/VM.md 7.3).
struct Resting {
    uint256 status;
    uint256 eic;
    uint256 tf;
    uint256 limit;
    ProgramFacts facts;
    uint256 callIndex;
    bytes32 memoryLeaf;
    bytes32 arrays;
    bytes32 dropped;
}

/// @title Entering a call (docs/VM.md 4.1)
library Enter {
    /// @dev The step from a state that is not running. Without a data hash there is none, and the answer is
    /// the hash zero; the proof then ends before the count proof.
    function execute(
        ProgramHash program,
        StateHash pre,
        CallInput calldata input,
        bytes calldata proof
    ) internal pure returns (StateHash post) {
        Cursor memory cursor = ProofCursor.open(proof);
        Resting memory resting = _read(cursor, program, pre);
        if (DataHash.unwrap(input.dataHash) != 0) {
            InputLeaf memory block_ = InputLeaf({
                txCount: _readCount(cursor, DataHash.unwrap(input.dataHash)),
                height: Height.unwrap(input.height),
                dataHash: DataHash.unwrap(input.dataHash)
            });
            post = _after(resting, block_, Fuel.unwrap(input.allowance));
        }
        cursor.close();
    }

    /// @dev Reads the proof up to the count proof, and compares with what has been agreed on.
    function _read(
        Cursor memory cursor,
        ProgramHash program,
        StateHash pre
    ) private pure returns (Resting memory self) {
        self.status = cursor.u8();
        if (self.status == STATUS_RUNNING) revert StateIsRunning();
        self.eic = cursor.u64();
        self.tf = cursor.u64();
        self.limit = cursor.u64();
        _readProgram(cursor, self, program);
        self.callIndex = cursor.u64();
        self.memoryLeaf = cursor.word();
        self.arrays = cursor.word();
        self.dropped = cursor.word();
        StateHash shown = StateHash.wrap(
            StateTree.root(
                StateTree.scalars(self.status, NO_PC, self.eic, self.tf),
                self.limit,
                StateTree.emptyOperands(),
                StateTree.emptyFramesAndLocals(),
                _right(self, self.callIndex, cursor.word())
            )
        );
        if (StateHash.unwrap(shown) != StateHash.unwrap(pre)) revert StateMismatch(pre, shown);
    }

    function _readProgram(
        Cursor memory cursor,
        Resting memory self,
        ProgramHash program
    ) private pure {
        uint256 codeLength = cursor.u32();
        bytes32 codeRoot = cursor.word();
        self.facts = Facts.read(cursor);
        ProgramHash shown = programHash(codeLength, codeRoot, self.facts.hash());
        if (ProgramHash.unwrap(shown) != ProgramHash.unwrap(program)) {
            revert ProgramMismatch(program, shown);
        }
    }

    function _readCount(Cursor memory cursor, bytes32 dataHash) private pure returns (uint256) {
        (uint256 count, bytes32 shown) = Rfc6962.rootOfShape(cursor, LIMIT_TRANSACTIONS);
        if (shown != dataHash) revert DataHashMismatch(dataHash, shown);
        return count;
    }

    /// @dev Rules 4.1.1 to 4.1.4.
    function _after(
        Resting memory self,
        InputLeaf memory block_,
        uint256 allowance
    ) private pure returns (StateHash) {
        bytes32 right = _right(self, _sat(self.callIndex + 1), RightHalves.inputLeaf(block_));
        uint256 eic = _sat(self.eic + 1);
        uint256 limit = _sat(self.tf + (allowance == 0 ? 1 : allowance));
        if (self.tf == type(uint64).max) {
            return
                StateHash.wrap(
                    StateTree.root(
                        StateTree.scalars(STATUS_OUT_OF_FUEL, NO_PC, eic, self.tf),
                        limit,
                        StateTree.emptyOperands(),
                        StateTree.emptyFramesAndLocals(),
                        right
                    )
                );
        }
        uint256 pc = self.callIndex >= 1 ? self.facts.gatewayEntry() : 0;
        return
            StateHash.wrap(
                StateTree.root(
                    StateTree.scalars(STATUS_RUNNING, pc, eic, self.tf + FUEL_ENTER),
                    limit,
                    StateTree.emptyOperands(),
                    _firstFrame(self.facts),
                    right
                )
            );
    }

    /// @dev Leaves 6 and 7 with the gateway's frame, its locals all zero.
    function _firstFrame(ProgramFacts facts) private pure returns (bytes32) {
        uint256 locals = facts.gatewayLocals();
        bytes32 chain = FrameChain.push(
            0,
            Frame({
                returnPc: NO_PC,
                slotsBefore: 0,
                locals: StateTree.emptyLocals(),
                operands: StateTree.emptyOperands()
            })
        );
        Popped memory none;
        return
            hashPair(
                StateTree.frames(1, locals + facts.frameHeight(), chain),
                compositeLeaf(TAG_LOCALS, locals, WordArray.rootOf(none, locals))
            );
    }

    /// @dev The node above leaves 8 to 15.
    function _right(
        Resting memory self,
        uint256 callIndex,
        bytes32 input
    ) private pure returns (bytes32) {
        bytes32 first = hashPair(self.memoryLeaf, bytes32(callIndex));
        return
            hashPair(
                hashPair(first, self.arrays),
                hashPair(hashPair(self.dropped, input), hashPair(0, 0))
            );
    }

    /// @dev At most 2^64 - 1.
    function _sat(uint256 x) private pure returns (uint256) {
        return x > type(uint64).max ? type(uint64).max : x;
    }
}
