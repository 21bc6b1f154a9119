/** Deploys the contracts: the stepper with its families, the libraries, and the Arbiter. */
import type { BaseContract, Signer } from "ethers";

import { Arbiter__factory } from "../../build/typechain/factories/Arbiter__factory.ts";
import { Dispute__factory } from "../../build/typechain/factories/game/Dispute__factory.ts";
import { Claims__factory } from "../../build/typechain/factories/registry/Claims__factory.ts";
import { Packages__factory } from "../../build/typechain/factories/registry/Packages__factory.ts";
import { Stepper__factory } from "../../build/typechain/factories/step/Stepper__factory.ts";
import { BulkStep__factory } from "../../build/typechain/factories/step/families/BulkStep__factory.ts";
import { CallStep__factory } from "../../build/typechain/factories/step/families/CallStep__factory.ts";
import { ControlStep__factory } from "../../build/typechain/factories/step/families/ControlStep__factory.ts";
import { HostStep__factory } from "../../build/typechain/factories/step/families/HostStep__factory.ts";
import { MemoryStep__factory } from "../../build/typechain/factories/step/families/MemoryStep__factory.ts";
import { NumericStep__factory } from "../../build/typechain/factories/step/families/NumericStep__factory.ts";
import { TableStep__factory } from "../../build/typechain/factories/step/families/TableStep__factory.ts";
import { VariableStep__factory } from "../../build/typechain/factories/step/families/VariableStep__factory.ts";

/** What the owner of an Arbiter may change (contracts/types/Parameters.sol). */
export interface Parameters {
  /** Wei. */
  readonly minDeposit: bigint;
  /** Seconds. */
  readonly coolingOff: number;
  /** Seconds that each party of a game has in all. */
  readonly clockAllowance: number;
  /** Basis points, at most 2,500. */
  readonly rewardShare: number;
}

/** For a chain of one's own. A public one needs clocks of 3.5 days and the time of a replay, at least. */
export const DEVNET_PARAMETERS: Parameters = {
  minDeposit: 10n ** 18n,
  coolingOff: 3_600,
  clockAllowance: 600,
  rewardShare: 2_500,
};

/** k of the paper (4.1.1). Cheapest in gas for a game over 10^8 instructions, of 8, 16, 32 and 64. */
export const ARITY = 16;

export interface Deployment {
  readonly stepper: string;
  readonly arbiter: string;
  /** By name. */
  readonly libraries: Readonly<Record<"Dispute" | "Claims" | "Packages", string>>;
}

interface Factory {
  deploy(): Promise<BaseContract>;
}

async function deployed(factory: Factory): Promise<string> {
  const contract = await factory.deploy();
  await contract.waitForDeployment();
  return await contract.getAddress();
}

/** Deploys the families and the stepper before them; its address. */
export async function deployStepper(signer: Signer): Promise<string> {
  const families = {
    numeric: await deployed(new NumericStep__factory(signer)),
    variable: await deployed(new VariableStep__factory(signer)),
    control: await deployed(new ControlStep__factory(signer)),
    call: await deployed(new CallStep__factory(signer)),
    loads: await deployed(new MemoryStep__factory(signer)),
    bulk: await deployed(new BulkStep__factory(signer)),
    table: await deployed(new TableStep__factory(signer)),
    host: await deployed(new HostStep__factory(signer)),
  };
  const stepper = await new Stepper__factory(signer).deploy(families);
  await stepper.waitForDeployment();
  return await stepper.getAddress();
}

/** Deploys everything. The signer pays, and owns the Arbiter unless `owner` is given. */
export async function deploy(
  signer: Signer,
  options: { parameters?: Parameters; arity?: number; owner?: string; stepper?: string } = {},
): Promise<Deployment> {
  const stepper = options.stepper ?? (await deployStepper(signer));
  const libraries = {
    Dispute: await deployed(new Dispute__factory(signer)),
    Claims: await deployed(new Claims__factory(signer)),
    Packages: await deployed(new Packages__factory(signer)),
  };
  const factory = new Arbiter__factory(
    {
      "project/contracts/game/Dispute.sol:Dispute": libraries.Dispute,
      "project/contracts/registry/Claims.sol:Claims": libraries.Claims,
      "project/contracts/registry/Packages.sol:Packages": libraries.Packages,
    },
    signer,
  );
  const arbiter = await factory.deploy(
    options.owner ?? (await signer.getAddress()),
    stepper,
    options.arity ?? ARITY,
    options.parameters ?? DEVNET_PARAMETERS,
  );
  await arbiter.waitForDeployment();
  return { stepper, arbiter: await arbiter.getAddress(), libraries };
}
