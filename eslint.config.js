// Lint rules. Layout is Prettier's; which folder may import which is test/house/layout.test.ts.
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** Files longer than the limit, each for a reason that a split would not serve. */
const LONG_FILES = [];

const BROWSER_GLOBALS =
  "alert blur close closed confirm document event find focus frames history length location name open origin parent print prompt screen scroll self status stop top window".split(
    " ",
  );

/** The tools that read these files demand a default export. */
const TOOL_CONFIGS = ["hardhat.config.ts", "eslint.config.js"];

export default defineConfig(
  // AssemblyScript is no TypeScript; `asc` checks its types when it compiles it.
  globalIgnores(["build/", "node_modules/", "**/assembly/**"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{js,mjs}"],
    extends: [tseslint.configs.recommended],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // With noUncheckedIndexedAccess, `array[i]!` is how code says that `i` is in range.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["**/*.{ts,js,mjs}"],
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "max-lines": ["error", { max: 400 }],
      // TypeScript's "dom" library is there for WebAssembly; these of its globals are no such thing
      // but a variable that was not declared.
      "no-restricted-globals": ["error", ...BROWSER_GLOBALS],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name." },
        { selector: "ExportAllDeclaration", message: "No barrels: import from the source." },
        {
          selector: "ExportNamedDeclaration[source]",
          message: "No barrels: import from the source.",
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // Chai asserts by property access.
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  { files: TOOL_CONFIGS, rules: { "no-restricted-syntax": "off" } },
  ...LONG_FILES.map((file) => ({ files: [file], rules: { "max-lines": "off" } })),
);
