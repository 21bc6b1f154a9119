/**
 * Why a module cannot become a program, or bytes are no program:
 * - `undefined-instruction`: live code uses an instruction that this version does not define;
 * - `operand-height`: a function's operands may pass the protocol's maximum;
 * - `code-length`: more instructions than the protocol allows;
 * - `too-many`: more globals, table elements, segments, functions or data than it allows;
 * - `gateway-missing`, `gateway-type`, `gateway-imported`: the gateway is not exported, is not
 *   [] -> [], or is an import;
 * - `host-type`: a host function is imported with a type that is not its own;
 * - `memory-size`: the memory asked for is smaller than the module's or above the maximum;
 * - `limits`: frames or slots asked for are out of range, or too few to enter the gateway;
 * - `malformed-file`: the bytes are no program file.
 */
export type ProgramErrorCode =
  | "undefined-instruction"
  | "operand-height"
  | "code-length"
  | "too-many"
  | "gateway-missing"
  | "gateway-type"
  | "gateway-imported"
  | "host-type"
  | "memory-size"
  | "limits"
  | "malformed-file";

export class ProgramError extends Error {
  override readonly name = "ProgramError";
  readonly code: ProgramErrorCode;
  /** Byte offset in the module or the file, where one is to blame. */
  readonly offset: number | undefined;

  constructor(code: ProgramErrorCode, message: string, offset?: number) {
    super(offset === undefined ? message : `${message} (at byte ${offset})`);
    this.code = code;
    this.offset = offset;
  }
}
