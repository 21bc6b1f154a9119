// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IRegistry} from "../interfaces/IRegistry.sol";
import {Account, Totals} from "../types/Account.sol";
import {GameId} from "../types/GameId.sol";

/// @dev All money of the Arbiter.
/// @param accounts Stake of each node.
/// @param owed Wei that each winner may collect.
/// @param totals Sums over both, and what is burned.
struct Ledger {
    mapping(address node => Account) accounts;
    mapping(address winner => uint256) owed;
    Totals totals;
}

/// @notice The deposit is, or would be, below the least.
error DepositTooSmall(uint256 deposit, uint256 least);

/// @notice A verdict has gone against the node.
error NodeConvicted(address node);

/// @notice The node has no deposit that could be lost.
error NotBonded(address node);

/// @notice The node has asked for its withdrawal.
error NodeLeaving(address node);

/// @notice The node has not asked for its withdrawal.
error NodeNotLeaving(address node);

/// @notice The cooling-off lasts until then.
error CoolingOff(uint256 releaseTime);

/// @notice The node is a party of games that have not ended.
error GamesOpen(uint256 games);

/// @notice Nothing is owed to the account.
error NothingOwed(address winner);

/// @title The ledger: deposits, rewards and what is burned
/// @dev After every call, deposits + owed + burned = what came in - what was paid out.
library Deposits {
    using SafeCast for uint256;

    uint256 private constant BASIS_POINTS = 10_000;

    /// @dev Books the value of the call.
    function add(Ledger storage self, address node, uint256 amount, uint256 least) internal {
        Account storage account = self.accounts[node];
        if (account.convicted) revert NodeConvicted(node);
        if (account.releaseTime != 0) revert NodeLeaving(node);
        uint256 deposit = account.deposit + amount;
        if (deposit < least) revert DepositTooSmall(deposit, least);
        account.deposit = deposit.toUint128();
        self.totals.deposits += amount;
        emit IRegistry.Deposited(node, amount, deposit);
    }

    // ---------------------------------------------------------------- leaving

    function requestWithdrawal(Ledger storage self, address node, uint256 coolingOff) internal {
        Account storage account = self.accounts[node];
        if (account.deposit == 0) revert NotBonded(node);
        if (account.releaseTime != 0) revert NodeLeaving(node);
        uint256 releaseTime = block.timestamp + coolingOff;
        account.releaseTime = releaseTime.toUint64();
        emit IRegistry.WithdrawalRequested(node, releaseTime);
    }

    function cancelWithdrawal(Ledger storage self, address node) internal {
        Account storage account = self.accounts[node];
        if (account.releaseTime == 0) revert NodeNotLeaving(node);
        account.releaseTime = 0;
        emit IRegistry.WithdrawalCancelled(node);
    }

    /// @dev Takes the whole deposit off the books; the caller pays it.
    function release(
        Ledger storage self,
        address node,
        address to
    ) internal returns (uint256 amount) {
        Account storage account = self.accounts[node];
        _requireReleasable(account, node);
        amount = account.deposit;
        account.deposit = 0;
        account.releaseTime = 0;
        self.totals.deposits -= amount;
        emit IRegistry.Withdrawn(node, to, amount);
    }

    /// @dev Every condition for a deposit to leave, in one place: the node asked in time for others to
    /// dispute what it had signed, and no such dispute is open. A claim that is signed as a message
    /// settles by that time alone.
    function _requireReleasable(Account storage account, address node) private view {
        if (account.releaseTime == 0) revert NodeNotLeaving(node);
        if (block.timestamp < account.releaseTime) revert CoolingOff(account.releaseTime);
        if (account.openGames != 0) revert GamesOpen(account.openGames);
    }

    /// @dev Takes what is owed off the books; the caller pays it.
    function collect(
        Ledger storage self,
        address winner,
        address to
    ) internal returns (uint256 amount) {
        amount = self.owed[winner];
        if (amount == 0) revert NothingOwed(winner);
        self.owed[winner] = 0;
        self.totals.owed -= amount;
        emit IRegistry.Collected(winner, to, amount);
    }

    // ---------------------------------------------------------------- games

    /// @dev Holds the deposit of a party of a new game, which must be `least` at the least.
    function hold(Ledger storage self, address node, uint256 least) internal {
        Account storage account = self.accounts[node];
        if (account.convicted) revert NodeConvicted(node);
        if (account.deposit == 0) revert NotBonded(node);
        if (account.deposit < least) revert DepositTooSmall(account.deposit, least);
        account.openGames += 1;
    }

    /// @dev The node's game has ended.
    function letGo(Ledger storage self, address node) internal {
        self.accounts[node].openGames -= 1;
    }

    /// @dev The node's first conviction: its deposit is lost, a part of it is the winner's.
    /// @param winner Zero if nobody won.
    /// @param share The winner's, in basis points; rounded down.
    function convict(
        Ledger storage self,
        address node,
        GameId game,
        address winner,
        uint256 share
    ) internal {
        Account storage account = self.accounts[node];
        uint256 deposit = account.deposit;
        account.deposit = 0;
        account.releaseTime = 0;
        account.convicted = true;
        uint256 reward = winner == address(0) ? 0 : (deposit * share) / BASIS_POINTS;
        self.owed[winner] += reward;
        self.totals.deposits -= deposit;
        self.totals.owed += reward;
        self.totals.burned += deposit - reward;
        emit IRegistry.Convicted(node, game, winner, reward, deposit - reward);
    }

    // ---------------------------------------------------------------- reading

    function isConvicted(Ledger storage self, address node) internal view returns (bool) {
        return self.accounts[node].convicted;
    }

    function isBonded(
        Ledger storage self,
        address node,
        uint256 least
    ) internal view returns (bool) {
        Account storage account = self.accounts[node];
        return account.deposit >= least && account.releaseTime == 0 && !account.convicted;
    }
}
