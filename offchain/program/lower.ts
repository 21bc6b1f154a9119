/** From a decoded module to a program: validation and lowering in one pass (docs/VM.md 2.2). */
import { functionCount, functionTypeOf, functionTypeText, sameType } from "../module/types.ts";
import { typeIndexOf, VALUE_TYPES } from "../module/types.ts";
import type { FunctionImport, FunctionType, Module } from "../module/types.ts";
import { OP } from "../module/opcodes.ts";
import { validateModule } from "../module/validate.ts";
import { CodeWriter } from "./code.ts";
import { DebugInfo } from "./debug.ts";
import { ProgramError } from "./errors.ts";
import { layOut } from "./layout.ts";
import type { Layout } from "./layout.ts";
import { BodyLowering, localCount } from "./lower-body.ts";
import { checkWellFormed } from "./program.ts";
import type { FunctionFacts, Program } from "./program.ts";
import { writePrologue } from "./prologue.ts";
import { HOST_FUNCTIONS, HOST_MODULE, LIMITS, opcode, VM_VERSION } from "./tables.ts";

const HOST = opcode("host");

export interface LowerOptions {
  /**
   * Name of the exported gateway (paper 3.1); `gateway` if left out. With null the program has none
   * and halts after its prologue: no package, but enough to run single functions here.
   */
  readonly gateway?: string | null;
  /** Size of memory in pages of 64 KiB, fixed for good; the module's minimum if left out. */
  readonly memoryPages?: number;
  /** Most frames and slots (locals + greatest operand height); the protocol's if left out. */
  readonly maxFrames?: number;
  readonly maxSlots?: number;
  /** Lowers instructions that this version does not define instead of refusing them. */
  readonly undefinedInstructions?: boolean;
}

export interface Lowered {
  readonly program: Program;
  readonly debug: DebugInfo;
}

/**
 * Validates and lowers a module.
 * @throws ModuleError if it is not valid, ProgramError if it cannot become a program.
 */
export function lower(module: Module, options: LowerOptions = {}): Lowered {
  const memoryPages = memorySize(module, options.memoryPages);
  const code = new CodeWriter();
  const functions: FunctionFacts[] = [];
  let layout: Layout | undefined;
  let prologueEnd = 0;
  // Nothing may be lowered before the sections are known to be valid: `begin` runs after that.
  return lowerValid();
}
