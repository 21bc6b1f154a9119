// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Cursor} from "../merkle/ProofCursor.sol";
import {StateTree} from "./StateTree.sol";

/// @dev The frames leaf, opened (docs/VM.md 3.1).
/// @param depth Open frames.
/// @param slots Slots in use.
/// @param chain Chain of frames.
struct Frames {
    uint256 depth;
    uint256 slots;
    bytes32 chain;
}

/// @dev A frame, which remembers its caller.
/// @param returnPc Where the caller goes on; NO_PC in the outermost frame.
/// @param slotsBefore Slots in use before the call.
/// @param locals The caller's locals leaf.
/// @param operands The caller's operands leaf, arguments already popped.
struct Frame {
    uint256 returnPc;
    uint256 slotsBefore;
    bytes32 locals;
    bytes32 operands;
}

using FrameChain for Frames global;

/// @title Chains of frames
library FrameChain {
    /// @dev Reads depth and slots; the chain comes after, or with the frame on top.
    function readCounts(Cursor memory cursor) internal pure returns (Frames memory self) {
        self.depth = cursor.u32();
        self.slots = cursor.u32();
    }

    /// @dev The frames leaf.
    function leaf(Frames memory self) internal pure returns (bytes32) {
        return StateTree.frames(self.depth, self.slots, self.chain);
    }

    /// @dev The chain with `frame` on top of `below`.
    function push(bytes32 below, Frame memory frame) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    below,
                    (frame.returnPc << 32) | frame.slotsBefore,
                    frame.locals,
                    frame.operands
                )
            );
    }
}
