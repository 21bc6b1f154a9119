/** Measures what a step costs and writes docs/GAS.md: `npx hardhat run scripts/gas-table.ts`. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { hardForkOfNetwork, measure, misses, render } from "../test/step/support/gas-table.ts";

const rows = await measure();
writeFileSync(
  resolve(import.meta.dirname, "../docs/GAS.md"),
  render(rows, await hardForkOfNetwork()),
);
console.log(`wrote docs/GAS.md: ${rows.length} steps`);
for (const miss of misses(rows)) console.log(`over its target: ${miss}`);
