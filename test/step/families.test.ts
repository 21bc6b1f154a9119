/** A family executes no opcode but its own, and the entry asks the right one (contracts/step). */
import { expect } from "chai";

import { OPCODES, UNDEFINED_FAMILIES } from "../../offchain/program/tables.ts";
import { programHash, op } from "./support/program.ts";
import { stage } from "./support/scene.ts";
import { deployStepper, FAMILIES } from "./support/stepper.ts";
import type { DeployedStepper } from "./support/stepper.ts";

const CONTRACTS: Readonly<Record<string, string>> = {
  control: "ControlStep",
  call: "CallStep",
  variable: "VariableStep",
  table: "TableStep",
  memory: "MemoryStep",
  bulk: "BulkStep",
  host: "HostStep",
};

describe("a family of the stepper", () => {
  let stepper: DeployedStepper;
  before(async () => {
    stepper = await deployStepper();
  });

  it("refuses opcodes of all others", async () => {
    const defined = OPCODES.filter(
      (row) => row.family !== "entry" && !UNDEFINED_FAMILIES.has(row.family),
    );
    const names = new Set<string>();
    for (const row of defined) {
      const own = CONTRACTS[row.family] ?? "NumericStep";
      names.add(own);
      const operands = Array.from({ length: 3 }, () => 1n);
      const { program, pre, proof } = stage({ instruction: op(row.name, { a: 1 }), operands });
      const other = FAMILIES[(FAMILIES.findIndex((name) => name === own) + 1) % FAMILIES.length]!;
      const family = await stepper.ethers.getContractAt(other, stepper.families[other]!);
      let error = "";
      try {
        await family.getFunction("step").staticCall(programHash(program), pre, proof);
      } catch (thrown) {
        error = String(thrown);
      }
      expect(error, `${row.name} by ${other}`).to.match(/OpcodeOfAnotherFamily|ProofTooShort/);
    }
    expect([...names].sort()).to.deep.equal([...FAMILIES].sort());
  });
});
