/**
 * The operator commands that `npx hardhat` offers, in the order in which its help lists them.
 *
 * A task only reads its arguments, calls one function of `offchain/` and prints; the test of the
 * layout holds it under 150 lines. Nothing imports this folder but `hardhat.config.ts`.
 */
import type { TaskDefinition } from "hardhat/types/tasks";

export const tasks: readonly TaskDefinition[] = [];
