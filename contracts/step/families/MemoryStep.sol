// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multiproof} from "../../merkle/Multiproof.sol";
import {ChunkedMemory} from "../ChunkedMemory.sol";
import {
    OP_I32_LOAD,
    OP_I32_LOAD16_S,
    OP_I32_LOAD8_S,
    OP_I32_STORE,
    OP_I64_LOAD16_S,
    OP_I64_LOAD32_S,
    OP_I64_LOAD8_S,
    OP_I64_STORE32,
    STATUS_MEMORY_OUT_OF_BOUNDS
} from "../generated/Tables.sol";
import {Integers} from "../Integers.sol";
import {Popped} from "../Operands.sol";
import {OPEN_MEMORY, RightHalf, RightHalves} from "../RightHalf.sol";
import {Step} from "../Step.sol";
import {OpcodeOfAnotherFamily, StepFamily} from "./StepFamily.sol";

/// @dev Bytes that each load and store moves, by opcode from i32.load on: load, load, load, load, then
/// load8 and load16 to i32, load8, load16 and load32 to i64, each signed and unsigned; the stores alike.
bytes constant ACCESS_SIZES =
    hex"04080408010102020101020204040408040801020102"
    hex"04";

/// @title Loads and stores (docs/VM.md 6.6)
contract MemoryStep is StepFamily {
    /// @inheritdoc StepFamily
    function _execute(Step memory current) internal pure override {
        uint256 op = current.instruction.opcode();
        if (op < OP_I32_LOAD || op > OP_I64_STORE32) revert OpcodeOfAnotherFamily(op);
        bool stores = op >= OP_I32_STORE;
        Popped memory popped = current.readPopped();
        current.readChain(popped);
        current.readFactsHash();
        current.readFramesAndLocals();
        RightHalf memory right = RightHalves.read(current, OPEN_MEMORY);

        uint256 size = uint8(ACCESS_SIZES[op - OP_I32_LOAD]);
        uint256 base = Integers.cut(popped.fromTop(popped.count - 1), 32);
        uint256 start = base + current.instruction.a();
        bool outside = ChunkedMemory.outOfBounds(right, start, size);
        if (current.check(outside, STATUS_MEMORY_OUT_OF_BOUNDS)) {
            Multiproof memory proof = ChunkedMemory.open(
                current,
                ChunkedMemory.leavesOf(start, size)
            );
            if (stores) {
                ChunkedMemory.write(proof, start, size, _littleEndian(popped.fromTop(0)));
                ChunkedMemory.closeWrite(current, right, proof, start, size, 0);
            } else {
                uint256 bits = 8 * size;
                uint256 value = _reversed(uint64(bytes8(ChunkedMemory.read(proof, start))));
                current.push(_extended(op, Integers.cut(value, bits), bits));
                ChunkedMemory.closeRead(current, right, proof);
            }
        }
        right.close(current);
    }

    /// @dev What a load of `bits` bits pushes.
    function _extended(uint256 op, uint256 value, uint256 bits) private pure returns (uint256) {
        if (op == OP_I32_LOAD8_S || op == OP_I32_LOAD16_S) {
            return Integers.cut(uint256(Integers.signed(value, bits)), 32);
        }
        if (op == OP_I64_LOAD8_S || op == OP_I64_LOAD16_S || op == OP_I64_LOAD32_S) {
            return Integers.cut(uint256(Integers.signed(value, bits)), 64);
        }
        return value;
    }

    /// @dev The eight bytes of a u64, the least significant first, then zeros.
    function _littleEndian(uint256 value) private pure returns (bytes32) {
        return bytes32(_reversed(value) << 192);
    }

    /// @dev The bytes of a u64 in reverse order.
    function _reversed(uint256 x) private pure returns (uint256) {
        x = ((x & 0x00ff00ff00ff00ff) << 8) | ((x >> 8) & 0x00ff00ff00ff00ff);
        x = ((x & 0x0000ffff0000ffff) << 16) | ((x >> 16) & 0x0000ffff0000ffff);
        return ((x & 0xffffffff) << 32) | (x >> 32);
    }
}
