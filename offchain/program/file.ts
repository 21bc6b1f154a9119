/**
 * The file in which a package publishes its program. Integers are big-endian:
 *
 * ```
 * "FLUENCE\0" ‖ u32 codeLength ‖ the first 52 bytes of facts (docs/VM.md 2.4), which end in the counts
 * ‖ code (32 bytes an instruction) ‖ functions (u32 typeId, entry, params, locals, height each)
 * ‖ data (32 bytes a leaf) ‖ elements (u64 each)
 * ```
 *
 * Every byte counts: one program has one file.
 */
import { ByteWriter } from "../bytes/writer.ts";
import { factNumbers } from "./commit.ts";
import { ProgramError } from "./errors.ts";
import { checkWellFormed, codeLength, LEAF_BYTES } from "./program.ts";
import type { FunctionFacts, Program } from "./program.ts";

const MAGIC = new TextEncoder().encode("FLUENCE\0");
const HEADER_NUMBERS = 14;
const HEADER_BYTES = MAGIC.length + 4 * HEADER_NUMBERS;
const FUNCTION_BYTES = 20;
const ELEMENT_BYTES = 8;

export function encodeProgram(program: Program): Uint8Array {
  const writer = new ByteWriter(HEADER_BYTES + program.code.length + program.data.length);
  writer.bytes(MAGIC).u32(codeLength(program));
  for (const number of factNumbers(program)) writer.u32(number);
  writer.bytes(program.code);
  for (const { typeId, entry, params, locals, height } of program.functions) {
    writer.u32(typeId).u32(entry).u32(params).u32(locals).u32(height);
  }
  writer.bytes(program.data);
  for (const element of program.elements) writer.u64(element);
  return writer.finish();
}

/**
 * Reads a program file. The program is well-formed, and nothing more is known of it.
 * @throws ProgramError
 */
export function decodeProgram(bytes: Uint8Array): Program {
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new ProgramError("malformed-file", "this is no program file: build one with vm:build", 0);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = Array.from({ length: HEADER_NUMBERS }, (_, i) =>
    view.getUint32(MAGIC.length + 4 * i),
  );
  const [instructions, , , , , , , , , , , functions, dataLeaves, elements] = header as Header;
  const sizes = {
    code: instructions * LEAF_BYTES,
    functions: functions * FUNCTION_BYTES,
    data: dataLeaves * LEAF_BYTES,
    elements: elements * ELEMENT_BYTES,
  };
  const functionsAt = HEADER_BYTES + sizes.code;
  const dataAt = functionsAt + sizes.functions;
  const elementsAt = dataAt + sizes.data;
  if (elementsAt + sizes.elements !== bytes.length) {
    throw new ProgramError(
      "malformed-file",
      `the program file must have ${elementsAt + sizes.elements} bytes, not ${bytes.length}: fetch it again`,
    );
  }
  const program = fromHeader(header as Header, {
    code: bytes.slice(HEADER_BYTES, functionsAt),
    functions: Array.from({ length: functions }, (_, i) =>
      readFunction(view, functionsAt + i * FUNCTION_BYTES),
    ),
    data: bytes.slice(dataAt, elementsAt),
    elements: BigUint64Array.from({ length: elements }, (_, i) =>
      view.getBigUint64(elementsAt + i * ELEMENT_BYTES),
    ),
  });
  checkWellFormed(program);
  return program;
}

type Header = [
  codeLength: number,
  version: number,
  memoryPages: number,
  maxFrames: number,
  maxSlots: number,
  gatewayEntry: number,
  gatewayLocals: number,
  frameHeight: number,
  globals: number,
  tableSlots: number,
  segments: number,
  functions: number,
  dataLeaves: number,
  elements: number,
];

function fromHeader(
  header: Header,
  arrays: Pick<Program, "code" | "functions" | "data" | "elements">,
): Program {
  const [, version, memoryPages, maxFrames, maxSlots, ...rest] = header;
  const [gatewayEntry, gatewayLocals, frameHeight, globals, tableSlots, segments] = rest;
  return {
    version,
    memoryPages,
    maxFrames,
    maxSlots,
    gatewayEntry,
    gatewayLocals,
    frameHeight,
    globals,
    tableSlots,
    segments,
    ...arrays,
  };
}

function readFunction(view: DataView, at: number): FunctionFacts {
  return {
    typeId: view.getUint32(at),
    entry: view.getUint32(at + 4),
    params: view.getUint32(at + 8),
    locals: view.getUint32(at + 12),
    height: view.getUint32(at + 16),
  };
}
