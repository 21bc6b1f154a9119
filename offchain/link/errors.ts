/**
 * Why modules cannot be linked:
 * - `duplicate-name`: two modules have the same name;
 * - `unknown-import`: a module that is linked lacks what another imports from it, or no linked module
 *   provides a memory, table or global;
 * - `import-type`: what is provided is of another kind or type than what is imported;
 * - `import-cycle`: modules import from each other, so none can come first;
 * - `two-memories`: two modules have memories of their own;
 * - `duplicate-export`: two exports of the linked module would have the same name.
 */
export type LinkErrorCode =
  | "duplicate-name"
  | "unknown-import"
  | "import-type"
  | "import-cycle"
  | "two-memories"
  | "duplicate-export";

export class LinkError extends Error {
  override readonly name = "LinkError";
  readonly code: LinkErrorCode;
  /** Names of the modules concerned. */
  readonly modules: readonly string[];

  constructor(code: LinkErrorCode, modules: readonly string[], message: string) {
    super(message);
    this.code = code;
    this.modules = modules;
  }
}
