/** Writes a program into the interpreter's memory. */
import type { ProgramImage } from "../image.ts";
import type { Exports } from "./exports.ts";
import { u32 } from "./exports.ts";

/**
 * Lays the program out, in little-endian, and makes the state VM_0. Returns the address of 64 bytes
 * that the host may use.
 */
export function writeImage(wasm: Exports, image: ProgramImage): number {
  const f = image.facts;
  wasm.layOut(
    image.code.length / 32,
    f.memoryPages,
    f.maxFrames,
    f.maxSlots,
    f.gatewayEntry,
    f.gatewayLocals,
    f.frameHeight,
    f.globals,
    f.tableSlots,
    f.segments,
    f.functions,
    f.dataLeaves,
    f.elements,
  );
  const scratch = u32(wasm.reserve(64n));
  const target = new DataView(wasm.memory.buffer);
  const bytes = new Uint8Array(wasm.memory.buffer);
  writeCode(image.code, target, u32(wasm.codeAt.value));
  writeWords32(image.functions, target, u32(wasm.functionsAt.value));
  bytes.set(image.data, u32(wasm.dataAt.value));
  writeWords64(image.elements, f.elements, target, u32(wasm.elementsAt.value));
  wasm.plant();
  return scratch;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Opcode, immediates a to e at 4 to 20, imm at 24. */
function writeCode(code: Uint8Array, target: DataView, at: number): void {
  const source = viewOf(code);
  for (let leaf = 0; leaf < code.length; leaf += 32) {
    target.setUint8(at + leaf, source.getUint8(leaf));
    for (let field = 4; field < 24; field += 4) {
      target.setUint32(at + leaf + field, source.getUint32(leaf + field), true);
    }
    target.setUint32(at + leaf + 24, source.getUint32(leaf + 28), true);
    target.setUint32(at + leaf + 28, source.getUint32(leaf + 24), true);
  }
}

function writeWords32(words: Uint8Array, target: DataView, at: number): void {
  const source = viewOf(words);
  for (let i = 0; i < words.length; i += 4) target.setUint32(at + i, source.getUint32(i), true);
}

function writeWords64(words: Uint8Array, count: number, target: DataView, at: number): void {
  const source = viewOf(words);
  for (let i = 0; i < 8 * count; i += 8) {
    target.setBigUint64(at + i, source.getBigUint64(i), true);
  }
}
