// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {Challenge} from "../types/Challenge.sol";
import {Claim, SignedClaim} from "../types/Claim.sol";
import {DataHash} from "../types/DataHash.sol";
import {GameId} from "../types/GameId.sol";
import {Height} from "../types/Height.sol";
import {PackageId} from "../types/PackageId.sol";
import {StateHash} from "../types/StateHash.sol";

/// @notice Nobody claims anything about a block without transactions.
error NoTransactions(DataHash dataHash);

/// @notice Both parties claim the same end.
error SameEnd(StateHash end);

/// @notice A party cannot dispute its own claim.
error OwnClaim(address node);

/// @notice The claim is signed by another account.
error WrongSigner(address expected, address actual);

/// @notice VM_0 needs no evidence; another start needs one earlier claim of each party.
error WrongEvidence(uint256 expectedClaims, uint256 givenClaims);

/// @notice The claim does not show that the start is an end of an earlier block of the package.
error NotAnEarlierEnd(Claim claim);

/// @title Claims as signed messages (EIP-712)
library Claims {
    /// @dev SHA-256 of the empty string: CometBFT's hash over no transactions.
    bytes32 private constant NO_TRANSACTIONS =
        0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;

    bytes32 private constant CLAIM_TYPE = keccak256(
        "Claim(bytes32 package,uint64 height,bytes32 dataHash,bytes32 start,bytes32 end)"
    );

    /// @dev Checks a challenge by everything that needs no state of a game, and answers the accused.
    /// @param domain EIP-712 domain separator.
    /// @param vm0 The package's first state.
    function verify(
        bytes32 domain,
        StateHash vm0,
        address challenger,
        Challenge calldata challenge
    ) external pure returns (address accused) {
        Claim memory claim = challenge.accused.claim;
        _requireTransactions(claim.dataHash);
        if (_same(claim.end, challenge.end)) revert SameEnd(claim.end);
        accused = ECDSA.recoverCalldata(digest(domain, claim), challenge.accused.signature);
        if (accused == challenger) revert OwnClaim(challenger);
        _requireStart(domain, vm0, challenger, accused, claim, challenge.agreed);
        claim.end = challenge.end;
        _requireSigner(domain, challenger, claim, challenge.signature);
    }

    /// @dev A start is VM_0, or an end that both parties have signed.
    function _requireStart(
        bytes32 domain,
        StateHash vm0,
        address challenger,
        address accused,
        Claim memory claim,
        SignedClaim[] calldata agreed
    ) private pure {
        uint256 expected = _same(claim.start, vm0) ? 0 : 2;
        if (agreed.length != expected) revert WrongEvidence(expected, agreed.length);
        if (expected == 0) return;
        _requireEarlierEnd(domain, accused, claim, agreed[0]);
        _requireEarlierEnd(domain, challenger, claim, agreed[1]);
    }

    function _requireEarlierEnd(
        bytes32 domain,
        address node,
        Claim memory claim,
        SignedClaim calldata evidence
    ) private pure {
        Claim calldata earlier = evidence.claim;
        if (
            PackageId.unwrap(earlier.package) != PackageId.unwrap(claim.package) ||
            Height.unwrap(earlier.height) >= Height.unwrap(claim.height) ||
            !_same(earlier.end, claim.start)
        ) revert NotAnEarlierEnd(earlier);
        _requireSigner(domain, node, earlier, evidence.signature);
    }

    function _requireSigner(
        bytes32 domain,
        address expected,
        Claim memory claim,
        bytes calldata signature
    ) private pure {
        address actual = ECDSA.recoverCalldata(digest(domain, claim), signature);
        if (actual != expected) revert WrongSigner(expected, actual);
    }

    /// @dev Zero is refused with it: to the stepper it means that no call may begin.
    function _requireTransactions(DataHash dataHash) private pure {
        bytes32 hash = DataHash.unwrap(dataHash);
        if (hash == NO_TRANSACTIONS || hash == 0) revert NoTransactions(dataHash);
    }

    // ---------------------------------------------------------------- hashes

    /// @dev What is signed.
    function digest(bytes32 domain, Claim memory claim) internal pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, _structHash(claim));
    }

    /// @dev Each challenger disputes a claim of an accused once.
    function gameId(
        address challenger,
        address accused,
        Claim memory claim
    ) internal pure returns (GameId) {
        return GameId.wrap(keccak256(abi.encode(challenger, accused, _structHash(claim))));
    }

    function _structHash(Claim memory claim) private pure returns (bytes32) {
        return keccak256(abi.encode(CLAIM_TYPE, claim));
    }

    function _same(StateHash a, StateHash b) private pure returns (bool) {
        return StateHash.unwrap(a) == StateHash.unwrap(b);
    }
}
