// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair} from "../../merkle/Hashing.sol";
import {Multiproof} from "../../merkle/Multiproof.sol";
import {ChunkedMemory} from "../ChunkedMemory.sol";
import {
    FUEL_HASH_WORD,
    FUEL_PER_MILLISECOND,
    HOST_ARITIES,
    HOST_HEIGHT,
    HOST_KECCAK256,
    HOST_SECP256K1_RECOVER,
    HOST_SHA256,
    HOST_TIME,
    HOST_TX_COUNT,
    HOST_TX_LEN,
    HOST_TX_READ,
    LIMIT_HASH_INPUT_BYTES,
    OP_HOST,
    STATUS_BAD_HOST_ARGUMENT,
    STATUS_INVALID_PROGRAM,
    STATUS_MEMORY_OUT_OF_BOUNDS,
    STATUS_UNKNOWN_IMPORT,
    TAG_LOCALS
} from "../generated/Tables.sol";
import {Integers} from "../Integers.sol";
import {Popped} from "../Operands.sol";
import {OPEN_INPUT, OPEN_MEMORY, OPEN_NOTHING, RightHalf, RightHalves} from "../RightHalf.sol";
import {Step} from "../Step.sol";
import {readTransaction, Transaction} from "../Transactions.sol";
import {Component, WordArray} from "../WordArray.sol";
import {OpcodeOfAnotherFamily, StepFamily} from "./StepFamily.sol";

/// @dev Bytes that `secp256k1_recover` reads: hash, v, r, s.
uint256 constant RECOVER_INPUT_SIZE = 128;

/// @title Host functions (docs/VM.md 6.12, paper 3.3)
/// @dev Arguments are the first three locals, low32; those that a function does not have are zero.
contract HostStep is StepFamily {
    /// @inheritdoc StepFamily
    function _execute(Step memory current) internal pure override {
        uint256 op = current.instruction.opcode();
        if (op != OP_HOST) revert OpcodeOfAnotherFamily(op);
        uint256 host = current.instruction.a();
        Popped memory none;
        current.readChain(none);
        current.readFactsHash();
        bytes32 frames = current.cursor.word();
        Component memory locals;
        locals.count = current.cursor.u32();
        RightHalf memory right = RightHalves.read(current, _openedBy(host));

        uint256 params = uint8(HOST_ARITIES[host]) >> 4;
        if (current.check(locals.count < params, STATUS_INVALID_PROGRAM)) {
            bytes32 arguments = params == 0 ? bytes32(0) : locals.readLeaf(current.cursor, 0);
            _call(current, right, host, arguments);
        }
        locals.readRootIfUntouched(current.cursor);
        (bytes32 leaf, ) = locals.leaves(TAG_LOCALS);
        current.framesAndLocals = current.nextFramesAndLocals = hashPair(frames, leaf);
        right.close(current);
    }

    function _openedBy(uint256 host) private pure returns (uint256) {
        if (host == HOST_TX_COUNT || host == HOST_TX_LEN || host == HOST_HEIGHT) return OPEN_INPUT;
        if (host == HOST_TX_READ) return OPEN_MEMORY | OPEN_INPUT;
        if (host == HOST_KECCAK256 || host == HOST_SHA256) return OPEN_MEMORY;
        if (host == HOST_SECP256K1_RECOVER) return OPEN_MEMORY;
        return OPEN_NOTHING;
    }

    function _call(
        Step memory current,
        RightHalf memory right,
        uint256 host,
        bytes32 arguments
    ) private pure {
        uint256 x = Integers.cut(WordArray.valueIn(arguments, 0), 32);
        uint256 y = Integers.cut(WordArray.valueIn(arguments, 1), 32);
        uint256 z = Integers.cut(WordArray.valueIn(arguments, 2), 32);
        if (host == HOST_TX_COUNT) current.push(right.input.txCount);
        else if (host == HOST_TX_LEN) _transactionLength(current, right, x);
        else if (host == HOST_TX_READ) _transactionRead(current, right, x, y, z);
        else if (host == HOST_HEIGHT) current.push(right.input.height);
        else if (host == HOST_TIME) current.push(current.tf / FUEL_PER_MILLISECOND);
        else if (host == HOST_KECCAK256) _digest(current, right, x, y, z);
        else if (host == HOST_SHA256) _digest(current, right, x, y, z);
        else if (host == HOST_SECP256K1_RECOVER) _recover(current, right, x, y);
        else current.trap(STATUS_UNKNOWN_IMPORT);
    }

    function _transactionLength(
        Step memory current,
        RightHalf memory right,
        uint256 index
    ) private pure {
        if (!current.check(index >= right.input.txCount, STATUS_BAD_HOST_ARGUMENT)) return;
        current.push(readTransaction(current.cursor, right.input, index).size);
    }

    function _transactionRead(
        Step memory current,
        RightHalf memory right,
        uint256 index,
        uint256 offset,
        uint256 to
    ) private pure {
        bool bad = index >= right.input.txCount || to & 31 != 0;
        if (!current.check(bad, STATUS_BAD_HOST_ARGUMENT)) return;
        bool outside = ChunkedMemory.outOfBounds(right, to, 32);
        if (!current.check(outside, STATUS_MEMORY_OUT_OF_BOUNDS)) return;
        Transaction memory transaction = readTransaction(current.cursor, right.input, index);
        if (!current.check(offset > transaction.size, STATUS_BAD_HOST_ARGUMENT)) return;

        Multiproof memory proof = ChunkedMemory.open(current, ChunkedMemory.leavesOf(to, 32));
        ChunkedMemory.write(proof, to, 32, transaction.wordFrom(offset));
        ChunkedMemory.closeWrite(current, right, proof, to, 32, 0);
    }

    /// @dev keccak256 and sha256: the digest of `size` bytes at `from` becomes the word at `to`.
    function _digest(
        Step memory current,
        RightHalf memory right,
        uint256 from,
        uint256 size,
        uint256 to
    ) private pure {
        bool bad = size > LIMIT_HASH_INPUT_BYTES || (from | to) & 31 != 0;
        if (!current.check(bad, STATUS_BAD_HOST_ARGUMENT)) return;
        Multiproof memory proof = _openInputAndOutput(current, right, from, size, to);
        if (!current.running()) return;
        bytes memory data = ChunkedMemory.readBytes(proof, from, size);
        bool keccak = current.instruction.a() == HOST_KECCAK256;
        ChunkedMemory.write(proof, to, 32, keccak ? keccak256(data) : sha256(data));
        uint256 charges = FUEL_HASH_WORD * ((size + 31) >> 5);
        ChunkedMemory.closeWrite(current, right, proof, to, 32, charges);
    }

    function _recover(
        Step memory current,
        RightHalf memory right,
        uint256 from,
        uint256 to
    ) private pure {
        if (!current.check((from | to) & 31 != 0, STATUS_BAD_HOST_ARGUMENT)) return;
        Multiproof memory proof = _openInputAndOutput(current, right, from, RECOVER_INPUT_SIZE, to);
        if (!current.running()) return;
        uint256 v = uint256(ChunkedMemory.read(proof, from + 32));
        address signer;
        // The precompile returns nothing for another v, and `ecrecover` zero where it returns nothing.
        if (v == 27 || v == 28) {
            signer = ecrecover(
                ChunkedMemory.read(proof, from),
                uint8(v),
                ChunkedMemory.read(proof, from + 64),
                ChunkedMemory.read(proof, from + 96)
            );
        }
        ChunkedMemory.write(proof, to, 32, bytes32(uint256(uint160(signer))));
        ChunkedMemory.closeWrite(current, right, proof, to, 32, 0);
    }

    /// @dev Bounds of both, and if they hold a proof of the leaves of [from, from + size) and of the one at
    /// `to`, a multiple of 32.
    function _openInputAndOutput(
        Step memory current,
        RightHalf memory right,
        uint256 from,
        uint256 size,
        uint256 to
    ) private pure returns (Multiproof memory proof) {
        bool outside =
            ChunkedMemory.outOfBounds(right, from, size) ||
                ChunkedMemory.outOfBounds(right, to, 32);
        if (!current.check(outside, STATUS_MEMORY_OUT_OF_BOUNDS)) return proof;
        return ChunkedMemory.open(current, ChunkedMemory.leavesOf(from, size, to >> 5));
    }
}
