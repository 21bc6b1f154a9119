// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {STATUS_INVALID_PROGRAM} from "./generated/Tables.sol";
import {Popped} from "./Operands.sol";
import {OPEN_DROPPED, RightHalf, RightHalves} from "./RightHalf.sol";
import {Step} from "./Step.sol";

/// @dev `data.drop` and `elem.drop` (docs/VM.md 6.5), which are alike.
function dropSegment(Step memory current) pure {
    Popped memory none;
    current.readChain(none);
    current.readFactsHash();
    current.readFramesAndLocals();
    RightHalf memory right = RightHalves.read(current, OPEN_DROPPED);
    uint256 flag = current.instruction.a();
    if (current.check(flag >= right.dropped.count, STATUS_INVALID_PROGRAM)) {
        right.dropped.write(current.cursor, flag, 1);
    }
    right.close(current);
}
