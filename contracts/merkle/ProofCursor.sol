// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A proof that is read from the front (docs/VM.md 7). Both fields are positions in calldata.
/// @param position Where the next field begins.
/// @param end Just behind the proof's last byte.
struct Cursor {
    uint256 position;
    uint256 end;
}

using ProofCursor for Cursor global;

/// @notice A field of the proof reaches past its end.
error ProofTooShort(uint256 missingBytes);

/// @notice Bytes are left when everything has been read.
error ProofTooLong(uint256 unreadBytes);

/// @dev The 32 bytes of calldata at `position`; zeros past its end.
function wordAt(uint256 position) pure returns (bytes32 value) {
    assembly ("memory-safe") {
        value := calldataload(position)
    }
}

/// @dev The big-endian u32 of calldata at `position`.
function u32At(uint256 position) pure returns (uint256) {
    return uint256(wordAt(position)) >> 224;
}

/// @dev The big-endian u64 of calldata at `position`.
function u64At(uint256 position) pure returns (uint256) {
    return uint256(wordAt(position)) >> 192;
}

/// @dev keccak-256 of `size` bytes of calldata at `position`, which need not be word-aligned.
function hashAt(uint256 position, uint256 size) pure returns (bytes32 digest) {
    // Behind the free memory pointer, which does not move: the bytes are needed no longer.
    assembly ("memory-safe") {
        let free := mload(0x40)
        calldatacopy(free, position, size)
        digest := keccak256(free, size)
    }
}

/// @dev A copy of `size` bytes of calldata at `position`.
function bytesAt(uint256 position, uint256 size) pure returns (bytes memory data) {
    data = new bytes(size);
    assembly ("memory-safe") {
        calldatacopy(add(data, 0x20), position, size)
    }
}

/// @title Reading a packed proof from calldata
/// @dev Every read is checked against the proof's end, so what follows it in calldata is never seen.
/// Sizes are below 2^64 and positions below 2^64, so that no sum here wraps.
library ProofCursor {
    function open(bytes calldata proof) internal pure returns (Cursor memory) {
        uint256 position;
        assembly ("memory-safe") {
            position := proof.offset
        }
        return Cursor({position: position, end: position + proof.length});
    }

    /// @dev Passes over `size` bytes and answers where they begin.
    function take(Cursor memory cursor, uint256 size) internal pure returns (uint256 position) {
        unchecked {
            position = cursor.position;
            uint256 next = position + size;
            if (next > cursor.end) revert ProofTooShort(next - cursor.end);
            cursor.position = next;
        }
    }

    function u8(Cursor memory cursor) internal pure returns (uint256) {
        return uint256(wordAt(take(cursor, 1))) >> 248;
    }

    function u16(Cursor memory cursor) internal pure returns (uint256) {
        return uint256(wordAt(take(cursor, 2))) >> 240;
    }

    function u32(Cursor memory cursor) internal pure returns (uint256) {
        return u32At(take(cursor, 4));
    }

    function u64(Cursor memory cursor) internal pure returns (uint256) {
        return u64At(take(cursor, 8));
    }

    function word(Cursor memory cursor) internal pure returns (bytes32) {
        return wordAt(take(cursor, 32));
    }

    /// @dev Every byte of a proof must have been read.
    function close(Cursor memory cursor) internal pure {
        if (cursor.position != cursor.end) revert ProofTooLong(cursor.end - cursor.position);
    }
}
