/**
 * What the owner may do, and packages.
 *
 *   setParameters    ── not the owner ───────► OwnableUnauthorizedAccount
 *                    ── out of bounds ───────► OutOfBounds
 *                    ── else ────────────────► for what begins later
 *   setStepper       ── no stepper there ────► reverts
 *                    ── else ────────────────► for packages registered later
 *   registerPackage  ── not well-formed ─────► reverts
 *                    ── registered ──────────► PackageExists
 *                    ── else ────────────────► its H_Psi, VM_0, stepper and allowance
 */
import { expect } from "chai";

import { DEVNET_PARAMETERS, deploy, deployStepper } from "../../offchain/chain/deploy.ts";
import type { Parameters } from "../../offchain/chain/deploy.ts";
import { explained } from "../../offchain/chain/errors.ts";
import { LEAST_PACKAGE, PARAMETERS, refusal, setScene } from "./support/scene.ts";
import type { Scene } from "./support/scene.ts";

/** EIP-170. */
const CODE_LIMIT = 24_576;

describe("owner and packages", () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await setScene();
  });

  const setting = (changes: Partial<Parameters>) =>
    refusal(explained(() => scene.owner.contract.setParameters({ ...PARAMETERS, ...changes })));

  it("sets parameters within their bounds only", async () => {
    for (const changes of [
      { minDeposit: 0n },
      { clockAllowance: 0 },
      { clockAllowance: 30 * 86_400 + 1, coolingOff: 60 * 86_400 },
      { coolingOff: PARAMETERS.clockAllowance - 1 },
      { coolingOff: 365 * 86_400 + 1 },
      { rewardShare: 2_501 },
    ]) {
      expect(await setting(changes), JSON.stringify(Object.keys(changes))).to.equal("OutOfBounds");
    }
    expect(await setting({ rewardShare: 0 })).to.equal("allowed");
    const { contract } = scene.stranger;
    expect(await refusal(explained(() => contract.setParameters(PARAMETERS)))).to.equal(
      "OwnableUnauthorizedAccount",
    );
    expect(await refusal(explained(() => contract.pause()))).to.equal("OwnableUnauthorizedAccount");
  });

  it("is deployed only with a k of 2 to 256", async () => {
    const [signer] = await scene.ethers.getSigners();
    const { stepper } = scene.deployment;
    for (const arity of [0, 1, 257]) {
      const deploying = deploy(signer!, { stepper, arity, parameters: DEVNET_PARAMETERS });
      expect(await refusal(explained(() => deploying))).to.equal("OutOfBounds");
    }
  });

  it("changes hands in two steps", async () => {
    const next = scene.nodes[0]!;
    await scene.owner.contract.transferOwnership(scene.addresses[0]!);
    expect(await refusal(explained(() => next.contract.pause()))).to.equal(
      "OwnableUnauthorizedAccount",
    );
    await next.contract.acceptOwnership();
    await next.contract.pause();
  });

  it("registers a package once, by program, allowance and stepper", async () => {
    const id = scene.package;
    const { program, vm0, stepper, allowance } = await scene.owner.packageOf(id);
    expect([stepper, allowance]).to.deep.equal([scene.deployment.stepper, 1_000_000n]);
    expect(program).to.not.equal(vm0);
    const { stranger } = scene;
    expect(await refusal(stranger.registerPackage(LEAST_PACKAGE))).to.equal("PackageExists");
    const richer = await stranger.registerPackage({ ...LEAST_PACKAGE, allowance: 2_000_000n });
    expect(richer).to.not.equal(id);
    expect((await scene.owner.packageOf(richer)).program).to.equal(program);
    expect(await refusal(scene.owner.packageOf(`0x${"99".repeat(32)}`))).to.equal("UnknownPackage");

    const [signer] = await scene.ethers.getSigners();
    const newer = await deployStepper(signer!);
    await scene.owner.contract.setStepper(newer);
    const again = await stranger.registerPackage(LEAST_PACKAGE);
    expect((await scene.owner.packageOf(again)).stepper).to.equal(newer);
    expect((await scene.owner.packageOf(id)).stepper).to.equal(scene.deployment.stepper);
  });

  it("refuses programs that are not well-formed, and addresses without a stepper", async () => {
    const { stranger } = scene;
    for (const changes of [
      { codeLength: 0 },
      { facts: LEAST_PACKAGE.facts.slice(1) },
      { facts: new Uint8Array(148) },
    ]) {
      const refused = await refusal(stranger.registerPackage({ ...LEAST_PACKAGE, ...changes }));
      expect(refused).to.not.equal("allowed");
    }
    const set = scene.owner.contract.setStepper(scene.addresses[0]!);
    await set.then(
      () => expect.fail("an address without code was taken for a stepper"),
      () => undefined,
    );
  });

  it("fits into the code limit with its libraries", async () => {
    const { arbiter, libraries } = scene.deployment;
    for (const address of [arbiter, ...Object.values(libraries)]) {
      const code = await scene.ethers.provider.getCode(address);
      expect((code.length - 2) / 2).to.be.below(CODE_LIMIT);
    }
  });
});
