// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGame} from "../interfaces/IGame.sol";
import {CallInput} from "../interfaces/IStepper.sol";
import {Challenge, Counters} from "../types/Challenge.sol";
import {Claim} from "../types/Claim.sol";
import {DataHash} from "../types/DataHash.sol";
import {Eic} from "../types/Eic.sol";
import {Clock, Game, Outcome, Phase, Side} from "../types/Game.sol";
import {GameId} from "../types/GameId.sol";
import {Package} from "../types/Package.sol";
import {Parameters} from "../types/Parameters.sol";
import {StateHash} from "../types/StateHash.sol";
import {Clocks} from "./Clocks.sol";
import {HALTED, Openings} from "./Openings.sol";
import {NoSuchPiece, NotTheLastList, Search, WrongListLength} from "./Search.sol";
import {Verdict} from "./Verdict.sol";

/// @notice The game waits for something else.
error WrongPhase(Phase actual, Phase expected);

/// @notice There is no such game, or it has ended.
error NotLive(Phase actual);

/// @notice It is the turn of another account.
error NotOnTurn(address onTurn);

/// @notice The challenger has opened this game before.
error GameExists(GameId game);

/// @notice The challenger's own end is not later than the start.
error EmptyTrace(Eic start, Eic end);

/// @notice The state given is the one that the list has: it disputes nothing.
error NothingDisputed(uint256 piece);

/// @notice The end of the last piece is in dispute already: no state is to be given for it.
error UnexpectedState(StateHash state);

/// @notice The accused is on the clock already.
error InputAlreadyShown();

/// @notice The step in dispute reads no input.
error StepReadsNoInput();

/// @title The moves of a game (paper 4.1)
/// @dev Each move answers the outcome, `None` while the game goes on; what an outcome does to money and
/// accounts is the caller's. The caller also sees to it that `claim` and `package` are the game's.
///
/// ```
/// open -> Opening -> openEnd ----- end <= start ---------------------------> accused loses
///                      |---------- lengths differ -> Common -> stateCommon
///                      |                                |------ same ------> Halting -> verdict
///                      |---------- same length ---|     |
///                                                 v     v different
///                                    n > 1: Listing -> Searching -> n = 1: Stepping -> verdict
/// any of them, with the clock run out: who is on the clock loses
/// ```
library Dispute {
    using Clocks for Clock;

    // ---------------------------------------------------------------- opening

    /// @dev Signatures, deposits and the start have been checked.
    function open(
        Game storage game,
        GameId id,
        address accused,
        Challenge calldata challenge,
        Parameters storage parameters
    ) external {
        if (game.phase != Phase.None) revert GameExists(id);
        Claim calldata claim = challenge.accused.claim;
        Counters calldata start = challenge.startCounters;
        Counters calldata end = challenge.endCounters;
        Openings.requireCounters(start, claim.start);
        Openings.requireCounters(end, challenge.end);
        if (!_later(end.eic, start.eic)) revert EmptyTrace(start.eic, end.eic);

        game.challenger = msg.sender;
        game.accused = accused;
        game.phase = Phase.Opening;
        game.rewardShare = parameters.rewardShare;
        game.start = start.eic;
        game.lo = start.eic;
        game.hi = end.eic;
        game.agreedHash = claim.start;
        game.challengerHash = challenge.end;
        game.accusedHash = claim.end;
        game.clock.start(Side.Accused, parameters.clockAllowance);
        emit IGame.GameOpened(
            id,
            msg.sender,
            accused,
            claim,
            challenge.end,
            start.eic,
            start.tf,
            end.eic,
            end.tf
        );
    }

    /// @dev Equations 4.4 and 4.5, with the start taken off both sides.
    function openEnd(
        Game storage game,
        GameId id,
        Counters calldata end
    ) external returns (Outcome) {
        _begin(game, Phase.Opening);
        Openings.requireCounters(end, game.accusedHash);
        emit IGame.EndOpened(id, end.eic, end.tf);

        if (!_later(end.eic, game.start)) return Verdict.against(Side.Accused);
        if (_later(end.eic, game.hi)) {
            _compareLengths(game, Side.Accused);
        } else if (_later(game.hi, end.eic)) {
            game.hi = end.eic;
            _compareLengths(game, Side.Challenger);
        } else {
            _search(game, id, Side.Accused);
        }
        return Outcome.None;
    }

    function _compareLengths(Game storage game, Side longer) private {
        game.longer = longer;
        game.phase = Phase.Common;
        game.clock.pass(longer);
    }

    // ---------------------------------------------------------------- lengths (4.1.2)

    function stateCommon(Game storage game, GameId id, StateHash state) external {
        Side mover = _begin(game, Phase.Common);
        bool same = _same(state, _hashOf(game, _other(mover)));
        _setHash(game, mover, state);
        emit IGame.CommonStated(id, mover, game.hi, state);
        if (same) {
            game.phase = Phase.Halting;
            game.clock.pass(Side.Challenger);
        } else {
            _search(game, id, mover);
        }
    }

    function proveHalting(
        Game storage game,
        GameId id,
        uint64 pc,
        bytes32[4] calldata siblings
    ) external returns (Outcome) {
        _requirePhase(game, Phase.Halting);
        game.clock.requireInTime();
        Openings.requirePc(pc, siblings, game.challengerHash);
        emit IGame.HaltingProven(id, pc == HALTED);
        return Verdict.ofLength(pc == HALTED, game.longer);
    }

    // ---------------------------------------------------------------- search (4.1.1)

    /// @dev The interval is known: begins the search, or goes straight to the step.
    function _search(Game storage game, GameId id, Side by) private {
        game.phase = Search.isStep(game.lo, game.hi) ? Phase.Stepping : Phase.Listing;
        game.clock.pass(Side.Challenger);
        _emitNarrowed(game, id, by);
    }

    function postList(
        Game storage game,
        GameId id,
        uint256 arity,
        StateHash[] calldata list
    ) external {
        Side mover = _begin(game, Phase.Listing);
        _post(game, id, mover, arity, list);
    }

    function answerList(
        Game storage game,
        GameId id,
        uint256 arity,
        StateHash[] calldata list,
        uint256 piece,
        StateHash own,
        StateHash[] calldata next
    ) external {
        Side mover = _begin(game, Phase.Searching);
        bytes32 given = Search.listHash(list);
        if (given != game.listHash) revert NotTheLastList(game.listHash, given);

        _narrow(game, mover, arity, list, piece, own);
        _emitNarrowed(game, id, mover);
        if (Search.isStep(game.lo, game.hi)) {
            if (next.length != 0) revert WrongListLength(0, next.length);
            game.phase = Phase.Stepping;
            delete game.listHash;
            game.clock.pass(Side.Challenger);
        } else {
            _post(game, id, mover, arity, next);
        }
    }

    /// @dev Equation 4.3: what lies before `piece` is agreed on with it; its end is not.
    function _narrow(
        Game storage game,
        Side mover,
        uint256 arity,
        StateHash[] calldata list,
        uint256 piece,
        StateHash own
    ) private {
        (Eic lo, Eic hi) = (game.lo, game.hi);
        uint256 m = Search.pieces(lo, hi, arity);
        if (piece >= m) revert NoSuchPiece(m, piece);
        if (piece != 0) {
            game.lo = Search.boundary(lo, hi, m, piece);
            game.agreedHash = list[piece - 1];
        }
        if (piece == m - 1) {
            if (StateHash.unwrap(own) != 0) revert UnexpectedState(own);
        } else {
            if (_same(own, list[piece])) revert NothingDisputed(piece);
            game.hi = Search.boundary(lo, hi, m, piece + 1);
            _setHash(game, mover, own);
            _setHash(game, _other(mover), list[piece]);
        }
    }

    function _post(
        Game storage game,
        GameId id,
        Side mover,
        uint256 arity,
        StateHash[] calldata list
    ) private {
        (Eic lo, Eic hi) = (game.lo, game.hi);
        uint256 expected = Search.pieces(lo, hi, arity) - 1;
        if (list.length != expected) revert WrongListLength(expected, list.length);
        game.listHash = Search.listHash(list);
        game.phase = Phase.Searching;
        game.clock.pass(_other(mover));
        emit IGame.ListPosted(id, mover, lo, hi, list);
    }

    // ---------------------------------------------------------------- step (4.1.1)

    function showInput(
        Game storage game,
        GameId id,
        Package storage package,
        bytes calldata proof
    ) external {
        _requirePhase(game, Phase.Stepping);
        if (game.clock.turn == Side.Accused) revert InputAlreadyShown();
        game.clock.pass(Side.Accused);
        if (!package.stepper.readsInput(package.program, game.agreedHash, proof)) {
            revert StepReadsNoInput();
        }
        emit IGame.InputShown(id);
    }

    function proveStep(
        Game storage game,
        GameId id,
        Claim calldata claim,
        Package storage package,
        bytes calldata proof
    ) external returns (Outcome) {
        _requirePhase(game, Phase.Stepping);
        game.clock.requireInTime();
        // The block's call is entered by its first step, and by no other.
        bool first = !_later(game.lo, game.start);
        CallInput memory input = CallInput({
            height: claim.height,
            dataHash: first ? claim.dataHash : DataHash.wrap(0),
            allowance: package.allowance
        });
        StateHash post = package.stepper.step(package.program, game.agreedHash, input, proof);
        emit IGame.StepProven(id, post);
        return Verdict.ofStep(post, game.challengerHash, game.accusedHash);
    }

    // ---------------------------------------------------------------- ending

    function timeOut(Game storage game, GameId id) external returns (Outcome) {
        _requireLive(game);
        Side late = game.clock.late();
        emit IGame.TimedOut(id, late);
        return Verdict.against(late);
    }

    function close(Game storage game) external view returns (Outcome) {
        _requireLive(game);
        return Outcome.Moot;
    }

    /// @dev What is left of a game that has ended: parties, phase and outcome.
    function conclude(Game storage game, GameId id, Outcome outcome) external {
        game.phase = Phase.Ended;
        game.outcome = outcome;
        delete game.clock;
        delete game.longer;
        delete game.rewardShare;
        game.start = Eic.wrap(0);
        game.lo = Eic.wrap(0);
        game.hi = Eic.wrap(0);
        game.agreedHash = StateHash.wrap(0);
        game.challengerHash = StateHash.wrap(0);
        game.accusedHash = StateHash.wrap(0);
        delete game.listHash;
        emit IGame.GameEnded(id, outcome);
    }

    // ---------------------------------------------------------------- guards and fields

    /// @dev The phase allows the move, and its sender is on the clock and in time; answers as which side.
    function _begin(Game storage game, Phase expected) private view returns (Side turn) {
        _requirePhase(game, expected);
        turn = game.clock.turn;
        address onTurn = turn == Side.Challenger ? game.challenger : game.accused;
        if (msg.sender != onTurn) revert NotOnTurn(onTurn);
        game.clock.requireInTime();
    }

    function _requirePhase(Game storage game, Phase expected) private view {
        if (game.phase != expected) revert WrongPhase(game.phase, expected);
    }

    function _requireLive(Game storage game) private view {
        if (game.phase == Phase.None || game.phase == Phase.Ended) revert NotLive(game.phase);
    }

    function _emitNarrowed(Game storage game, GameId id, Side by) private {
        emit IGame.Narrowed(
            id,
            by,
            game.lo,
            game.hi,
            game.agreedHash,
            game.challengerHash,
            game.accusedHash
        );
    }

    function _hashOf(Game storage game, Side side) private view returns (StateHash) {
        return side == Side.Challenger ? game.challengerHash : game.accusedHash;
    }

    function _setHash(Game storage game, Side side, StateHash state) private {
        if (side == Side.Challenger) game.challengerHash = state;
        else game.accusedHash = state;
    }

    function _other(Side side) private pure returns (Side) {
        return side == Side.Challenger ? Side.Accused : Side.Challenger;
    }

    function _same(StateHash a, StateHash b) private pure returns (bool) {
        return StateHash.unwrap(a) == StateHash.unwrap(b);
    }

    function _later(Eic a, Eic b) private pure returns (bool) {
        return Eic.unwrap(a) > Eic.unwrap(b);
    }
}
