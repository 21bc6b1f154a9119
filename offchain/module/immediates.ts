/** Reads what instructions name, and checks that the module has it. */
import type { Cursor } from "../bytes/cursor.ts";
import { invalid, malformed, unsupported } from "./errors.ts";
import { MULTI_MEMORY } from "./features.ts";
import { NATURAL_ALIGNMENT, OP } from "./opcodes.ts";
import { readValueType } from "./read.ts";
import { functionCount } from "./types.ts";
import type { FunctionType, Module } from "./types.ts";

const EMPTY_BLOCK: FunctionType = { params: [], results: [] };
const EMPTY_BLOCK_BYTE = 0x40;

export class ImmediateReader {
  /** Offset of the instruction, which errors name. */
  offset = 0;
  readonly #module: Module;
  readonly #cursor: Cursor;

  constructor(module: Module, cursor: Cursor) {
    this.#module = module;
    this.#cursor = cursor;
  }

  function(): number {
    return this.#index("function", functionCount(this.#module));
  }

  type(): number {
    return this.#index("type", this.#module.types.length);
  }

  table(): number {
    return this.#index("table", this.#module.tables.length);
  }

  global(): number {
    return this.#index("global", this.#module.globals.length);
  }

  elementSegment(): number {
    return this.#index("elem segment", this.#module.elements.length);
  }

  dataSegment(): number {
    const index = this.#index("data segment", this.#module.data.length);
    if (!this.#module.hasDataCount) throw malformed(this.offset, "data count section required");
    return index;
  }

  /** The byte that will name a memory some day. */
  memory(): void {
    const at = this.#cursor.position;
    if (this.#cursor.u8() !== 0) throw malformed(at, "zero byte expected");
    this.#needMemory();
  }

  /** Alignment and offset of a load or store: the offset. */
  memoryArgument(op: number): number {
    const at = this.#cursor.position;
    const alignment = this.#cursor.varU32();
    if (alignment >= 64 && alignment < 128) throw unsupported(at, MULTI_MEMORY);
    const offset = this.#cursor.varU32();
    this.#needMemory();
    if (alignment > NATURAL_ALIGNMENT[op - OP.i32_load]!) {
      throw invalid(at, "alignment must not be larger than natural");
    }
    return offset;
  }

  blockType(): FunctionType {
    const cursor = this.#cursor;
    const byte = cursor.peek() ?? 0;
    if (byte === EMPTY_BLOCK_BYTE) {
      cursor.u8();
      return EMPTY_BLOCK;
    }
    // A negative number of one byte is a value type; one that is not negative, a type's index.
    if ((byte & 0xc0) === 0x40) return { params: [], results: [readValueType(cursor)] };
    const at = cursor.position;
    const index = cursor.varS33();
    if (index < 0) throw malformed(at, "malformed block type");
    const type = this.#module.types[index];
    if (type === undefined) throw invalid(this.offset, `unknown type ${index}`);
    return type;
  }

  #index(what: string, count: number): number {
    const index = this.#cursor.varU32();
    if (index >= count) throw invalid(this.offset, `unknown ${what} ${index}`);
    return index;
  }

  #needMemory(): void {
    if (this.#module.memory === undefined) throw invalid(this.offset, "unknown memory 0");
  }
}
