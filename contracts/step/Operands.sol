// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {hashPair} from "../merkle/Hashing.sol";
import {u64At} from "../merkle/ProofCursor.sol";

/// @dev Operands that a proof shows, from the top down, where they stand in calldata.
/// @param position Position of the topmost.
/// @param count How many there are.
struct Popped {
    uint256 position;
    uint256 count;
}

using Operands for Popped global;

/// @title Operand chains (docs/VM.md 3.1)
library Operands {
    /// @dev Value `i` from the top; `i` is below the count.
    function fromTop(Popped memory popped, uint256 i) internal pure returns (uint256) {
        unchecked {
            return u64At(popped.position + 8 * i);
        }
    }

    /// @dev Value `i` from the bottom; `i` is below the count.
    function fromBottom(Popped memory popped, uint256 i) internal pure returns (uint256) {
        unchecked {
            return u64At(popped.position + 8 * (popped.count - 1 - i));
        }
    }

    /// @dev The chain with the topmost `count` values pushed on `chain`, in their order.
    function pushTop(
        Popped memory popped,
        uint256 count,
        bytes32 chain
    ) internal pure returns (bytes32) {
        unchecked {
            uint256 position = popped.position;
            for (uint256 i = position + 8 * count; i > position;) {
                i -= 8;
                chain = hashPair(chain, bytes32(u64At(i)));
            }
        }
        return chain;
    }
}
