/** The demonstration: chain, nodes, blocks, quarrel, verdict. */
import { network } from "hardhat";

import { readEngine } from "../../offchain/adapters/engines.ts";
import { ChainError } from "../../offchain/chain/errors.ts";
import { UsageError } from "../../offchain/console/failure.ts";
import { Arena } from "../../offchain/player/arena.ts";
import type { Engines } from "../../offchain/player/arena.ts";
import type { Confirmation } from "./ledger.ts";
import { profile } from "./profile.ts";
import type { DemonstrationOptions } from "./options.ts";
import type { Reporter } from "./report.ts";
import { resultOf } from "./result.ts";
import type { DemonstrationResult } from "./result.ts";
import { fileScenario, ledgerScenario } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";

/** Fuel of each call: enough for the full block three thousand times. */
const ALLOWANCE = 10n ** 12n;
const DEPOSIT = 10n ** 18n;
/** Seconds: longer than every clock of the demonstration. */
const LONG = 100_000;

/** Runs the demonstration and tells the reporter about it as it goes. */
export async function runDemonstration(
  options: DemonstrationOptions,
  report: Reporter,
): Promise<DemonstrationResult> {
  const scenario =
    options.files === undefined ? ledgerScenario(options.size) : fileScenario(options.files);
  const engines: Engines = { unchecked: readEngine("unchecked"), checked: readEngine("checked") };

  const arena = await report.phase("deploy", () => arenaFor(scenario, engines));
  report.deployed(scenario, arena);

  const last = scenario.blocks.at(-1);
  if (last === undefined) throw new UsageError("There is no block to run.");
  await report.phase("earlier blocks", async () => {
    for (const block of scenario.blocks.slice(0, -1)) {
      report.ranTogether(block.title, await arena.runTogether(block));
    }
  });

  if (options.honest) return await honestResult(arena, scenario, report);

  const at = options.at ?? (await report.phase("measure", () => middleOf(arena, scenario)));
  let confirmation: Confirmation | undefined;
  report.begin("run the disputed block");
  const quarrel = await arena.quarrel(
    last,
    {
      kind: options.lie,
      at,
      seed: options.seed,
      ...(scenario.answers && { resultAddress: scenario.answers.address }),
    },
    options.liarSide,
    (played) => {
      report.move(played);
    },
    (honest, lying) => {
      report.end();
      report.disputed(last.title, honest, lying, options.lie);
      confirmation = confirmed(arena, scenario);
      report.begin("quarrel");
    },
  );
  report.end();
  const shares = await report.phase("profile", () =>
    profile(engines, scenario.package, scenario.blocks, ALLOWANCE, scenario.purposeOf),
  );
  report.verdict(arena, quarrel);
  report.package(confirmation, shares);
  const result = resultOf(arena, quarrel, options, confirmation, shares, report.seconds());
  report.total(result);
  return result;
}

async function arenaFor(scenario: Scenario, engines: Engines): Promise<Arena> {
  const { ethers, networkHelpers } = await network.create();
  const [owner, honest, liar] = await ethers.getSigners();
  if (owner === undefined || honest === undefined || liar === undefined) {
    throw new UsageError("The network has fewer than three accounts to send from.");
  }
  return await Arena.create({
    owner,
    honest,
    liar,
    engines,
    package: scenario.package,
    allowance: ALLOWANCE,
    deposit: DEPOSIT,
    passTime: async () => {
      await networkHelpers.time.increase(LONG);
    },
  });
}

/** Half of the instructions that the honest node needs for the disputed block. */
async function middleOf(arena: Arena, scenario: Scenario): Promise<bigint> {
  const { instructions } = await arena.rehearse(scenario.blocks.at(-1)!);
  return instructions / 2n || 1n;
}

/** The answers in the honest node's memory, which stands after the disputed block. */
function confirmed(arena: Arena, scenario: Scenario): Confirmation | undefined {
  const { answers } = scenario;
  if (answers === undefined) return undefined;
  return answers.confirm(arena.honest.machine.readMemory(answers.address, answers.bytes));
}

async function honestResult(
  arena: Arena,
  scenario: Scenario,
  report: Reporter,
): Promise<DemonstrationResult> {
  const reason = await report.phase("dispute an equal claim", async () => {
    try {
      await arena.disputeEqual(scenario.blocks.at(-1)!);
      return undefined;
    } catch (error) {
      if (error instanceof ChainError) return error.reason;
      throw error;
    }
  });
  report.equalClaim(reason);
  return { ok: reason === "SameEnd", verdict: "none", reason, seconds: report.seconds() };
}
