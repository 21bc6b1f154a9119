/** Branches, calls and what is undefined, into each of their traps. */
import type { Instruction } from "../../../../offchain/program/instruction.ts";
import { op } from "../program.ts";
import type { ProgramParts } from "../program.ts";
import { HIGH, push, pushAll, straight } from "./straight.ts";
import type { LockstepProgram } from "./straight.ts";

// Control.

export const control: LockstepProgram[] = [
  straight("unreachable", [op("unreachable")]),
  straight("jump and if", [
    op("jump", { a: 2 }),
    op("unreachable"),
    push(HIGH),
    op("if", { a: 5 }),
    op("unreachable"),
    push(HIGH + 1n),
    op("if", { a: 4 }),
  ]),
  straight("jump out of the code", [op("jump", { a: 0xffff_ffff })]),
  straight("jump just out of the code", [op("jump", { a: 2 })]),
  straight("branches", [
    ...pushAll(1, 2, 3, 4, 5),
    op("br", { a: 6, b: 2, c: 1 }),
    ...pushAll(HIGH),
    op("br_if", { a: 0, b: 9, c: 9 }),
    ...pushAll(1),
    op("br_if", { a: 10, b: 1, c: 2 }),
    op("br", { a: 11, b: 2, c: 0 }),
    op("br", { a: 12, b: 0, c: 2 }),
  ]),
  straight("br beyond the depth", [...pushAll(1, 2), op("br", { a: 0, b: 1, c: 2 })]),
  straight("br_if beyond the depth", [...pushAll(1, 2), op("br_if", { a: 0, b: 2, c: 0 })]),
  straight("br without bounds", [push(1), op("br", { b: 0xffff_ffff, c: 0xffff_ffff })]),
  ...[0, 1, 2, 3, 0xffff_ffff].map((index) =>
    straight(`br_table by ${index}`, [
      ...pushAll(1, 2, HIGH + BigInt(index)),
      op("br_table", { a: 3 }),
      op("br_entry", { a: 7, b: 1, c: 1 }),
      op("br_entry", { a: 7 }),
      op("br_entry", { a: 8, b: 0, c: 2 }),
    ]),
  ),
  straight("br_table without entries", [push(0), op("br_table")]),
  straight("br_table into nothing", [push(0), op("br_table", { a: 1 })]),
  straight("br_table out of the code", [push(9), op("br_table", { a: 0xffff_ffff })]),
  straight("br_table beyond the depth", [
    push(0),
    op("br_table", { a: 1 }),
    op("br_entry", { b: 0xffff_ffff, c: 0xffff_ffff }),
  ]),
  straight("a full stack", [push(1), op("jump")], {}, [{ skip: 2040, steps: 20 }]),
  straight("br_entry, executed", [op("br_entry")]),
  straight("float instructions", [...pushAll(1, 1), op("f64.add")]),
  straight("an undefined opcode", [{ ...op("jump"), op: 0xff }]),
];

// Calls. Functions stand behind the gateway's `return`, which is the program's last instruction otherwise.

const plain = { typeId: 0, entry: 0, params: 0, locals: 0, height: 0 };

function calling(name: string, head: readonly Instruction[], more: Partial<ProgramParts> = {}) {
  // pc of the function that adds its two parameters.
  const entry = head.length + 1;
  const add = [op("local.get"), op("local.get", { a: 1 }), op("i64.add"), op("return", { a: 1 })];
  const functions = [
    { ...plain, typeId: 4 },
    { typeId: 5, entry, params: 2, locals: 6, height: 2 },
    { typeId: 5, entry, params: 7, locals: 6, height: 2 },
    { typeId: 5, entry, params: 2, locals: 0xffff_ffff, height: 0xffff_ffff },
  ];
  const elements = [0n, 1n, 2n, 3n, 4n, 5n, 2n ** 64n - 1n];
  return straight(name, head, { functions, elements, code: add, ...more });
}

/** Fills a table from all elements and calls through element `index`. */
function table(index: number | bigint, more: Partial<ProgramParts> = {}): LockstepProgram {
  const fill = [...pushAll(0, 0, 7), op("table.init", { a: 1, b: 7, c: 0, d: 7, e: 1 })];
  const use = [...pushAll(20, 22, index), op("call_indirect", { a: 1, b: 7, c: 5 })];
  return calling(`call_indirect ${index}`, [...fill, ...use], more);
}

export const calls: LockstepProgram[] = [
  calling("call", [...pushAll(7, 20, 22), op("call", { a: 5, b: 2, c: 6, d: 2 })]),
  calling("call with 33 locals", [...pushAll(20, 22), op("call", { a: 4, b: 2, c: 33, d: 2 })]),
  calling("call without locals", [op("call", { a: 1 })], {}),
  calling("call, more parameters than locals", [push(1), op("call", { a: 0, b: 1, c: 0 })]),
  calling("call without arguments", [push(1), op("call", { a: 0, b: 2, c: 2 })]),
  calling("call of 2^32 - 1 locals", [op("call", { c: 0xffff_ffff, d: 0xffff_ffff })]),
  calling("call without end", [op("call")]),
  calling("call into all slots", [op("call", { c: 40, d: 37 })]),
  calling("call into one slot too many", [op("call", { c: 41, d: 37 })]),
  calling("return leftovers", [...pushAll(1, 2, 3), op("return", { a: 2 })]),
  calling("return too much", [push(1), op("return", { a: 2 })]),
  calling("return without bounds", [push(1), op("return", { a: 0xffff_ffff })]),
  {
    ...calling(
      "return onto a full stack",
      [
        // 1,022 operands, then a call that returns three.
        push(1),
        op("local.get", { a: 0 }),
        op("i64.const", { imm: 1n }),
        op("i64.add"),
        op("local.tee", { a: 0 }),
        op("i64.const", { imm: 1022n }),
        op("i64.lt_u"),
        op("if", { a: 9 }),
        op("jump", { a: 0 }),
        op("call", { a: 11, b: 0, c: 0, d: 3 }),
      ],
      { code: [push(1), push(2), push(3), op("return", { a: 3 })] },
    ),
    calls: [{ skip: 9187, steps: 20 }],
  },
  ...[0, 1, 2, 3, 4, 5, 6, 7, HIGH + 2n].map((index) => table(index)),
  { ...table(2, { maxFrames: 1 }), name: "call_indirect, too deep" },
  { ...table(2, { maxSlots: 30 }), name: "call_indirect, too many slots" },
  calling("call_indirect without arguments", [
    ...pushAll(0, 2, 1),
    op("table.init", { a: 1, b: 7, c: 0, d: 7, e: 1 }),
    ...pushAll(1, 0),
    op("call_indirect", { a: 1, b: 7, c: 5 }),
  ]),
  calling("call_indirect of no table", [push(0), op("call_indirect", { a: 9, b: 2 })]),
];
