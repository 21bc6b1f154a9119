/** Rewrites the indices in a function body, and copies all else. */
import { Cursor } from "../bytes/cursor.ts";
import { ByteWriter } from "../bytes/writer.ts";
import { OP } from "../module/opcodes.ts";
import { readConstant, readOpcode } from "../module/read.ts";
import type { FunctionBody, Module } from "../module/types.ts";
import { varSigned, varU32, vector } from "./encode.ts";

/** Indices in the linked module by those in a module, per index space. */
export interface IndexMaps {
  readonly type: readonly number[];
  readonly function: readonly number[];
  readonly table: readonly number[];
  readonly global: readonly number[];
  /** What is added to the index of a segment. */
  readonly firstElementSegment: number;
  readonly firstDataSegment: number;
}

/** The body of a valid module as the code section holds it, without its size. */
export function relocateBody({ bytes }: Module, body: FunctionBody, maps: IndexMaps): Uint8Array {
  const writer = new ByteWriter(body.end - body.start + 16);
  vector(writer, body.locals, (w, { count, type }) => {
    varU32(w, count);
    w.u8(type);
  });
  new Relocation(bytes, body, maps, writer).run();
  return writer.finish();
}

const SECOND_IS_MEMORY = new Set<number>([OP.memory_init, OP.memory_copy]);

class Relocation {
  readonly #bytes: Uint8Array;
  readonly #cursor: Cursor;
  readonly #maps: IndexMaps;
  readonly #writer: ByteWriter;
  /** First byte that has not been copied yet. */
  #copied: number;

  constructor(bytes: Uint8Array, body: FunctionBody, maps: IndexMaps, writer: ByteWriter) {
    this.#bytes = bytes;
    this.#cursor = new Cursor(bytes, body.start, body.end);
    this.#maps = maps;
    this.#writer = writer;
    this.#copied = body.start;
  }

  run(): void {
    while (!this.#cursor.done) this.#immediates(readOpcode(this.#cursor));
    this.#copy();
  }

  #immediates(op: number): void {
    const cursor = this.#cursor;
    const { type, function: functions, table, global } = this.#maps;
    if (op >= OP.i32_load && op <= OP.i64_store32) {
      cursor.varU32();
      cursor.varU32();
    } else if (op >= OP.i32_const && op <= OP.f64_const) readConstant(cursor, op);
    else if (op >= OP.local_get && op <= OP.local_tee) cursor.varU32();
    else if (op === OP.block || op === OP.loop || op === OP.if) this.#blockType();
    else if (op === OP.br || op === OP.br_if) cursor.varU32();
    else if (op === OP.br_table)
      for (let left = cursor.varU32(); left >= 0; left--) cursor.varU32();
    else if (op === OP.call || op === OP.ref_func) this.#mapped(functions);
    else if (op === OP.call_indirect) {
      this.#mapped(type);
      this.#mapped(table);
    } else if (op === OP.select_t) cursor.take(cursor.varU32());
    else if (op === OP.global_get || op === OP.global_set) this.#mapped(global);
    else if (op === OP.ref_null) cursor.u8();
    else if (op === OP.memory_size || op === OP.memory_grow) cursor.u8();
    else this.#tableOrSegment(op);
  }

  #tableOrSegment(op: number): void {
    const cursor = this.#cursor;
    const { table, firstElementSegment, firstDataSegment } = this.#maps;
    switch (op) {
      case OP.table_get:
      case OP.table_set:
      case OP.table_size:
      case OP.table_grow:
      case OP.table_fill:
        this.#mapped(table);
        break;
      case OP.table_copy:
        this.#mapped(table);
        this.#mapped(table);
        break;
      case OP.table_init:
        this.#shifted(firstElementSegment);
        this.#mapped(table);
        break;
      case OP.elem_drop:
        this.#shifted(firstElementSegment);
        break;
      case OP.memory_init:
      case OP.data_drop:
        this.#shifted(firstDataSegment);
        break;
      case OP.memory_copy:
      case OP.memory_fill:
        cursor.u8();
        break;
      default:
        return;
    }
    if (SECOND_IS_MEMORY.has(op)) cursor.u8();
  }

  /** A type's index is a number that is not negative; all else is one byte. */
  #blockType(): void {
    const cursor = this.#cursor;
    const from = cursor.position;
    const index = cursor.varS33();
    if (index < 0) return;
    this.#copy(from);
    varSigned(this.#writer, BigInt(this.#maps.type[index]!));
    this.#copied = cursor.position;
  }

  #mapped(map: readonly number[]): void {
    this.#rewrite((index) => map[index]!);
  }

  #shifted(by: number): void {
    this.#rewrite((index) => index + by);
  }

  #rewrite(change: (index: number) => number): void {
    const from = this.#cursor.position;
    const index = this.#cursor.varU32();
    this.#copy(from);
    varU32(this.#writer, change(index));
    this.#copied = this.#cursor.position;
  }

  /** Copies what has been read up to `end`. */
  #copy(end: number = this.#cursor.position): void {
    this.#writer.bytes(this.#bytes.subarray(this.#copied, end));
    this.#copied = end;
  }
}
