// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {bytesAt, Cursor, wordAt} from "../merkle/ProofCursor.sol";
import {Rfc6962} from "../merkle/Rfc6962.sol";
import {LIMIT_TRANSACTION_BYTES} from "./generated/Tables.sol";
import {InputLeaf} from "./RightHalf.sol";

/// @dev A transaction of the block, where it stands in calldata.
/// @param position Position of its first byte.
/// @param size Its length in bytes.
struct Transaction {
    uint256 position;
    uint256 size;
}

using {wordFrom} for Transaction global;

/// @notice A transaction is longer than a block may hold.
error TransactionTooLong(uint256 size, uint256 most);

/// @notice The shown transaction is not in the block.
error TransactionMismatch(bytes32 dataHash, bytes32 shown);

/// @dev Reads transaction `index`, which is below the count, and its audit path (docs/VM.md 7.2, 7.4).
function readTransaction(
    Cursor memory cursor,
    InputLeaf memory input,
    uint256 index
) pure returns (Transaction memory transaction) {
    uint256 size = cursor.u16();
    if (size > LIMIT_TRANSACTION_BYTES) revert TransactionTooLong(size, LIMIT_TRANSACTION_BYTES);
    transaction.size = size;
    transaction.position = cursor.take(size);
    bytes32 content = sha256(bytesAt(transaction.position, size));
    bytes32 shown = Rfc6962.root(cursor, content, index, input.txCount);
    if (shown != input.dataHash) revert TransactionMismatch(input.dataHash, shown);
}

/// @dev The 32 bytes from `offset` on, zeros past the end. `offset` is at most the size.
function wordFrom(Transaction memory self, uint256 offset) pure returns (bytes32) {
    unchecked {
        uint256 left = self.size - offset;
        bytes32 value = wordAt(self.position + offset);
        return left >= 32 ? value : value & ~bytes32(type(uint256).max >> (8 * left));
    }
}
