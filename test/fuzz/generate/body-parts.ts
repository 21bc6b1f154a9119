/** Parts of random bodies: bulk memory, tables, host functions. */
import type { OperandWriter } from "./context.ts";
import * as n from "./nodes.ts";
import type { Sequence } from "./sequence.ts";

const PAGE = 65_536;

/** Where a copy or a fill may stand: near edges of leaves and chunks, or near the end of memory. */
function place(body: OperandWriter, length: number): number {
  const { dice, context } = body;
  const size = PAGE * context.pages;
  const edge = dice.weighted([
    [4, () => 32 * dice.below(6)],
    [4, () => 4_096 * dice.below(16 * context.pages)],
    [2, () => size - length],
  ])();
  const at = edge + dice.between(-2, 2);
  return Math.max(0, dice.chance(97) ? Math.min(at, size - length) : at + dice.below(3));
}

function length(body: OperandWriter): number {
  const { dice } = body;
  return dice.weighted([
    [2, () => 0],
    [6, () => dice.below(70)],
    [1, () => dice.between(100, 300)],
  ])();
}

export function writeBulk(body: OperandWriter, out: Sequence): void {
  const { dice, context } = body;
  const segments = context.dataLengths.length;
  if (context.pages === 0 && dice.chance(95)) return;
  const bytes = length(body);
  const to = place(body, bytes);
  dice.weighted<() => void>([
    [
      4,
      () => {
        out.add(n.i32(to));
        body.operand(out, "i32");
        out.add(n.i32(bytes), n.memoryFill);
      },
    ],
    [
      5,
      () => {
        const from = dice.chance(50) ? to + dice.pick([-33, -1, 0, 1, 31, 32]) : place(body, bytes);
        out.add(n.i32(to), n.i32(Math.max(0, from)), n.i32(bytes), n.memoryCopy);
      },
    ],
    [
      segments > 0 ? 4 : 0,
      () => {
        const segment = dice.below(segments);
        const held = context.dataLengths[segment]!;
        const from = dice.below(held + 1);
        const moved = dice.chance(96) ? dice.below(held - from + 1) : bytes;
        // Active segments are dropped from the start: of those only nothing can be read.
        out.add(n.i32(place(body, moved)), n.i32(from), n.i32(moved), n.memoryInit(segment));
      },
    ],
    [segments > 0 ? 1 : 0, () => out.add(n.dataDrop(dice.below(segments)))],
  ])();
}

export function writeTable(body: OperandWriter, out: Sequence): void {
  const { dice, context } = body;
  const { tables, elementLengths } = context;
  if (tables.length === 0) return;
  const [table, other] = [dice.below(tables.length), dice.below(tables.length)];
  const [size, otherSize] = [tables[table]!, tables[other]!];
  if (size === 0 && dice.chance(90)) return;
  const within = (bound: number): number =>
    dice.chance(97) ? dice.below(Math.max(0, bound) + 1) : bound + dice.below(3);
  const segments = elementLengths.length;
  dice.weighted<() => void>([
    [
      3,
      () => {
        body.index(out, size);
        out.add(n.tableGet(table));
      },
    ],
    [
      3,
      () => {
        body.index(out, size);
        body.operand(out, "funcref");
        out.add(n.tableSet(table));
      },
    ],
    [1, () => out.add(n.tableSize(table))],
    [
      1,
      () => {
        body.need(out, ["funcref", "i32"]);
        out.add(n.tableGrow(table));
      },
    ],
    [
      2,
      () => {
        const count = within(size);
        out.add(n.i32(within(size - count)));
        body.operand(out, "funcref");
        out.add(n.i32(count), n.tableFill(table));
      },
    ],
    [
      3,
      () => {
        const count = within(Math.min(size, otherSize));
        out.add(n.i32(within(size - count)), n.i32(within(otherSize - count)), n.i32(count));
        out.add(n.tableCopy(table, other));
      },
    ],
    [
      segments > 0 ? 2 : 0,
      () => {
        const segment = dice.below(segments);
        const count = within(Math.min(size, elementLengths[segment]!));
        out.add(n.i32(within(size - count)), n.i32(within(elementLengths[segment]! - count)));
        out.add(n.i32(count), n.tableInit(table, segment));
      },
    ],
    [segments > 0 ? 1 : 0, () => out.add(n.elementDrop(dice.below(segments)))],
    [
      1,
      () => {
        body.operand(out, "funcref");
        out.add(n.refIsNull("funcref"));
      },
    ],
    [
      1,
      () => {
        body.operand(out, "externref");
        out.add(n.refIsNull("externref"));
      },
    ],
  ])();
}

/** Calls an import, mostly with arguments that it accepts. */
export function writeHost(body: OperandWriter, out: Sequence): void {
  const { dice, context } = body;
  const known = context.imports.filter(({ module }) => module === "fluence");
  const from = dice.chance(98) ? dice.pick(known) : dice.pick(context.imports);
  if (context.pages === 0 && from.params.length > 1 && dice.chance(90)) return;
  const index = context.imports.indexOf(from);
  const leaf = (bytes: number): number => {
    const last = (PAGE * context.pages - bytes) / 32;
    return 32 * dice.below(Math.max(1, Math.floor(last) + 1));
  };
  const pointer = (bytes: number): number => leaf(bytes) + (dice.chance(97) ? 0 : dice.below(40));
  switch (from.name) {
    case "tx_len":
      body.index(out, 2);
      break;
    case "tx_read":
      body.index(out, 2);
      out.add(n.i32(dice.below(20)), n.i32(pointer(32)));
      break;
    case "keccak256":
    case "sha256": {
      const bytes = dice.pick([0, 1, 31, 32, 33, 64, 135, 136, 137, 500, 1_024]);
      out.add(n.i32(pointer(bytes)), n.i32(bytes + (dice.chance(98) ? 0 : 1)), n.i32(pointer(32)));
      break;
    }
    case "secp256k1_recover":
      out.add(n.i32(pointer(128)), n.i32(pointer(32)));
      break;
    default:
      for (const type of from.params) body.operand(out, type);
  }
  out.add(n.callNode(index, from));
}
