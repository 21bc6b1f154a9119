// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multiproof, Multiproofs, ShownNode} from "../../merkle/Multiproof.sol";
import {BulkOperands, BulkProgress} from "../BulkOperands.sol";
import {
    OP_ELEM_DROP,
    OP_TABLE_COPY,
    OP_TABLE_FILL,
    OP_TABLE_GET,
    OP_TABLE_INIT,
    OP_TABLE_SET,
    STATUS_INVALID_PROGRAM,
    STATUS_TABLE_OUT_OF_BOUNDS
} from "../generated/Tables.sol";
import {Instruction} from "../Instruction.sol";
import {Integers} from "../Integers.sol";
import {Popped} from "../Operands.sol";
import {ProgramFacts} from "../ProgramFacts.sol";
import {OPEN_DROPPED, OPEN_TABLES, RightHalf, RightHalves} from "../RightHalf.sol";
import {dropSegment} from "../Segments.sol";
import {Step} from "../Step.sol";
import {Component, WordArray} from "../WordArray.sol";
import {OpcodeOfAnotherFamily, StepFamily} from "./StepFamily.sol";

/// @notice The shown element is not in the program's tree of elements.
error ElementsMismatch(bytes32 expected, bytes32 shown);

/// @title Tables (docs/VM.md 6.5): bulk instructions move one element a step
contract TableStep is StepFamily {
    /// @inheritdoc StepFamily
    function _execute(Step memory current) internal pure override {
        uint256 op = current.instruction.opcode();
        if (op == OP_TABLE_GET || op == OP_TABLE_SET) _access(current, op == OP_TABLE_SET);
        else if (op == OP_TABLE_FILL) _fill(current);
        else if (op == OP_TABLE_COPY) _copy(current);
        else if (op == OP_TABLE_INIT) _init(current);
        else if (op == OP_ELEM_DROP) dropSegment(current);
        else revert OpcodeOfAnotherFamily(op);
    }

    function _access(Step memory current, bool sets) private pure {
        Popped memory popped = current.readPopped();
        current.readChain(popped);
        RightHalf memory right = _readTables(current);
        Instruction i = current.instruction;
        uint256 index = Integers.cut(popped.fromTop(sets ? 1 : 0), 32);
        if (
            _checkTable(current, right, i.a(), i.b()) &&
            current.check(index >= i.b(), STATUS_TABLE_OUT_OF_BOUNDS)
        ) {
            if (sets) right.words.write(current.cursor, i.a() + index, popped.fromTop(0));
            else current.push(right.words.read(current.cursor, i.a() + index));
        }
        right.close(current);
    }

    function _fill(Step memory current) private pure {
        BulkOperands memory bulk = BulkProgress.read(current);
        RightHalf memory right = _readTables(current);
        Instruction i = current.instruction;
        if (
            _checkTable(current, right, i.a(), i.b()) &&
            current.check(bulk.d + bulk.n > i.b(), STATUS_TABLE_OUT_OF_BOUNDS) &&
            bulk.n > 0
        ) {
            right.words.write(current.cursor, i.a() + bulk.d, bulk.popped.fromTop(1));
            bulk.advanceFill(current, 1);
        }
        right.close(current);
    }

    function _copy(Step memory current) private pure {
        BulkOperands memory bulk = BulkProgress.read(current);
        RightHalf memory right = _readTables(current);
        Instruction i = current.instruction;
        if (
            _checkTable(current, right, i.a(), i.b()) &&
            _checkTable(current, right, i.c(), i.d()) &&
            current.check(
                bulk.x + bulk.n > i.d() || bulk.d + bulk.n > i.b(),
                STATUS_TABLE_OUT_OF_BOUNDS
            ) &&
            bulk.n > 0
        ) {
            uint256 last = 0;
            if (bulk.backward()) {
                last = bulk.n - 1;
                bulk.advanceBackward(current, 1);
            } else {
                bulk.advance(current, 1);
            }
            _move(current, right.words, i.c() + bulk.x + last, i.a() + bulk.d + last);
        }
        right.close(current);
    }

    /// @dev Element `from` to element `to` of the tables, by one proof of their leaves.
    function _move(
        Step memory current,
        Component memory tables,
        uint256 from,
        uint256 to
    ) private pure {
        (uint256 fromLeaf, uint256 toLeaf) = (from >> 2, to >> 2);
        uint256[] memory index = new uint256[](fromLeaf == toLeaf ? 1 : 2);
        index[0] = fromLeaf < toLeaf ? fromLeaf : toLeaf;
        if (index.length == 2) index[1] = fromLeaf < toLeaf ? toLeaf : fromLeaf;
        Multiproof memory proof = Multiproofs.open(current.cursor, index);
        bytes32 source = proof.nodes[fromLeaf > toLeaf ? 1 : 0].older;
        ShownNode memory target = proof.nodes[toLeaf > fromLeaf ? 1 : 0];
        target.newer = WordArray.valueSet(target.older, to, WordArray.valueIn(source, from));
        proof.climb(current.cursor, WordArray.depth(tables.count));
        tables.root = proof.nodes[0].older;
        tables.nextRoot = proof.nodes[0].newer;
        tables.accessed = true;
    }

    function _init(Step memory current) private pure {
        BulkOperands memory bulk = BulkProgress.read(current);
        ProgramFacts facts = current.readFacts();
        current.readFramesAndLocals();
        RightHalf memory right = RightHalves.read(current, OPEN_TABLES | OPEN_DROPPED);
        Instruction i = current.instruction;
        if (_mayInit(current, bulk, right) && bulk.n > 0) {
            uint256 from = i.c() + bulk.x;
            if (current.check(from >= facts.elements(), STATUS_INVALID_PROGRAM)) {
                uint256 element = _readElement(current, facts, from);
                right.words.write(current.cursor, i.a() + bulk.d, element);
                bulk.advance(current, 1);
            }
        }
        right.close(current);
    }

    /// @dev The checks of `table.init` before an element is moved.
    function _mayInit(
        Step memory current,
        BulkOperands memory bulk,
        RightHalf memory right
    ) private pure returns (bool) {
        Instruction i = current.instruction;
        if (!_checkTable(current, right, i.a(), i.b())) return false;
        if (!current.check(i.e() >= right.dropped.count, STATUS_INVALID_PROGRAM)) return false;
        uint256 length = right.dropped.read(current.cursor, i.e()) != 0 ? 0 : i.d();
        bool outside = bulk.x + bulk.n > length || bulk.d + bulk.n > i.b();
        return current.check(outside, STATUS_TABLE_OUT_OF_BOUNDS);
    }

    function _readElement(
        Step memory current,
        ProgramFacts facts,
        uint256 index
    ) private pure returns (uint256 element) {
        bytes32 shown;
        (element, shown) = WordArray.readFixed(current.cursor, index, facts.elements());
        bytes32 root = facts.elementsRoot();
        if (shown != root) revert ElementsMismatch(root, shown);
    }

    /// @dev Items 2 to 4 of a step that touches tables alone.
    function _readTables(Step memory current) private pure returns (RightHalf memory) {
        current.readFactsHash();
        current.readFramesAndLocals();
        return RightHalves.read(current, OPEN_TABLES);
    }

    /// @dev A table whose immediates reach beyond the tables array is none.
    function _checkTable(
        Step memory current,
        RightHalf memory right,
        uint256 base,
        uint256 size
    ) private pure returns (bool) {
        return current.check(base + size > right.words.count, STATUS_INVALID_PROGRAM);
    }
}
