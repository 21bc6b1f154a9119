// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {depthOf, hashPair} from "../../merkle/Hashing.sol";
import {MerkleProof} from "../../merkle/MerkleProof.sol";
import {
    FUEL_SLOTS_PER_FUEL,
    LIMIT_OPERAND_HEIGHT,
    OP_CALL,
    OP_CALL_INDIRECT,
    OP_RETURN,
    STATUS_HALTED,
    STATUS_INDIRECT_CALL_TYPE_MISMATCH,
    STATUS_INVALID_PROGRAM,
    STATUS_STACK_OVERFLOW,
    STATUS_UNDEFINED_ELEMENT,
    STATUS_UNINITIALIZED_ELEMENT,
    TAG_LOCALS
} from "../generated/Tables.sol";
import {Frame, FrameChain, Frames} from "../Frames.sol";
import {Instruction} from "../Instruction.sol";
import {Integers} from "../Integers.sol";
import {Popped} from "../Operands.sol";
import {ProgramFacts} from "../ProgramFacts.sol";
import {OPEN_TABLES, RightHalf, RightHalves} from "../RightHalf.sol";
import {compositeLeaf, NO_PC, StateTree} from "../StateTree.sol";
import {Step} from "../Step.sol";
import {WordArray} from "../WordArray.sol";
import {OpcodeOfAnotherFamily, StepFamily} from "./StepFamily.sol";

/// @notice The shown function is not in the program's tree of functions.
error FunctionMismatch(bytes32 expected, bytes32 shown);

/// @dev What a call needs to know of its callee (docs/VM.md 2.2).
struct Callee {
    uint256 entry;
    uint256 params;
    uint256 locals;
    uint256 height;
}

/// @title Calls and returns (docs/VM.md 6.2)
contract CallStep is StepFamily {
    /// @inheritdoc StepFamily
    function _execute(Step memory current) internal pure override {
        uint256 op = current.instruction.opcode();
        if (op == OP_CALL) _call(current);
        else if (op == OP_CALL_INDIRECT) _callIndirect(current);
        else if (op == OP_RETURN) _return(current);
        else revert OpcodeOfAnotherFamily(op);
    }

    function _call(Step memory current) private pure {
        Instruction i = current.instruction;
        Callee memory callee = Callee(i.a(), i.b(), i.c(), i.d());
        Popped memory none;
        Popped memory arguments = _readArguments(current, none, callee);
        current.readChain(arguments);
        ProgramFacts facts = current.readFacts();
        (Frames memory frames, bytes32 locals) = _readFramesForCall(current);
        current.readRight();
        _enter(current, facts, frames, locals, callee, arguments);
    }

    function _callIndirect(Step memory current) private pure {
        Popped memory index = current.readPopped();
        ProgramFacts facts = current.readFacts();
        (Frames memory frames, bytes32 locals) = _readFramesForCall(current);
        RightHalf memory right = RightHalves.read(current, OPEN_TABLES);
        Callee memory callee = _resolve(current, facts, right, Integers.cut(index.fromTop(0), 32));
        Popped memory arguments = _readArguments(current, index, callee);
        current.readChain(index, arguments);
        right.close(current);
        _enter(current, facts, frames, locals, callee, arguments);
    }

    /// @dev The function behind element `index` of the table.
    function _resolve(
        Step memory current,
        ProgramFacts facts,
        RightHalf memory right,
        uint256 index
    ) private pure returns (Callee memory callee) {
        Instruction i = current.instruction;
        unchecked {
            if (!current.check(i.a() + i.b() > right.words.count, STATUS_INVALID_PROGRAM)) {
                return callee;
            }
            if (!current.check(index >= i.b(), STATUS_UNDEFINED_ELEMENT)) return callee;
            uint256 r = right.words.read(current.cursor, i.a() + index);
            if (!current.check(r == 0, STATUS_UNINITIALIZED_ELEMENT)) return callee;
            uint256 functions = facts.functions();
            if (!current.check(r - 1 >= functions, STATUS_INVALID_PROGRAM)) return callee;

            bytes32 leaf = current.cursor.word();
            bytes32 shown = MerkleProof.root(current.cursor, leaf, r - 1, depthOf(functions));
            if (shown != facts.functionsRoot()) {
                revert FunctionMismatch(facts.functionsRoot(), shown);
            }
            if (!current.check(_u32(leaf, 0) != i.c(), STATUS_INDIRECT_CALL_TYPE_MISMATCH)) {
                return callee;
            }
            return Callee(_u32(leaf, 1), _u32(leaf, 2), _u32(leaf, 3), _u32(leaf, 4));
        }
    }

    function _u32(bytes32 leaf, uint256 index) private pure returns (uint256) {
        unchecked {
            return uint32(bytes4(leaf << (32 * index)));
        }
    }

    /// @dev The arguments, unless the call traps before it takes them.
    function _readArguments(
        Step memory current,
        Popped memory popped,
        Callee memory callee
    ) private pure returns (Popped memory arguments) {
        if (!current.running()) return arguments;
        unchecked {
            bool invalid =
                callee.params > callee.locals || current.depth - popped.count < callee.params;
            if (!current.check(invalid, STATUS_INVALID_PROGRAM)) return arguments;
        }
        return current.readOperands(callee.params);
    }

    /// @dev Item 3 of docs/VM.md 7.2 for calls.
    function _readFramesForCall(
        Step memory current
    ) private pure returns (Frames memory frames, bytes32 locals) {
        frames = FrameChain.readCounts(current.cursor);
        frames.chain = current.cursor.word();
        locals = current.cursor.word();
        current.framesAndLocals = hashPair(frames.leaf(), locals);
    }

    /// @dev Opens the callee's frame, if all is well so far. `locals` is the caller's leaf.
    function _enter(
        Step memory current,
        ProgramFacts facts,
        Frames memory frames,
        bytes32 locals,
        Callee memory callee,
        Popped memory arguments
    ) private pure {
        if (!current.running()) return;
        unchecked {
            uint256 slots = callee.locals + callee.height;
            bool overflow =
                frames.depth >= facts.maxFrames() || frames.slots + slots > facts.maxSlots();
            if (!current.check(overflow, STATUS_STACK_OVERFLOW)) return;
            uint256 fuel = (slots + FUEL_SLOTS_PER_FUEL - 1) / FUEL_SLOTS_PER_FUEL;
            if (!current.charge(fuel)) return;

            bytes32 operands = StateTree.operands(current.nextDepth, current.nextChain);
            Frame memory frame = Frame(current.pc + 1, frames.slots, locals, operands);
            frames.chain = FrameChain.push(frames.chain, frame);
            frames.depth += 1;
            frames.slots += slots;
        }
        bytes32 root = WordArray.rootOf(arguments, callee.locals);
        current.nextFramesAndLocals = hashPair(
            frames.leaf(),
            compositeLeaf(TAG_LOCALS, callee.locals, root)
        );
        (current.nextDepth, current.nextChain) = (0, 0);
        current.nextPc = callee.entry;
    }

    function _return(Step memory current) private pure {
        uint256 arity = current.instruction.a();
        bool lacking = !current.check(current.depth < arity, STATUS_INVALID_PROGRAM);
        Popped memory results = current.readOperands(lacking ? 0 : arity);
        current.readChain(results);
        current.readFactsHash();
        _leave(current, results);
        current.readRight();
    }

    /// @dev Reads item 3 of docs/VM.md 7.2 for `return`, and closes the frame on top.
    function _leave(Step memory current, Popped memory results) private pure {
        Frames memory frames = FrameChain.readCounts(current.cursor);
        if (frames.depth == 0) {
            frames.chain = current.cursor.word();
            current.framesAndLocals = hashPair(frames.leaf(), current.cursor.word());
            return current.trap(STATUS_INVALID_PROGRAM);
        }
        bytes32 below = current.cursor.word();
        Frame memory frame;
        frame.returnPc = current.cursor.u64();
        frame.slotsBefore = current.cursor.u32();
        frame.locals = current.cursor.word();
        uint256 depth = current.cursor.u16();
        bytes32 chain = current.cursor.word();
        frame.operands = StateTree.operands(depth, chain);
        frames.chain = FrameChain.push(below, frame);
        current.framesAndLocals = hashPair(frames.leaf(), current.cursor.word());

        if (!current.running()) return;
        if (frame.returnPc == NO_PC) return current.trap(STATUS_HALTED);
        unchecked {
            bool tooHigh = depth + results.count > LIMIT_OPERAND_HEIGHT;
            if (!current.check(tooHigh, STATUS_INVALID_PROGRAM)) return;
            current.nextDepth = depth + results.count;
            current.nextChain = results.pushTop(results.count, chain);
            current.nextFramesAndLocals = hashPair(
                StateTree.frames(frames.depth - 1, frame.slotsBefore, below),
                frame.locals
            );
        }
        current.nextPc = frame.returnPc;
    }
}
