/**
 * The official core test suite, where it is at hand: every module that must be refused is refused, and
 * every other is accepted or refused for a feature that is out of scope.
 * Set WASM_TESTSUITE to the folder, or put it at ../shared/wasm-testsuite.
 */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeModule } from "../../offchain/module/decode.ts";
import { ModuleError } from "../../offchain/module/errors.ts";
import { validateModule } from "../../offchain/module/validate.ts";
import { commandsOf, SUITE, suiteScripts } from "./suite.ts";

/** What the suite's valid modules use that is out of scope. */
const OUT_OF_SCOPE = ["an imported memory", "an imported table", "an imported global"];

/** What the suite calls invalid or malformed and the decoder, a feature. */
const FEATURES_OF_BAD_MODULES = [
  ...OUT_OF_SCOPE,
  "multiple memories",
  "exception handling",
  "threads",
];

const VALID = ["module", "assert_unlinkable", "assert_uninstantiable", "assert_trap"];

function check(file: string): ModuleError | undefined {
  try {
    validateModule(decodeModule(readFileSync(join(SUITE, file))));
    return undefined;
  } catch (error) {
    if (error instanceof ModuleError) return error;
    throw error;
  }
}

describe("module: the official test suite", function () {
  const scripts = suiteScripts();
  if (scripts === undefined) {
    it("IS SKIPPED: no suite found; set WASM_TESTSUITE to its folder", function () {
      this.skip();
    });
    return;
  }
  it("has scripts", () => expect(scripts.length).to.be.greaterThan(50));

  for (const script of scripts) {
    it(script, () => {
      for (const { type, line, filename, text, module_type: kind } of commandsOf(script)) {
        if (filename === undefined || kind === "text") continue;
        const at = `${script}:${line} ${type} ${text ?? ""}`;
        const error = check(filename);
        const outcome = error === undefined ? "accepted" : `${error.code}: ${error.message}`;
        if (VALID.includes(type)) {
          if (error !== undefined)
            expect(error.feature, `${at}: ${outcome}`).to.be.oneOf(OUT_OF_SCOPE);
        } else if (error?.code === "unsupported") {
          expect(error.feature, `${at}: ${outcome}`).to.be.oneOf(FEATURES_OF_BAD_MODULES);
        } else {
          // Bodies are decoded while they are validated: what is invalid may precede what is malformed.
          const codes = type === "assert_invalid" ? ["invalid"] : ["malformed", "invalid"];
          expect(error?.code, `${at}: ${outcome}`).to.be.oneOf(codes);
        }
      }
    });
  }
});
