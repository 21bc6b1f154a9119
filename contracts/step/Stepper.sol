// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CallInput, IStepper} from "../interfaces/IStepper.sol";
import {ProofTooShort} from "../merkle/ProofCursor.sol";
import {ProgramHash} from "../types/ProgramHash.sol";
import {StateHash} from "../types/StateHash.sol";
import {Enter} from "./Enter.sol";
import {StepFamily} from "./families/StepFamily.sol";
import {
    FAMILY_BULK,
    FAMILY_CALL,
    FAMILY_CONTROL,
    FAMILY_HOST,
    FAMILY_MEMORY,
    FAMILY_TABLE,
    FAMILY_VARIABLE,
    STATUS_RUNNING,
    VM_VERSION
} from "./generated/Tables.sol";
import {Genesis} from "./Genesis.sol";
import {InputReading} from "./InputReading.sol";
import {familyOf} from "./Instruction.sol";
import {Facts, ProgramFacts, programHash} from "./ProgramFacts.sol";

/// @dev The contracts that execute instructions, by family.
/// @param numeric Instructions that touch operands alone.
/// @param variable Locals and globals.
/// @param control Jumps, branches, and what is undefined.
/// @param call Calls and returns.
/// @param loads Loads and stores.
/// @param bulk Bulk memory.
/// @param table Tables.
/// @param host Host functions.
struct StepFamilies {
    StepFamily numeric;
    StepFamily variable;
    StepFamily control;
    StepFamily call;
    StepFamily loads;
    StepFamily bulk;
    StepFamily table;
    StepFamily host;
}

/// @title The machine of docs/VM.md, one step at a time
/// @dev The opcode decides which family executes a step. It stands at a fixed place in the proof and is not
/// verified here: the family verifies the whole proof and executes no opcode but its own.
contract Stepper is IStepper {
    /// @dev Where pc, the number of instructions, and the opcode stand in the proof of a running state
    /// (docs/VM.md 7.1): status 1, pc 8, eic 8, tf 8, limit 8, codeLength 4 bytes.
    uint256 private constant PC_AT = 1;
    uint256 private constant CODE_LENGTH_AT = 33;
    uint256 private constant OPCODE_AT = 37;

    StepFamily private immutable NUMERIC;
    StepFamily private immutable VARIABLE;
    StepFamily private immutable CONTROL;
    StepFamily private immutable CALL;
    StepFamily private immutable LOADS;
    StepFamily private immutable BULK;
    StepFamily private immutable TABLE;
    StepFamily private immutable HOST;

    constructor(StepFamilies memory families) {
        NUMERIC = families.numeric;
        VARIABLE = families.variable;
        CONTROL = families.control;
        CALL = families.call;
        LOADS = families.loads;
        BULK = families.bulk;
        TABLE = families.table;
        HOST = families.host;
    }

    /// @inheritdoc IStepper
    function vmVersion() external pure returns (uint32) {
        return uint32(VM_VERSION);
    }

    /// @inheritdoc IStepper
    function genesis(
        uint32 codeLength,
        bytes32 codeRoot,
        bytes calldata facts
    ) external pure returns (ProgramHash program, StateHash vm0) {
        ProgramFacts checkedFacts = Facts.from(facts);
        checkedFacts.checkWellFormed(codeLength);
        program = programHash(codeLength, codeRoot, checkedFacts.hash());
        vm0 = StateHash.wrap(Genesis.stateHash(checkedFacts));
    }

    /// @inheritdoc IStepper
    function step(
        ProgramHash program,
        StateHash pre,
        CallInput calldata input,
        bytes calldata proof
    ) external view returns (StateHash post) {
        if (proof.length <= OPCODE_AT) revert ProofTooShort(OPCODE_AT + 1 - proof.length);
        if (uint8(proof[0]) != STATUS_RUNNING) return Enter.execute(program, pre, input, proof);
        uint256 pc = uint64(bytes8(proof[PC_AT:]));
        uint256 codeLength = uint32(bytes4(proof[CODE_LENGTH_AT:]));
        uint256 family = pc < codeLength ? familyOf(uint8(proof[OPCODE_AT])) : FAMILY_CONTROL;
        return _contractOf(family).step(program, pre, proof);
    }

    /// @inheritdoc IStepper
    function readsInput(
        ProgramHash program,
        StateHash pre,
        bytes calldata proof
    ) external pure returns (bool) {
        return InputReading.check(program, pre, proof);
    }

    function _contractOf(uint256 family) private view returns (StepFamily) {
        if (family == FAMILY_CONTROL) return CONTROL;
        if (family == FAMILY_CALL) return CALL;
        if (family == FAMILY_VARIABLE) return VARIABLE;
        if (family == FAMILY_MEMORY) return LOADS;
        if (family == FAMILY_BULK) return BULK;
        if (family == FAMILY_TABLE) return TABLE;
        if (family == FAMILY_HOST) return HOST;
        return NUMERIC;
    }
}
