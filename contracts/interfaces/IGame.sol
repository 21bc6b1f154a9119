// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Challenge, Counters} from "../types/Challenge.sol";
import {Claim} from "../types/Claim.sol";
import {Eic} from "../types/Eic.sol";
import {Fuel} from "../types/Fuel.sol";
import {Game, Outcome, Side} from "../types/Game.sol";
import {GameId} from "../types/GameId.sol";
import {StateHash} from "../types/StateHash.sol";

/// @title The verification game (paper 4.1)
/// @notice Trust: one honest party with its clock not run out wins, whatever the other does. A move that
/// breaks a rule reverts and changes nothing; whoever does not move loses by the clock. From every
/// phase, time and one call by anyone end the game.
/// @dev Positions in a trace are absolute: the `eic` of the state meant.
interface IGame {
    /// @notice A game has begun; the accused is on the clock.
    /// @param end The challenger's end.
    /// @param startEic Of the start, proven.
    /// @param startTf Of the start, proven.
    /// @param endEic Of the challenger's end, proven.
    /// @param endTf Of the challenger's end, proven.
    event GameOpened(
        GameId indexed game,
        address indexed challenger,
        address indexed accused,
        Claim claim,
        StateHash end,
        Eic startEic,
        Fuel startTf,
        Eic endEic,
        Fuel endTf
    );

    /// @notice The accused has opened the end that it signed.
    event EndOpened(GameId indexed game, Eic eic, Fuel tf);

    /// @notice The longer side has stated its state where the shorter trace ends.
    event CommonStated(GameId indexed game, Side by, Eic eic, StateHash state);

    /// @notice The interval has shrunk to (lo, hi].
    /// @param agreed State at `lo`.
    /// @param challengerState The challenger's state at `hi`.
    /// @param accusedState The accused's state at `hi`.
    event Narrowed(
        GameId indexed game,
        Side by,
        Eic lo,
        Eic hi,
        StateHash agreed,
        StateHash challengerState,
        StateHash accusedState
    );

    /// @notice A list waits for its answer.
    event ListPosted(GameId indexed game, Side by, Eic lo, Eic hi, StateHash[] list);

    /// @notice The step in dispute reads input: the accused is on the clock.
    event InputShown(GameId indexed game);

    /// @notice The step in dispute has been executed. `post` is zero where none is possible.
    event StepProven(GameId indexed game, StateHash post);

    /// @notice Whether the state where the shorter trace ends has halted.
    event HaltingProven(GameId indexed game, bool halted);

    /// @notice A party's clock has run out.
    event TimedOut(GameId indexed game, Side late);

    event GameEnded(GameId indexed game, Outcome outcome);

    /// @notice Opens a game against a signed claim (paper 4.1, dispute initiation).
    /// @dev The caller is the challenger and must be bonded, the accused must have a deposit. Reverts on
    /// claims about a block without transactions, on equal ends, and if the challenger's own end is
    /// not later than the start.
    function open(Challenge calldata challenge) external returns (GameId);

    /// @notice The accused opens `eic` and `tf` of the end that it signed (paper 4.1; 4.4, 4.5).
    /// @dev An end that is not later than the start loses at once. Equal lengths lead to the search,
    /// different ones to `stateCommon`.
    function openEnd(GameId game, Counters calldata end) external;

    /// @notice The longer side states its state where the shorter trace ends (paper 4.1.2).
    /// @dev Another state than the shorter side's end leads to the search, the same to `proveHalting`.
    function stateCommon(GameId game, StateHash state) external;

    /// @notice Proves by pc whether the state where the shorter trace ends has halted (paper 4.1.2).
    /// @param siblings Path of leaf 1 (docs/VM.md 7.6).
    /// @dev By anyone, on the challenger's time. Convicts the longer side if it has, else the shorter.
    function proveHalting(GameId game, uint64 pc, bytes32[4] calldata siblings) external;

    /// @notice The challenger's first list (paper 4.2).
    /// @param list Its states at the ends of all pieces but the last.
    function postList(GameId game, StateHash[] calldata list) external;

    /// @notice Answers the opponent's last list (paper 4.3), and posts the next.
    /// @param list The list that is answered.
    /// @param piece The first piece, from 0, whose end the caller disputes.
    /// @param own The caller's state there; zero for the last piece, whose end differs already.
    /// @param next The caller's list for that piece; empty if it is a single step.
    function answerList(
        GameId game,
        StateHash[] calldata list,
        uint256 piece,
        StateHash own,
        StateHash[] calldata next
    ) external;

    /// @notice Proves that the step in dispute reads input, which puts the accused, who signed for that
    /// input, on the clock.
    /// @param claim The claim that the game is about.
    /// @param proof docs/VM.md 7.6.
    /// @dev By anyone, on the challenger's time.
    function showInput(GameId game, Claim calldata claim, bytes calldata proof) external;

    /// @notice Executes the step in dispute (paper 4.1.1, instruction re-execution).
    /// @param claim The claim that the game is about.
    /// @param proof docs/VM.md 7.
    /// @dev By anyone. Convicts whoever stated another state than the result, be it both.
    function proveStep(GameId game, Claim calldata claim, bytes calldata proof) external;

    /// @notice Convicts the party whose clock has run out. By anyone.
    function timeOut(GameId game) external;

    /// @notice Ends a game one of whose parties has been convicted elsewhere. By anyone.
    function close(GameId game) external;

    /// @notice What the Arbiter holds of a game.
    function gameOf(GameId game) external view returns (Game memory);

    /// @notice Pieces that an interval is cut into: k of the paper (4.1.1).
    function arity() external view returns (uint16);
}
