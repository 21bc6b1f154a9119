// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {depthOf} from "../../merkle/Hashing.sol";
import {Multiproof, Multiproofs} from "../../merkle/Multiproof.sol";
import {BulkOperands, BulkProgress} from "../BulkOperands.sol";
import {ChunkedMemory} from "../ChunkedMemory.sol";
import {
    OP_DATA_DROP,
    OP_MEMORY_COPY,
    OP_MEMORY_FILL,
    OP_MEMORY_INIT,
    STATUS_INVALID_PROGRAM,
    STATUS_MEMORY_OUT_OF_BOUNDS
} from "../generated/Tables.sol";
import {Instruction} from "../Instruction.sol";
import {ProgramFacts} from "../ProgramFacts.sol";
import {OPEN_DROPPED, OPEN_MEMORY, RightHalf, RightHalves} from "../RightHalf.sol";
import {dropSegment} from "../Segments.sol";
import {Step} from "../Step.sol";
import {OpcodeOfAnotherFamily, StepFamily} from "./StepFamily.sol";

/// @notice The shown data leaves are not in the program's data tree.
error DataMismatch(bytes32 expected, bytes32 shown);

/// @title Bulk memory (docs/VM.md 6.7): one leaf of the destination a step
contract BulkStep is StepFamily {
    /// @inheritdoc StepFamily
    function _execute(Step memory current) internal pure override {
        uint256 op = current.instruction.opcode();
        if (op == OP_MEMORY_FILL) _fill(current);
        else if (op == OP_MEMORY_COPY) _copy(current);
        else if (op == OP_MEMORY_INIT) _init(current);
        else if (op == OP_DATA_DROP) dropSegment(current);
        else revert OpcodeOfAnotherFamily(op);
    }

    function _fill(Step memory current) private pure {
        BulkOperands memory bulk = BulkProgress.read(current);
        current.readFactsHash();
        current.readFramesAndLocals();
        RightHalf memory right = RightHalves.read(current, OPEN_MEMORY);
        (uint256 d, uint256 n) = (bulk.d, bulk.n);
        bool outside = ChunkedMemory.outOfBounds(right, d, n);
        if (current.check(outside, STATUS_MEMORY_OUT_OF_BOUNDS) && n > 0) {
            uint256 m = _leafRest(d, n);
            Multiproof memory proof = ChunkedMemory.open(current, ChunkedMemory.leavesOf(d, m));
            // The byte in each of the 32 places.
            bytes32 value = bytes32((bulk.x & 0xff) * (type(uint256).max / 0xff));
            ChunkedMemory.write(proof, d, m, value);
            bulk.advanceFill(current, m);
            ChunkedMemory.closeWrite(current, right, proof, d, m, 0);
        }
        right.close(current);
    }

    function _copy(Step memory current) private pure {
        BulkOperands memory bulk = BulkProgress.read(current);
        current.readFactsHash();
        current.readFramesAndLocals();
        RightHalf memory right = RightHalves.read(current, OPEN_MEMORY);
        (uint256 d, uint256 s, uint256 n) = (bulk.d, bulk.x, bulk.n);
        bool outside =
            ChunkedMemory.outOfBounds(right, s, n) || ChunkedMemory.outOfBounds(right, d, n);
        if (current.check(outside, STATUS_MEMORY_OUT_OF_BOUNDS) && n > 0) {
            uint256 m;
            if (bulk.backward()) {
                m = _min(((d + n - 1) & 31) + 1, n);
                bulk.advanceBackward(current, m);
                (d, s) = (d + n - m, s + n - m);
            } else {
                m = _leafRest(d, n);
                bulk.advance(current, m);
            }
            Multiproof memory proof = ChunkedMemory.open(
                current,
                ChunkedMemory.leavesOf(s, m, d >> 5)
            );
            ChunkedMemory.write(proof, d, m, ChunkedMemory.read(proof, s));
            ChunkedMemory.closeWrite(current, right, proof, d, m, 0);
        }
        right.close(current);
    }

    function _init(Step memory current) private pure {
        BulkOperands memory bulk = BulkProgress.read(current);
        ProgramFacts facts = current.readFacts();
        current.readFramesAndLocals();
        RightHalf memory right = RightHalves.read(current, OPEN_MEMORY | OPEN_DROPPED);
        if (_mayInit(current, bulk, right) && bulk.n > 0) {
            uint256 m = _leafRest(bulk.d, bulk.n);
            uint256 from = 32 * current.instruction.b() + bulk.x;
            bool outside = (from + m - 1) >> 5 >= facts.dataLeaves();
            if (current.check(outside, STATUS_INVALID_PROGRAM)) {
                bytes32 value = _readData(current, facts, from, m);
                uint256[] memory index = ChunkedMemory.leavesOf(bulk.d, m);
                Multiproof memory proof = ChunkedMemory.open(current, index);
                ChunkedMemory.write(proof, bulk.d, m, value);
                bulk.advance(current, m);
                ChunkedMemory.closeWrite(current, right, proof, bulk.d, m, 0);
            }
        }
        right.close(current);
    }

    /// @dev The checks of `memory.init` before a byte is moved.
    function _mayInit(
        Step memory current,
        BulkOperands memory bulk,
        RightHalf memory right
    ) private pure returns (bool) {
        Instruction i = current.instruction;
        if (!current.check(i.a() >= right.dropped.count, STATUS_INVALID_PROGRAM)) return false;
        uint256 length = right.dropped.read(current.cursor, i.a()) != 0 ? 0 : i.c();
        bool outside = bulk.x + bulk.n > length || ChunkedMemory.outOfBounds(right, bulk.d, bulk.n);
        return current.check(outside, STATUS_MEMORY_OUT_OF_BOUNDS);
    }

    /// @dev At least `size` bytes of the program's data from byte `from` on.
    function _readData(
        Step memory current,
        ProgramFacts facts,
        uint256 from,
        uint256 size
    ) private pure returns (bytes32 value) {
        Multiproof memory proof = Multiproofs.open(
            current.cursor,
            ChunkedMemory.leavesOf(from, size)
        );
        value = ChunkedMemory.read(proof, from);
        proof.climb(current.cursor, depthOf(facts.dataLeaves()));
        (bytes32 root, bytes32 shown) = (facts.dataRoot(), proof.nodes[0].older);
        if (shown != root) revert DataMismatch(root, shown);
    }

    /// @dev Bytes from `start` to the end of its leaf, at most `n`.
    function _leafRest(uint256 start, uint256 n) private pure returns (uint256) {
        return _min(32 - (start & 31), n);
    }

    function _min(uint256 x, uint256 y) private pure returns (uint256) {
        return x < y ? x : y;
    }
}
