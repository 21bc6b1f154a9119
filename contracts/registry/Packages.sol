// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegistry} from "../interfaces/IRegistry.sol";
import {IStepper} from "../interfaces/IStepper.sol";
import {Fuel} from "../types/Fuel.sol";
import {Package} from "../types/Package.sol";
import {PackageId} from "../types/PackageId.sol";
import {ProgramHash} from "../types/ProgramHash.sol";
import {StateHash} from "../types/StateHash.sol";

/// @notice The package is registered already.
error PackageExists(PackageId package);

/// @notice No package has this id.
error UnknownPackage(PackageId package);

/// @title Registered packages (paper 4.1)
library Packages {
    /// @dev The stepper checks that the program is well-formed, and computes its VM_0.
    function register(
        mapping(PackageId id => Package) storage self,
        IStepper stepper,
        uint32 codeLength,
        bytes32 codeRoot,
        bytes calldata facts,
        Fuel allowance
    ) external returns (PackageId id) {
        (ProgramHash program, StateHash vm0) = stepper.genesis(codeLength, codeRoot, facts);
        id = PackageId.wrap(keccak256(abi.encode(program, allowance, stepper)));
        if (_exists(self[id])) revert PackageExists(id);
        Package memory content = Package({
            program: program,
            vm0: vm0,
            stepper: stepper,
            allowance: allowance
        });
        self[id] = content;
        emit IRegistry.PackageRegistered(id, content, codeLength, codeRoot, facts);
    }

    /// @dev The package; reverts if there is none.
    function get(
        mapping(PackageId id => Package) storage self,
        PackageId id
    ) internal view returns (Package storage package) {
        package = self[id];
        if (!_exists(package)) revert UnknownPackage(id);
    }

    function _exists(Package storage package) private view returns (bool) {
        return address(package.stepper) != address(0);
    }
}
