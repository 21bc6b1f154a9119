/**
 * The operator commands that `npx hardhat` offers, in the order in which its help lists them.
 *
 * A task only reads its arguments, calls one function of `offchain/` and prints; the test of the
 * layout holds it under 150 lines. Nothing imports this folder but `hardhat.config.ts`.
 */
import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

const FILE = { name: "file", description: "The package: a WebAssembly module" } as const;
const GATEWAY = {
  name: "gateway",
  description: "Name of the exported gateway, [] → []",
  defaultValue: "gateway",
} as const;
const JSON_FLAG = { name: "json", description: "One JSON object instead of a table" } as const;
const BLOCK = {
  name: "block",
  description: "JSON file of blocks, run one after the other",
  defaultValue: "",
} as const;
const ALLOWANCE = {
  name: "allowance",
  description: "Fuel that each call may spend",
  type: ArgumentType.BIGINT,
  defaultValue: 10n ** 12n,
} as const;
const EIC = {
  name: "eic",
  description: "Steps that have run before the one that is meant, from the machine's beginning",
  type: ArgumentType.BIGINT,
  defaultValue: 0n,
} as const;

const build = task("vm:build", "Builds a package: its program, H_Ψ and limits")
  .addPositionalArgument(FILE)
  .addOption(GATEWAY)
  .addOption({ name: "out", description: "Writes the program file here", defaultValue: "" })
  .addFlag(JSON_FLAG)
  .setAction(async () => ({ default: (await import("./vm/build.ts")).run }))
  .build();

const run = task("vm:run", "Runs blocks, or one exported function, in the interpreter")
  .addPositionalArgument(FILE)
  .addOption(BLOCK)
  .addOption({ name: "export", description: "An exported function instead", defaultValue: "" })
  .addOption({ name: "args", description: "Its arguments, with commas", defaultValue: "" })
  .addOption(GATEWAY)
  .addOption(ALLOWANCE)
  .addFlag(JSON_FLAG)
  .setAction(async () => ({ default: (await import("./vm/run.ts")).run }))
  .build();

const explain = task("vm:explain", "Says in words what one step does")
  .addPositionalArgument(FILE)
  .addOption(BLOCK)
  .addOption(EIC)
  .addOption(GATEWAY)
  .addOption(ALLOWANCE)
  .addFlag(JSON_FLAG)
  .setAction(async () => ({ default: (await import("./vm/explain.ts")).run }))
  .build();

const step = task("vm:step", "Proves one step and executes it on the stepper")
  .addPositionalArgument(FILE)
  .addOption(BLOCK)
  .addOption(EIC)
  .addOption({
    name: "stepper",
    description: "Address of a deployed stepper; one is deployed if left out",
    defaultValue: "",
  })
  .addOption(GATEWAY)
  .addOption(ALLOWANCE)
  .addFlag(JSON_FLAG)
  .setAction(async () => ({ default: (await import("./vm/step.ts")).run }))
  .build();

export const tasks: readonly TaskDefinition[] = [build, run, explain, step];
