// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Account, Totals} from "../types/Account.sol";
import {Claim} from "../types/Claim.sol";
import {Fuel} from "../types/Fuel.sol";
import {GameId} from "../types/GameId.sol";
import {Package} from "../types/Package.sol";
import {PackageId} from "../types/PackageId.sol";

/// @title Packages, deposits and claims (paper 2.1)
/// @notice Trust: none but in the code. The owner sets parameters for what begins later, and can pause
/// new packages and new deposits; nothing that it does touches a deposit, a game or a withdrawal.
/// @dev Money that is burned stays in the contract for ever, counted in `totals`: no call pays it out.
interface IRegistry {
    // ---------------------------------------------------------------- packages

    event PackageRegistered(
        PackageId indexed package,
        Package content,
        uint32 codeLength,
        bytes32 codeRoot,
        bytes facts
    );

    /// @notice Registers a program, so that claims can be made about it (paper 4.1).
    /// @param codeLength Number of instructions.
    /// @param codeRoot Root of the tree over the instructions (docs/VM.md 2.4).
    /// @param facts The 148 bytes of facts.
    /// @param allowance Fuel that each call may spend; 0 counts as 1.
    /// @dev Reverts unless the program is well-formed, if it is registered already, and while paused.
    /// Its steps are executed for ever by the stepper that is current now. That the program is what
    /// some Wasm lowers to is not checked: who runs it recomputes that.
    function registerPackage(
        uint32 codeLength,
        bytes32 codeRoot,
        bytes calldata facts,
        Fuel allowance
    ) external returns (PackageId);

    /// @notice A registered package.
    /// @dev Reverts if there is none.
    function packageOf(PackageId package) external view returns (Package memory);

    // ---------------------------------------------------------------- deposits

    event Deposited(address indexed node, uint256 amount, uint256 deposit);
    event WithdrawalRequested(address indexed node, uint256 releaseTime);
    event WithdrawalCancelled(address indexed node);
    event Withdrawn(address indexed node, address indexed to, uint256 amount);
    event Collected(address indexed winner, address indexed to, uint256 amount);

    /// @notice A verdict has taken the deposit of `node`.
    /// @param reward Owed to `winner`; 0 if nobody won.
    /// @param burned The rest.
    event Convicted(
        address indexed node,
        GameId indexed game,
        address indexed winner,
        uint256 reward,
        uint256 burned
    );

    /// @notice Adds to the caller's deposit.
    /// @dev Reverts below the least deposit, for a convicted or a leaving node, and while paused.
    function deposit() external payable;

    /// @notice Begins the cooling-off after which the caller may withdraw.
    /// @dev From now on nobody should accept a claim from the node (`isBonded`); those that it has signed
    /// can be disputed until it has withdrawn.
    function requestWithdrawal() external;

    /// @notice Takes the request back: the caller stays.
    function cancelWithdrawal() external;

    /// @notice Pays the caller's whole deposit to `to`.
    /// @dev Reverts before the cooling-off has elapsed, and while a game is open.
    function withdraw(address payable to) external;

    /// @notice Pays the caller's rewards to `to`.
    function collect(address payable to) external;

    /// @notice Whether a claim by `node` is worth anything: it has the least deposit, is not leaving and has
    /// never been convicted.
    function isBonded(address node) external view returns (bool);

    /// @notice A node's stake.
    function accountOf(address node) external view returns (Account memory);

    /// @notice Wei that `winner` may collect.
    function owedTo(address winner) external view returns (uint256);

    /// @notice Where the money belongs.
    function totals() external view returns (Totals memory);

    // ---------------------------------------------------------------- claims

    /// @notice What a node signs to stand for `claim` (EIP-712).
    /// @dev Only signatures by a key count, never those by a contract: it could disown them later.
    function claimDigest(Claim calldata claim) external view returns (bytes32);

    /// @notice The game of `challenger` against the claim of `accused`; each is played once.
    function gameIdOf(
        address challenger,
        address accused,
        Claim calldata claim
    ) external pure returns (GameId);
}
