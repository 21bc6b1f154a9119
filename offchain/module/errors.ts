/**
 * Why a module is refused:
 * - `malformed`: the bytes are no WebAssembly module;
 * - `invalid`: a module that WebAssembly's validation rejects;
 * - `unsupported`: a feature that this machine leaves out, or a size above its limits.
 */
export type ModuleErrorCode = "malformed" | "invalid" | "unsupported";

export class ModuleError extends Error {
  override readonly name = "ModuleError";
  readonly code: ModuleErrorCode;
  /** Byte offset in the module. */
  readonly offset: number;
  /** The feature that is left out; undefined unless `code` is `unsupported`. */
  readonly feature: string | undefined;

  constructor(code: ModuleErrorCode, offset: number, message: string, feature?: string) {
    super(message);
    this.code = code;
    this.offset = offset;
    this.feature = feature;
  }
}

export function malformed(offset: number, reason: string): ModuleError {
  return new ModuleError("malformed", offset, `malformed module: ${reason} at byte ${offset}`);
}

export function invalid(offset: number, reason: string): ModuleError {
  return new ModuleError("invalid", offset, `invalid module: ${reason} at byte ${offset}`);
}

export function unsupported(offset: number, feature: string): ModuleError {
  return new ModuleError(
    "unsupported",
    offset,
    `the module uses ${feature} at byte ${offset}, which the machine does not support: ` +
      "build the module without it",
    feature,
  );
}

/** A size above the limits of module/limits.ts; it counts as an unsupported feature. */
export function aboveLimit(offset: number, what: string, most: number): ModuleError {
  const words = what.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return unsupported(offset, `more than ${most} ${words}`);
}
