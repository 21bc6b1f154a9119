/** Writes a program into the interpreter's memory. */
import { LEAF_BYTES, codeLength } from "../../program/program.ts";
import type { FunctionFacts, Program } from "../../program/program.ts";
import type { Exports } from "./exports.ts";
import { u32 } from "./exports.ts";

/**
 * Lays the program out, in little-endian, and makes the state VM_0. Returns the address of 64 bytes
 * that the host may use.
 */
export function writeProgram(wasm: Exports, program: Program): number {
  wasm.layOut(
    codeLength(program),
    program.memoryPages,
    program.maxFrames,
    program.maxSlots,
    program.gatewayEntry,
    program.gatewayLocals,
    program.frameHeight,
    program.globals,
    program.tableSlots,
    program.segments,
    program.functions.length,
    program.data.length / LEAF_BYTES,
    program.elements.length,
  );
  const scratch = u32(wasm.reserve(64n));
  const { buffer } = wasm.memory;
  writeCode(program.code, new DataView(buffer), u32(wasm.codeAt.value));
  writeFunctions(program.functions, new DataView(buffer), u32(wasm.functionsAt.value));
  new Uint8Array(buffer).set(program.data, u32(wasm.dataAt.value));
  program.elements.forEach((value, i) =>
    new DataView(buffer).setBigUint64(u32(wasm.elementsAt.value) + 8 * i, value, true),
  );
  wasm.plant();
  return scratch;
}

/** Opcode, immediates a to e at 4 to 20, imm at 24. */
function writeCode(code: Uint8Array, target: DataView, at: number): void {
  const source = new DataView(code.buffer, code.byteOffset, code.byteLength);
  for (let leaf = 0; leaf < code.length; leaf += 32) {
    target.setUint8(at + leaf, source.getUint8(leaf));
    for (let field = 4; field < 24; field += 4) {
      target.setUint32(at + leaf + field, source.getUint32(leaf + field), true);
    }
    target.setUint32(at + leaf + 24, source.getUint32(leaf + 28), true);
    target.setUint32(at + leaf + 28, source.getUint32(leaf + 24), true);
  }
}

function writeFunctions(functions: readonly FunctionFacts[], target: DataView, at: number): void {
  functions.forEach(({ typeId, entry, params, locals, height }, index) => {
    [typeId, entry, params, locals, height].forEach((value, i) =>
      target.setUint32(at + LEAF_BYTES * index + 4 * i, value, true),
    );
  });
}
