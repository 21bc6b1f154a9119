/** docs/GAS.md is what the stepper costs, and within its targets (DESIGN 4). */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { expect } from "chai";

import { hardForkOfNetwork, measure, misses, render } from "./support/gas-table.ts";
import type { GasRow } from "./support/gas-table.ts";

const TABLE = resolve(import.meta.dirname, "../../docs/GAS.md");

describe("the cost of a step", () => {
  let rows: GasRow[];
  before(async function () {
    this.timeout(300_000);
    rows = await measure();
  });

  it("is within its targets", () => {
    expect(misses(rows)).to.deep.equal([]);
  });

  it("is that of docs/GAS.md: `npx hardhat run scripts/gas-table.ts` writes it", async () => {
    expect(readFileSync(TABLE, "utf8")).to.equal(render(rows, await hardForkOfNetwork()));
  });
});
