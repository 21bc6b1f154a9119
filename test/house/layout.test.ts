/** Holds the repository to its layout rules, and each rule to noticing when it is broken. */
import { expect } from "chai";

import {
  againstTheFlow,
  entangledContracts,
  foreignKnowledge,
  importCycles,
  importsOfEntryPoints,
  impurities,
  localKnowledge,
  thickTasks,
} from "./rules.ts";
import { importsOf, isTypeScript, readSources, type Sources } from "./sources.ts";

type Rule = (sources: Sources) => string[];

/** A made-up repository of the given files, and the files about which the rule complains. */
function accused(rule: Rule, files: Record<string, string>): string[] {
  return rule(new Map(Object.entries(files))).map((complaint) => complaint.split(":")[0]!);
}

function isCode(path: string): boolean {
  return isTypeScript(path) && /^(offchain|tasks|scripts|bench|examples|test|[^/]+$)/.test(path);
}

function isText(path: string): boolean {
  return (
    (/\.(ts|mjs|js|sol|json|md|yml|sh)$/.test(path) || path === ".ci/run") &&
    path !== "package-lock.json"
  );
}

describe("layout", () => {
  describe("imports are found", () => {
    it("in every form, and not in comments", () => {
      const text = [
        'import { a } from "./a.ts";',
        'import type {\n  B,\n} from "../b/b.ts";',
        'import "./c.ts";',
        'const d = await import("./d.ts");',
        'import {E} from "../types/E.sol";',
        'import fs from "node:fs";',
        '// import x from "./x.ts";',
        '/* import y from "./y.ts"; */',
      ].join("\n");
      expect(importsOf("offchain/p/q.ts", text)).to.deep.equal([
        "offchain/p/a.ts",
        "offchain/b/b.ts",
        "offchain/p/c.ts",
        "offchain/p/d.ts",
        "offchain/types/E.sol",
        "node:fs",
      ]);
    });
  });

  describe("the repository", () => {
    const code = readSources(isCode);
    const contracts = readSources((path) => /^contracts\/.*\.sol$/.test(path));
    const texts = readSources(isText);
    const checks: [string, Rule, Sources][] = [
      ["has no import cycle", importCycles, code],
      ["lets data flow one way", againstTheFlow, code],
      ["keeps pure folders pure", impurities, code],
      ["keeps chain and machine apart", foreignKnowledge, code],
      ["imports no task and no script", importsOfEntryPoints, code],
      ["has thin tasks", thickTasks, code],
      ["has no import cycle among contracts", importCycles, contracts],
      ["keeps the contracts' rule folders apart", entangledContracts, contracts],
      ["knows nothing of the machine it was written on", localKnowledge, texts],
    ];
    for (const [name, rule, sources] of checks) {
      it(name, () => {
        expect(sources.size, "files read").to.be.greaterThan(5);
        expect(rule(sources)).to.deep.equal([]);
      });
    }
  });

  describe("a rule notices", () => {
    it("an import cycle, through any number of files", () => {
      const files = {
        "offchain/bytes/a.ts": 'import { b } from "./b.ts";',
        "offchain/bytes/b.ts": 'import type { C } from "./c.ts";',
        "offchain/bytes/c.ts": 'import { a } from "./a.ts";',
      };
      expect(accused(importCycles, files)).to.deep.equal(["offchain/bytes/a.ts"]);
      expect(accused(importCycles, { ...files, "offchain/bytes/c.ts": "" })).to.deep.equal([]);
    });

    it("an import against the flow, and a folder that it does not know", () => {
      expect(
        accused(againstTheFlow, {
          "offchain/merkle/tree.ts": 'import { step } from "../proof/step.ts";',
          "offchain/chain/client.ts": 'import { run } from "../machine/run.ts";',
          "offchain/machine/run.ts": 'import { open } from "../chain/client.ts";',
          "offchain/proof/step.ts": 'import { root } from "../merkle/tree.ts";',
          "offchain/other/x.ts": "",
        }),
      ).to.have.members([
        "offchain/other/x.ts",
        "offchain/merkle/tree.ts",
        "offchain/chain/client.ts",
        "offchain/machine/run.ts",
      ]);
    });

    it("I/O, clock and randomness in a pure folder, and only there", () => {
      const impure = {
        a: 'import { readFileSync } from "node:fs";',
        b: "const now = Date.now();",
        c: "const dice = Math.random();",
        d: 'import { network } from "hardhat";',
        e: "console.log(1);",
      };
      for (const [name, text] of Object.entries(impure)) {
        const path = `offchain/proof/${name}.ts`;
        expect(accused(impurities, { [path]: text }), text).to.deep.equal([path]);
        expect(accused(impurities, { [`offchain/chain/${name}.ts`]: text })).to.deep.equal([]);
      }
      expect(accused(impurities, { "offchain/hash/k.ts": 'import "@noble/hashes/sha3.js";' })).to.be
        .empty;
    });

    it("a chain in the machine and Wasm in the chain client", () => {
      expect(
        accused(foreignKnowledge, {
          "offchain/machine/a.ts": 'import { Contract } from "ethers";',
          "offchain/chain/b.ts": "new WebAssembly.Module(bytes);",
          "offchain/machine/c.ts": "new WebAssembly.Module(bytes);",
        }),
      ).to.deep.equal(["offchain/machine/a.ts", "offchain/chain/b.ts"]);
    });

    it("an import of a task or a script", () => {
      expect(
        accused(importsOfEntryPoints, {
          "offchain/chain/a.ts": 'import { deploy } from "../../scripts/deploy.ts";',
          "scripts/b.ts": 'import { run } from "../tasks/run.ts";',
          "scripts/c.ts": 'import { deploy } from "./deploy.ts";',
          "hardhat.config.ts": 'import { tasks } from "./tasks/index.ts";',
        }),
      ).to.deep.equal(["offchain/chain/a.ts", "scripts/b.ts"]);
    });

    it("a thick task", () => {
      const lines = (count: number) => Array<string>(count).fill("work();").join("\n");
      expect(
        accused(thickTasks, { "tasks/thin.ts": lines(149), "tasks/thick.ts": lines(150) }),
      ).to.deep.equal(["tasks/thick.ts"]);
    });

    it("contracts that cross rule folders", () => {
      expect(
        accused(entangledContracts, {
          "contracts/game/A.sol": 'import {B} from "../registry/B.sol";',
          "contracts/merkle/C.sol": 'import {D} from "../interfaces/D.sol";',
          "contracts/Other.sol": 'import {A} from "./game/A.sol";',
          "contracts/Arbiter.sol": 'import {A} from "./game/A.sol";',
          "contracts/step/E.sol": 'import {C} from "../merkle/C.sol";',
          "contracts/step/F.sol": 'import {M} from "../mocks/M.sol";',
          "contracts/mocks/M.sol": 'import {A} from "../game/A.sol";',
        }),
      ).to.deep.equal([
        "contracts/game/A.sol",
        "contracts/merkle/C.sol",
        "contracts/Other.sol",
        "contracts/step/F.sol",
      ]);
    });

    it("paths of one machine and registry hosts", () => {
      const host = ["registry", "npmjs", "org"].join(".");
      expect(
        accused(localKnowledge, {
          "a.ts": `read("${["", "work", "x"].join("/")}")`,
          "b.md": `https://${host}/node`,
          "c.ts": 'import { root } from "../merkle/root/x.ts"; // network/tmp/',
        }),
      ).to.deep.equal(["a.ts", "b.md"]);
    });
  });
});
