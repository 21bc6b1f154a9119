/** The table of docs/GAS.md. */
import { network } from "hardhat";

import { costOf } from "./gas.ts";
import type { StepCost } from "./gas.ts";
import { gasScenes, INSTRUCTIONS, PAGES, proofOf } from "./gas-scenes.ts";
import type { Target } from "./gas-scenes.ts";
import { deployStepper } from "./stepper.ts";

/** DESIGN 4. */
export const LIMITS = { alignedBytes: 1_750, straddleBytes: 2_400, gas: 100_000 } as const;

export interface GasRow extends StepCost {
  readonly name: string;
  readonly target: Target;
}

export async function measure(): Promise<GasRow[]> {
  const stepper = await deployStepper();
  const rows: GasRow[] = [];
  for (const scene of gasScenes()) {
    const { pre, proof, input } = proofOf(scene);
    const cost = await costOf(stepper, scene.program, pre, proof, input);
    rows.push({ name: scene.name, target: scene.target, ...cost });
  }
  return rows;
}

/** Rows that miss their target, in words. */
export function misses(rows: readonly GasRow[]): string[] {
  return rows.flatMap(({ name, target, proofBytes, transaction }) => {
    const most =
      target === "aligned"
        ? LIMITS.alignedBytes
        : target === "straddle"
          ? LIMITS.straddleBytes
          : Infinity;
    const found: string[] = [];
    if (proofBytes > most) found.push(`${name}: ${proofBytes} bytes`);
    const exempt = target === "exempt" || target === "straddle";
    if (!exempt && transaction > LIMITS.gas) found.push(`${name}: ${transaction} gas`);
    return found;
  });
}

const TARGETS: Readonly<Record<Target, string>> = {
  aligned: "one access",
  straddle: "worst straddle",
  gas: "",
  exempt: "exempt",
};

const number = (n: number): string => n.toLocaleString("en");

export function render(rows: readonly GasRow[], hardFork: string): string {
  const lines = rows.map(
    ({ name, proofBytes, execution, transaction, target }) =>
      `| ${name} | ${number(proofBytes)} | ${number(execution)} | ${number(transaction)} | ` +
      `${TARGETS[target]} |`,
  );
  return `# Gas

Written by \`npx hardhat run scripts/gas-table.ts\`; a test compares it. Hard fork: ${hardFork}. A package of
${number(INSTRUCTIONS)} instructions with ${PAGES / 16} MiB of memory, 32 locals, 64 globals and 1,024 table elements,
in the middle of its code.

*Proof* is the bytes of the proof. *Execution* is the gas of \`Stepper.step\`, without the transaction's own
21,000 and without its bytes. *Transaction* is the gas used by a transaction that does nothing else; the floor on
the price of calldata (EIP-7623) decides most of them.

Targets: ${number(LIMITS.alignedBytes)} bytes of proof for one aligned access of memory, ${number(LIMITS.straddleBytes)} for the worst
straddle, ${number(LIMITS.gas)} gas for a transaction that executes one step. Exempt of the last are the worst straddles,
\`memory.copy\`, hashes of long inputs, branches that drop and calls that pass hundreds of values, \`enter\` with many
transactions, and \`tx_read\` of large ones.

| step | proof | execution | transaction | target |
|---|--:|--:|--:|---|
${lines.join("\n")}
`;
}

/** The hard fork that the embedded chain runs. */
export async function hardForkOfNetwork(): Promise<string> {
  const { networkConfig } = await network.create();
  return "hardfork" in networkConfig ? networkConfig.hardfork : "unknown";
}
