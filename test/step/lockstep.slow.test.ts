/**
 * Interpreter and stepper agree on H_VM after every instruction: every opcode of version 1, normal, at its
 * boundaries and in each of its traps, and programs that no validator would accept.
 */
import { expect } from "chai";

import { OPCODES, UNDEFINED_FAMILIES, HOST_FUNCTIONS } from "../../offchain/program/tables.ts";
import type { StatusName } from "../../offchain/program/tables.ts";
import { hostileProgram } from "./support/hostile.ts";
import { Lockstep } from "./support/lockstep.ts";
import { LOCKSTEP_PROGRAMS } from "./support/lockstep-programs.ts";
import { programOf } from "./support/program.ts";
import { randomFrom } from "./support/random.ts";
import { deployStepper } from "./support/stepper.ts";

/** The traps of section 6 of docs/VM.md and of charges, by instruction. */
function ownTraps(name: string): StatusName[] {
  const traps: Partial<Record<string, StatusName[]>> = {
    unreachable: ["unreachable"],
    br: ["invalidProgram"],
    br_if: ["invalidProgram"],
    br_table: ["invalidProgram"],
    call: ["invalidProgram", "stackOverflow", "outOfFuel"],
    call_indirect: [
      "invalidProgram",
      "undefinedElement",
      "uninitializedElement",
      "indirectCallTypeMismatch",
      "stackOverflow",
    ],
    return: ["invalidProgram"],
    "memory.fill": ["memoryOutOfBounds", "outOfFuel"],
    "memory.copy": ["memoryOutOfBounds", "outOfFuel"],
    "memory.init": ["invalidProgram", "memoryOutOfBounds", "outOfFuel"],
    "data.drop": ["invalidProgram"],
    "elem.drop": ["invalidProgram"],
    "host (unknown import)": ["unknownImport"],
    "host tx_len": ["badHostArgument", "invalidProgram"],
    "host tx_read": ["badHostArgument", "memoryOutOfBounds", "invalidProgram", "outOfFuel"],
    "host keccak256": ["badHostArgument", "memoryOutOfBounds", "invalidProgram", "outOfFuel"],
    "host sha256": ["badHostArgument", "memoryOutOfBounds", "invalidProgram", "outOfFuel"],
    "host secp256k1_recover": [
      "badHostArgument",
      "memoryOutOfBounds",
      "invalidProgram",
      "outOfFuel",
    ],
  };
  const found = traps[name];
  if (found) return found;
  if (/^(local|global)\./.test(name)) return ["invalidProgram"];
  if (/^table\.(get|set|init|copy|fill)/.test(name)) return ["invalidProgram", "tableOutOfBounds"];
  if (name.endsWith(".div_s")) return ["divideByZero", "integerOverflow"];
  if (/\.(div|rem)_/.test(name)) return ["divideByZero"];
  if (name.includes(".store")) return ["memoryOutOfBounds", "outOfFuel"];
  if (name.includes(".load")) return ["memoryOutOfBounds"];
  return [];
}

/** Every instruction of version 1; `host` once for each of its functions. */
const INSTRUCTIONS = OPCODES.filter(
  (row) => row.family !== "entry" && !UNDEFINED_FAMILIES.has(row.family),
).flatMap((row) =>
  row.name === "host" ? HOST_FUNCTIONS.map((host) => `host ${host.name}`) : [row.name],
);

const NEVER_NORMAL = new Set(["unreachable", "host (unknown import)"]);

describe("interpreter and stepper in lock step", () => {
  let lockstep: Lockstep;
  before(async () => {
    lockstep = new Lockstep(await deployStepper());
  });

  it("agree on small programs of every opcode", async () => {
    for (const { name, parts, calls } of LOCKSTEP_PROGRAMS) {
      await lockstep.run(name, programOf(parts), calls);
    }
    await lockstep.finish();
    console.log(`      ${lockstep.steps} steps of ${LOCKSTEP_PROGRAMS.length} programs`);
  });

  it("have met every opcode of version 1, normal and in each of its traps", () => {
    const missing: string[] = [];
    for (const name of INSTRUCTIONS) {
      const seen = lockstep.coverage.get(name) ?? new Map<StatusName, number>();
      if (!seen.has("running") && !seen.has("halted") && !NEVER_NORMAL.has(name)) {
        missing.push(`${name}: normal`);
      }
      for (const trap of ownTraps(name)) if (!seen.has(trap)) missing.push(`${name}: ${trap}`);
    }
    expect(missing).to.deep.equal([]);
  });

  it("agree on hostile programs", async () => {
    const random = randomFrom(20_260_811);
    console.log(`      seed ${random.seed}`);
    const before = lockstep.steps;
    for (let i = 0; i < 400; i++) {
      const calls = [
        { steps: 40, allowance: 200_000n },
        { steps: 40, allowance: 60_000n },
      ];
      await lockstep.run(`hostile ${i} of seed ${random.seed}`, hostileProgram(random), calls);
    }
    await lockstep.finish();
    console.log(`      ${lockstep.steps - before} steps`);
  });
});
