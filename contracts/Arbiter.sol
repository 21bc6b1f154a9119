// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {Dispute} from "./game/Dispute.sol";
import {IArbiter} from "./interfaces/IArbiter.sol";
import {IGame} from "./interfaces/IGame.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";
import {IStepper} from "./interfaces/IStepper.sol";
import {Bounds} from "./registry/Bounds.sol";
import {Claims} from "./registry/Claims.sol";
import {Deposits, Ledger} from "./registry/Deposits.sol";
import {Packages} from "./registry/Packages.sol";
import {Account, Totals} from "./types/Account.sol";
import {Challenge, Counters} from "./types/Challenge.sol";
import {Claim} from "./types/Claim.sol";
import {Fuel} from "./types/Fuel.sol";
import {Game, Outcome} from "./types/Game.sol";
import {GameId} from "./types/GameId.sol";
import {Package} from "./types/Package.sol";
import {PackageId} from "./types/PackageId.sol";
import {Parameters} from "./types/Parameters.sol";
import {StateHash} from "./types/StateHash.sol";

/// @notice The claim is not the one that the game is about.
error NotTheClaim(GameId game, GameId ofClaim);

/// @notice No party of the game has been convicted.
error NotMoot(GameId game);

/// @title The Arbiter
/// @dev Holds all storage and money, and joins the rules, which stand in the libraries: `registry/` knows no
/// games, `game/` no money.
contract Arbiter is IArbiter, Ownable2Step, Pausable, EIP712 {
    using Packages for mapping(PackageId id => Package);
    using Deposits for Ledger;
    using Dispute for Game;

    uint16 private immutable ARITY;

    IStepper private _stepper;
    Parameters private _parameters;
    Ledger private _ledger;
    mapping(PackageId id => Package) private _packages;
    mapping(GameId id => Game) private _games;

    /// @param arity_ k of the paper (4.1.1), fixed for ever.
    constructor(
        address owner,
        IStepper stepper_,
        uint16 arity_,
        Parameters memory parameters_
    ) Ownable(owner) EIP712("Fluence Arbiter", "1") {
        Bounds.checkArity(arity_);
        ARITY = arity_;
        _setStepper(stepper_);
        _setParameters(parameters_);
    }

    // ---------------------------------------------------------------- packages and claims

    /// @inheritdoc IRegistry
    function registerPackage(
        uint32 codeLength,
        bytes32 codeRoot,
        bytes calldata facts,
        Fuel allowance
    ) external whenNotPaused returns (PackageId) {
        return _packages.register(_stepper, codeLength, codeRoot, facts, allowance);
    }

    /// @inheritdoc IRegistry
    function packageOf(PackageId package) external view returns (Package memory) {
        return _packages.get(package);
    }

    /// @inheritdoc IRegistry
    function claimDigest(Claim calldata claim) external view returns (bytes32) {
        return Claims.digest(_domainSeparatorV4(), claim);
    }

    // ---------------------------------------------------------------- deposits

    /// @inheritdoc IRegistry
    function deposit() external payable whenNotPaused {
        _ledger.add(msg.sender, msg.value, _parameters.minDeposit);
    }

    /// @inheritdoc IRegistry
    function requestWithdrawal() external {
        _ledger.requestWithdrawal(msg.sender, _parameters.coolingOff);
    }

    /// @inheritdoc IRegistry
    function cancelWithdrawal() external {
        _ledger.cancelWithdrawal(msg.sender);
    }

    /// @inheritdoc IRegistry
    function withdraw(address payable to) external {
        Address.sendValue(to, _ledger.release(msg.sender, to));
    }

    /// @inheritdoc IRegistry
    function collect(address payable to) external {
        Address.sendValue(to, _ledger.collect(msg.sender, to));
    }

    /// @inheritdoc IRegistry
    function isBonded(address node) external view returns (bool) {
        return _ledger.isBonded(node, _parameters.minDeposit);
    }

    /// @inheritdoc IRegistry
    function accountOf(address node) external view returns (Account memory) {
        return _ledger.accounts[node];
    }

    /// @inheritdoc IRegistry
    function owedTo(address winner) external view returns (uint256) {
        return _ledger.owed[winner];
    }

    /// @inheritdoc IRegistry
    function totals() external view returns (Totals memory) {
        return _ledger.totals;
    }

    // ---------------------------------------------------------------- the game

    /// @inheritdoc IGame
    function open(Challenge calldata challenge) external returns (GameId id) {
        Claim calldata claim = challenge.accused.claim;
        address accused = Claims.verify(
            _domainSeparatorV4(),
            _packages.get(claim.package).vm0,
            msg.sender,
            challenge
        );
        _ledger.hold(msg.sender, _parameters.minDeposit);
        _ledger.hold(accused, 0);
        id = Claims.gameId(msg.sender, accused, claim);
        _games[id].open(id, accused, challenge, _parameters);
    }

    /// @inheritdoc IGame
    function openEnd(GameId game, Counters calldata end) external {
        _settle(game, _games[game].openEnd(game, end));
    }

    /// @inheritdoc IGame
    function stateCommon(GameId game, StateHash state) external {
        _games[game].stateCommon(game, state);
    }

    /// @inheritdoc IGame
    function proveHalting(GameId game, uint64 pc, bytes32[4] calldata siblings) external {
        _settle(game, _games[game].proveHalting(game, pc, siblings));
    }

    /// @inheritdoc IGame
    function postList(GameId game, StateHash[] calldata list) external {
        _games[game].postList(game, ARITY, list);
    }

    /// @inheritdoc IGame
    function answerList(
        GameId game,
        StateHash[] calldata list,
        uint256 piece,
        StateHash own,
        StateHash[] calldata next
    ) external {
        _games[game].answerList(game, ARITY, list, piece, own, next);
    }

    /// @inheritdoc IGame
    function showInput(GameId game, Claim calldata claim, bytes calldata proof) external {
        _games[game].showInput(game, _packageOf(game, claim), proof);
    }

    /// @inheritdoc IGame
    function proveStep(GameId game, Claim calldata claim, bytes calldata proof) external {
        _settle(game, _games[game].proveStep(game, claim, _packageOf(game, claim), proof));
    }

    /// @inheritdoc IGame
    function timeOut(GameId game) external {
        _settle(game, _games[game].timeOut(game));
    }

    /// @inheritdoc IGame
    function close(GameId game) external {
        Outcome outcome = _games[game].close();
        if (!_isMoot(_games[game])) revert NotMoot(game);
        _settle(game, outcome);
    }

    /// @inheritdoc IGame
    function gameOf(GameId game) external view returns (Game memory) {
        return _games[game];
    }

    /// @inheritdoc IRegistry
    function gameIdOf(
        address challenger,
        address accused,
        Claim calldata claim
    ) external pure returns (GameId) {
        return Claims.gameId(challenger, accused, claim);
    }

    /// @inheritdoc IGame
    function arity() external view returns (uint16) {
        return ARITY;
    }

    // ---------------------------------------------------------------- owner

    /// @inheritdoc IArbiter
    function setParameters(Parameters calldata parameters_) external onlyOwner {
        _setParameters(parameters_);
    }

    /// @inheritdoc IArbiter
    function setStepper(IStepper stepper_) external onlyOwner {
        _setStepper(stepper_);
    }

    /// @inheritdoc IArbiter
    function pause() external onlyOwner {
        _pause();
    }

    /// @inheritdoc IArbiter
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @inheritdoc IArbiter
    function parameters() external view returns (Parameters memory) {
        return _parameters;
    }

    /// @inheritdoc IArbiter
    function stepper() external view returns (IStepper) {
        return _stepper;
    }

    function _setParameters(Parameters memory parameters_) private {
        Bounds.check(parameters_);
        _parameters = parameters_;
        emit ParametersSet(parameters_);
    }

    function _setStepper(IStepper stepper_) private {
        Bounds.check(stepper_);
        _stepper = stepper_;
        emit StepperSet(stepper_);
    }

    // ---------------------------------------------------------------- settling

    /// @dev Ends a game that has an outcome. A verdict convicts its loser and nothing more. Where a party
    /// has been convicted elsewhere the game is moot: neither has to go on playing to be safe.
    function _settle(GameId id, Outcome outcome) private {
        if (outcome == Outcome.None) return;
        Game storage game = _games[id];
        if (_isMoot(game)) outcome = Outcome.Moot;
        (address challenger, address accused) = (game.challenger, game.accused);
        uint256 share = game.rewardShare;
        game.conclude(id, outcome);
        _ledger.letGo(challenger);
        _ledger.letGo(accused);
        if (outcome == Outcome.ChallengerLost) {
            _ledger.convict(challenger, id, accused, share);
        } else if (outcome == Outcome.AccusedLost) {
            _ledger.convict(accused, id, challenger, share);
        } else if (outcome == Outcome.BothLost) {
            _ledger.convict(challenger, id, address(0), share);
            _ledger.convict(accused, id, address(0), share);
        }
    }

    function _isMoot(Game storage game) private view returns (bool) {
        return _ledger.isConvicted(game.challenger) || _ledger.isConvicted(game.accused);
    }

    /// @dev The package of a game whose claim is `claim`. The claim is not stored: the game's id commits to it.
    function _packageOf(GameId id, Claim calldata claim) private view returns (Package storage) {
        Game storage game = _games[id];
        GameId ofClaim = Claims.gameId(game.challenger, game.accused, claim);
        if (GameId.unwrap(ofClaim) != GameId.unwrap(id)) revert NotTheClaim(id, ofClaim);
        return _packages.get(claim.package);
    }
}
