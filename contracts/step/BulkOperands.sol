// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Integers} from "./Integers.sol";
import {Popped} from "./Operands.sol";
import {Step} from "./Step.sol";

/// @dev Operands `d x n` of a bulk instruction, which are also its progress (docs/VM.md 6.5, 6.7).
/// @param popped The whole words.
/// @param d Destination, low32.
/// @param x Source, or the value to fill with, low32.
/// @param n What is still to be done, low32.
struct BulkOperands {
    Popped popped;
    uint256 d;
    uint256 x;
    uint256 n;
}

using BulkProgress for BulkOperands global;

/// @title Instructions that take several steps
library BulkProgress {
    /// @dev Item 1 of docs/VM.md 7.2.
    function read(Step memory current) internal pure returns (BulkOperands memory self) {
        Popped memory popped = current.readPopped();
        current.readChain(popped);
        self.popped = popped;
        self.n = Integers.cut(popped.fromTop(0), 32);
        self.x = Integers.cut(popped.fromTop(1), 32);
        self.d = Integers.cut(popped.fromTop(2), 32);
    }

    /// @dev Whether the destination lies behind the source, so that moving begins at the end.
    function backward(BulkOperands memory self) internal pure returns (bool) {
        return self.d > self.x;
    }

    /// @dev `done` of n were moved at the end; source and destination stay.
    function advanceBackward(
        BulkOperands memory self,
        Step memory current,
        uint256 done
    ) internal pure {
        _advance(self, current, done, self.popped.fromTop(2), self.popped.fromTop(1));
    }

    /// @dev `done` of n were moved; source and destination move on.
    function advance(BulkOperands memory self, Step memory current, uint256 done) internal pure {
        unchecked {
            _advance(self, current, done, self.d + done, self.x + done);
        }
    }

    /// @dev `done` of n were filled; the destination moves on.
    function advanceFill(
        BulkOperands memory self,
        Step memory current,
        uint256 done
    ) internal pure {
        unchecked {
            _advance(self, current, done, self.d + done, self.popped.fromTop(1));
        }
    }

    /// @dev Writes the operands for the rest, or goes on to the next instruction.
    function _advance(
        BulkOperands memory self,
        Step memory current,
        uint256 done,
        uint256 d,
        uint256 x
    ) private pure {
        if (done == self.n) return;
        current.push(d);
        current.push(x);
        current.push(self.n - done);
        current.nextPc = current.pc;
    }
}
