/** From a decoded module to a program: validation and lowering in one pass (docs/VM.md 2.2). */
import {
  functionTypeOf,
  functionTypeText,
  sameType,
  typeIndexOf,
  VALUE_TYPES,
} from "../module/types.ts";
import type { FunctionImport, FunctionType, Module } from "../module/types.ts";
import { OP } from "../module/opcodes.ts";
import { validateBodies, validateSections } from "../module/validate.ts";
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
  validateSections(module);
  const memoryPages = memorySize(module, options.memoryPages);
  const gateway = findGateway(module, options.gateway);
  const layout = layOut(module);
  const code = new CodeWriter();
  const prologue = writePrologue(code, module, layout);
  const functions = module.imports.map((from) => writeStub(code, module, layout, from));

  let body: BodyLowering;
  let entry = 0;
  const context = {
    module,
    layout,
    code,
    memoryPages,
    undefinedInstructions: options.undefinedInstructions ?? false,
  };
  validateBodies(module, {
    enter: (index) => {
      entry = code.pc;
      body = new BodyLowering(context, index);
      return body.visit;
    },
    leave: (index, { height }) => {
      checkHeight(module, index, height);
      functions.push(factsOf(module, layout, index, entry, height));
    },
  });

  const gatewayFacts = gateway === null ? writeNoGateway(code) : functions[gateway]!;
  code.setA(prologue.jump, gatewayFacts.entry);
  linkCalls(code, functions);
  const program = {
    version: VM_VERSION,
    code: code.leaves(),
    functions,
    data: layout.data,
    elements: layout.elements,
    memoryPages,
    maxFrames: options.maxFrames ?? LIMITS.frames,
    maxSlots: options.maxSlots ?? LIMITS.slots,
    gatewayEntry: gatewayFacts.entry,
    gatewayLocals: gatewayFacts.locals,
    frameHeight: Math.max(gatewayFacts.height, prologue.height),
    globals: module.globals.length,
    tableSlots: layout.tableSlots,
    segments: module.data.length + module.elements.length,
  };
  checkWellFormed(program);
  const entries = functions.map((facts) => facts.entry);
  return { program, debug: new DebugInfo(module, entries, code.offsets()) };
}

function memorySize(module: Module, wanted: number | undefined): number {
  const least = module.memory?.min ?? 0;
  const pages = wanted ?? least;
  const most = module.memory === undefined ? 0 : LIMITS.memoryPages;
  if (!Number.isInteger(pages) || pages < least || pages > most) {
    throw new ProgramError(
      "memory-size",
      `memory must have ${least} to ${most} pages of 64 KiB, not ${pages}: choose another size`,
    );
  }
  return pages;
}

/** Index of the gateway; null if the program is to have none. */
function findGateway(module: Module, name: string | null = "gateway"): number | null {
  if (name === null) return null;
  const found = module.exports.find((e) => e.name === name && e.kind === "function");
  if (found === undefined) {
    throw new ProgramError(
      "gateway-missing",
      `no function is exported as ${JSON.stringify(name)}: export one, or name another gateway`,
    );
  }
  if (found.index < module.imports.length) {
    throw new ProgramError(
      "gateway-imported",
      "the gateway is an import: export a function",
      found.offset,
    );
  }
  const type = functionTypeOf(module, found.index);
  if (type.params.length > 0 || type.results.length > 0) {
    throw new ProgramError(
      "gateway-type",
      `the gateway must be [] -> [], not ${functionTypeText(type)}`,
      found.offset,
    );
  }
  return found.index;
}

/** An import's two instructions; its parameters are its locals. */
function writeStub(
  code: CodeWriter,
  module: Module,
  layout: Layout,
  from: FunctionImport,
): FunctionFacts {
  const type = module.types[from.type]!;
  const entry = code.emit(HOST, { a: hostNumber(from, type) });
  code.emit(OP.return, { a: type.results.length });
  const params = type.params.length;
  const typeId = layout.typeIds[from.type]!;
  return { typeId, entry, params, locals: params, height: type.results.length };
}

/** Number of the host function that is imported; 0 for one that is not on the list. */
function hostNumber({ module, name, offset }: FunctionImport, type: FunctionType): number {
  if (module !== HOST_MODULE) return 0;
  const number = HOST_FUNCTIONS.findIndex((row, k) => k > 0 && row.name === name);
  const row = HOST_FUNCTIONS[number];
  if (row === undefined) return 0;
  const due = {
    params: row.params.map((kind) => VALUE_TYPES[kind]),
    results: row.results.map((kind) => VALUE_TYPES[kind]),
  };
  if (sameType(type, due)) return number;
  throw new ProgramError(
    "host-type",
    `${module}.${name} is imported as ${functionTypeText(type)}: declare it ${functionTypeText(due)}`,
    offset,
  );
}

function checkHeight(module: Module, index: number, height: number): void {
  if (height <= LIMITS.operandHeight) return;
  throw new ProgramError(
    "operand-height",
    `function ${index} keeps ${height} operands; ${LIMITS.operandHeight} are allowed`,
    module.functions[index - module.imports.length]?.start,
  );
}

function factsOf(
  module: Module,
  layout: Layout,
  index: number,
  entry: number,
  height: number,
): FunctionFacts {
  const typeId = layout.typeIds[typeIndexOf(module, index)!]!;
  const params = functionTypeOf(module, index).params.length;
  return { typeId, entry, params, locals: localCount(module, index), height };
}

/** What stands in for a gateway where there is none: a function that does nothing. */
function writeNoGateway(code: CodeWriter): Pick<FunctionFacts, "entry" | "locals" | "height"> {
  return { entry: code.emit(OP.return, {}), locals: 0, height: 0 };
}

/** Gives each `call` the entry and the height of its callee, which immediate e names. */
function linkCalls(code: CodeWriter, functions: readonly FunctionFacts[]): void {
  for (let pc = 0; pc < code.pc; pc++) {
    if (code.opAt(pc) !== OP.call) continue;
    const callee = functions[code.immediateE(pc)]!;
    code.setA(pc, callee.entry);
    code.setD(pc, callee.height);
  }
}
