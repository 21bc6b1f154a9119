// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {depthOf, hashPair} from "../merkle/Hashing.sol";
import {MerkleProof} from "../merkle/MerkleProof.sol";
import {Cursor, ProofCursor} from "../merkle/ProofCursor.sol";
import {ProgramHash} from "../types/ProgramHash.sol";
import {StateHash} from "../types/StateHash.sol";
import {
    LIMIT_OPERAND_HEIGHT,
    STATUS_INVALID_PROGRAM,
    STATUS_OUT_OF_FUEL,
    STATUS_RUNNING
} from "./generated/Tables.sol";
import {Instruction} from "./Instruction.sol";
import {Popped} from "./Operands.sol";
import {Facts, ProgramFacts, programHash} from "./ProgramFacts.sol";
import {NO_PC, StateTree} from "./StateTree.sol";

/// @dev One step: the state before as the proof shows it, and what becomes of it.
/// Names with `next` are of the state after; a trap or a halt overrules them.
/// @param cursor The proof.
/// @param pc Index of the instruction.
/// @param eic Executed instructions before the step.
/// @param tf Fuel used before the step.
/// @param limit Fuel limit.
/// @param codeLength Number of instructions.
/// @param codeRoot Root over the instructions.
/// @param codePath Where path(pc) begins in calldata.
/// @param instruction The instruction at pc; zero if pc lies outside the code.
/// @param pops Operands that the opcode alone says are popped.
/// @param factsHash H(facts).
/// @param depth Operands of the running frame.
/// @param chain Their chain.
/// @param nextDepth Operands after.
/// @param nextChain Their chain.
/// @param framesAndLocals Node above leaves 6 and 7.
/// @param nextFramesAndLocals The same after.
/// @param right Node above leaves 8 to 15.
/// @param nextRight The same after.
/// @param nextPc pc after.
/// @param status RUNNING until a trap or a halt is decided.
/// @param fuel Base fuel and charges so far.
struct Step {
    Cursor cursor;
    uint256 pc;
    uint256 eic;
    uint256 tf;
    uint256 limit;
    uint256 codeLength;
    bytes32 codeRoot;
    uint256 codePath;
    Instruction instruction;
    uint256 pops;
    bytes32 factsHash;
    uint256 depth;
    bytes32 chain;
    uint256 nextDepth;
    bytes32 nextChain;
    bytes32 framesAndLocals;
    bytes32 nextFramesAndLocals;
    bytes32 right;
    bytes32 nextRight;
    uint256 nextPc;
    uint256 status;
    uint256 fuel;
}

using Steps for Step global;

/// @notice The proof is not that of a running state.
error StateNotRunning(uint256 status);

/// @notice What the proof shows is not the state that was agreed on.
error StateMismatch(StateHash agreed, StateHash shown);

/// @notice What the proof shows is not the program that was agreed on.
error ProgramMismatch(ProgramHash agreed, ProgramHash shown);

/// @title What all steps have in common (docs/VM.md 4.2, 4.3, 7.1, 7.2)
/// @dev Nothing that a proof says is true before `finish` has compared hashes.
library Steps {
    // ---------------------------------------------------------------- reading

    /// @dev Reads the frame of a proof and decides rules 4.2.2 to 4.2.5.
    function begin(bytes calldata proof) internal pure returns (Step memory self) {
        Cursor memory cursor = ProofCursor.open(proof);
        uint256 status = cursor.u8();
        if (status != STATUS_RUNNING) revert StateNotRunning(status);
        self.cursor = cursor;
        self.status = STATUS_RUNNING;
        // pc, eic, tf and limit, a u64 each, fill one word.
        uint256 counters = uint256(cursor.word());
        self.pc = counters >> 192;
        self.eic = (counters >> 128) & type(uint64).max;
        self.tf = (counters >> 64) & type(uint64).max;
        self.limit = counters & type(uint64).max;
        self.codeLength = cursor.u32();
        if (self.pc < self.codeLength) _readInstruction(self);
        else self.codeRoot = cursor.word();
        self.depth = cursor.u16();
        _decideEarlyTraps(self);
    }

    function _readInstruction(Step memory self) private pure {
        bytes32 leaf = self.cursor.word();
        self.instruction = Instruction.wrap(uint256(leaf));
        self.nextPc = self.pc + 1;
        self.codePath = self.cursor.position;
        self.codeRoot = MerkleProof.root(self.cursor, leaf, self.pc, depthOf(self.codeLength));
    }

    function _decideEarlyTraps(Step memory self) private pure {
        (bool defined, uint256 pops, uint256 pushes, uint256 fuel) = (false, 0, 0, 1);
        if (self.pc < self.codeLength) (defined, pops, pushes, fuel) = self.instruction.row();
        self.fuel = fuel;
        self.pops = pops;
        uint256 depth = self.depth;
        unchecked {
            if (self.tf + fuel > self.limit) {
                self.trap(STATUS_OUT_OF_FUEL);
            } else if (!defined || depth < pops || depth - pops + pushes > LIMIT_OPERAND_HEIGHT) {
                self.trap(STATUS_INVALID_PROGRAM);
            }
        }
    }

    /// @dev The short body, of a step that rules 4.2.2 to 4.2.5 have decided.
    function readShortBody(Step memory self) internal pure {
        self.readFactsHash();
        self.chain = self.cursor.word();
        self.readFramesAndLocals();
        self.readRight();
    }

    /// @dev Item 1: the operands that the opcode alone says are popped. Rule 4.2.5 has been checked.
    function readPopped(Step memory self) internal pure returns (Popped memory) {
        return self.readOperands(self.pops);
    }

    /// @dev Item 1: the topmost `count` operands. That there are as many has been checked.
    function readOperands(
        Step memory self,
        uint256 count
    ) internal pure returns (Popped memory popped) {
        unchecked {
            popped.position = self.cursor.take(8 * count);
            popped.count = count;
        }
    }

    /// @dev Item 1: the chain under `popped`, which the step removes.
    function readChain(Step memory self, Popped memory popped) internal pure {
        unchecked {
            self.nextChain = self.cursor.word();
            self.nextDepth = self.depth - popped.count;
            self.chain = popped.pushTop(popped.count, self.nextChain);
        }
    }

    /// @dev The same where the popped operands stand in two places, `upper` above `lower`.
    function readChain(Step memory self, Popped memory upper, Popped memory lower) internal pure {
        readChain(self, lower);
        unchecked {
            self.nextDepth -= upper.count;
        }
        self.chain = upper.pushTop(upper.count, self.chain);
    }

    /// @dev Item 2: H(facts).
    function readFactsHash(Step memory self) internal pure {
        self.factsHash = self.cursor.word();
    }

    /// @dev Item 2: facts.
    function readFacts(Step memory self) internal pure returns (ProgramFacts facts) {
        facts = Facts.read(self.cursor);
        self.factsHash = facts.hash();
    }

    /// @dev Item 3 of a step that touches neither frames nor locals.
    function readFramesAndLocals(Step memory self) internal pure {
        self.framesAndLocals = self.nextFramesAndLocals = self.cursor.word();
    }

    /// @dev Item 4 of a step that touches nothing in leaves 8 to 15.
    function readRight(Step memory self) internal pure {
        self.right = self.nextRight = self.cursor.word();
    }

    /// @dev Items 2 to 4 of a step that touches operands and scalars alone.
    function readRest(Step memory self) internal pure {
        self.readFactsHash();
        self.readFramesAndLocals();
        self.readRight();
    }

    // ---------------------------------------------------------------- effects

    function push(Step memory self, uint256 value) internal pure {
        unchecked {
            self.nextDepth += 1;
        }
        self.nextChain = hashPair(self.nextChain, bytes32(value));
    }

    /// @dev Whether no check has failed so far.
    function running(Step memory self) internal pure returns (bool) {
        return self.status == STATUS_RUNNING;
    }

    /// @dev Ends the step in a trap (docs/VM.md 4.3).
    function trap(Step memory self, uint256 reason) internal pure {
        self.status = reason;
    }

    /// @dev Traps for `reason` if a check has `failed`; answers whether the step goes on.
    function check(Step memory self, bool failed, uint256 reason) internal pure returns (bool) {
        if (failed) self.status = reason;
        return !failed;
    }

    /// @dev Rule 4.2.7; answers whether the step goes on.
    function charge(Step memory self, uint256 fuel) internal pure returns (bool) {
        unchecked {
            self.fuel += fuel;
            return self.check(self.tf + self.fuel > self.limit, STATUS_OUT_OF_FUEL);
        }
    }

    // ---------------------------------------------------------------- hashes

    /// @dev Compares with what has been agreed on, and answers the hash of the state after.
    function finish(
        Step memory self,
        ProgramHash program,
        StateHash pre
    ) internal pure returns (StateHash) {
        self.cursor.close();
        ProgramHash shown = programHash(self.codeLength, self.codeRoot, self.factsHash);
        if (ProgramHash.unwrap(shown) != ProgramHash.unwrap(program)) {
            revert ProgramMismatch(program, shown);
        }
        StateHash before = StateHash.wrap(
            StateTree.root(
                StateTree.scalars(STATUS_RUNNING, self.pc, self.eic, self.tf),
                self.limit,
                StateTree.operands(self.depth, self.chain),
                self.framesAndLocals,
                self.right
            )
        );
        if (StateHash.unwrap(before) != StateHash.unwrap(pre)) revert StateMismatch(pre, before);
        return _after(self);
    }

    function _after(Step memory self) private pure returns (StateHash) {
        uint256 eic = self.eic;
        uint256 tf = self.limit;
        unchecked {
            if (eic != type(uint64).max) eic += 1;
            // Within the limit, hence within u64, wherever fuel has not run out.
            if (self.status != STATUS_OUT_OF_FUEL) tf = self.tf + self.fuel;
        }
        if (self.running()) {
            return
                StateHash.wrap(
                    StateTree.root(
                        StateTree.scalars(STATUS_RUNNING, self.nextPc, eic, tf),
                        self.limit,
                        StateTree.operands(self.nextDepth, self.nextChain),
                        self.nextFramesAndLocals,
                        self.nextRight
                    )
                );
        }
        return
            StateHash.wrap(
                StateTree.root(
                    StateTree.scalars(self.status, NO_PC, eic, tf),
                    self.limit,
                    StateTree.emptyOperands(),
                    StateTree.emptyFramesAndLocals(),
                    self.right
                )
            );
    }
}
