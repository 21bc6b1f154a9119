/** Items 5 and 6 of docs/VM.md 7.2: what a step reads and writes, in the order of its execution. */
import { accessBytes, rowOf } from "../program/instruction.ts";
import type { Instruction } from "../program/instruction.ts";
import { HOST_FUNCTIONS, LIMITS } from "../program/tables.ts";
import type { ProgramView } from "./program-view.ts";
import type { StateView, WordArrayView } from "../machine/state.ts";
import { auditPath, leafContents } from "../merkle/rfc6962.ts";
import type { Opened } from "./opened.ts";
import { low32 } from "./operands.ts";
import type { OperandReader } from "./operands.ts";
import { leavesOf, writeLeaf, writeMultiproof } from "./paths.ts";
import type { ByteWriter } from "../bytes/writer.ts";

/** All that is known when a step begins to read components. */
export interface AccessContext {
  readonly writer: ByteWriter;
  readonly program: ProgramView;
  readonly state: StateView;
  readonly instruction: Instruction;
  readonly operands: OperandReader;
  readonly touched: Opened;
  /** @throws ProofError if no block was given. */
  readonly transactions: () => readonly Uint8Array[];
}

type Component = "locals" | "memory" | "globals" | "tables" | "dropped";
type Range = readonly [start: number, end: number];

export function writeAccesses(context: AccessContext): void {
  const accesses = new Accesses(context);
  accesses.run();
  accesses.writeRoots();
}

class Accesses {
  readonly #context: AccessContext;
  readonly #accessed = new Set<Component>();

  constructor(context: AccessContext) {
    this.#context = context;
  }

  run(): void {
    const { instruction: i, operands } = this.#context;
    const name = rowOf(i.op)?.name ?? "";
    // Operands from the bottom up, as section 6 of docs/VM.md names them.
    const [x = 0, y = 0, z = 0] = operands.popped.map(low32).reverse();
    const size = accessBytes(i.op);
    if (size !== undefined) this.#memory([x + i.a, x + i.a + size]);
    else if (name.startsWith("local.")) this.#word("locals", i.a);
    else if (name.startsWith("global.")) this.#word("globals", i.a);
    else if (name === "data.drop" || name === "elem.drop") this.#word("dropped", i.a);
    else if (name === "table.get" || name === "table.set") this.#tableElement(x);
    else if (name === "table.fill") this.#tableFill(x, z);
    else if (name === "table.copy") this.#tableCopy(x, y, z);
    else if (name === "table.init") this.#tableInit(x, y, z);
    else if (name === "memory.fill") this.#memoryFill(x, z);
    else if (name === "memory.copy") this.#memoryCopy(x, y, z);
    else if (name === "memory.init") this.#memoryInit(x, y, z);
    else if (name === "call_indirect") this.#callIndirect(x);
    else if (name === "host") this.#host();
  }

  /** Item 6: roots of opened components that nothing has touched. */
  writeRoots(): void {
    const { writer, state, touched } = this.#context;
    for (const component of ["locals", "memory", "globals", "tables", "dropped"] as const) {
      if (!touched[component] || this.#accessed.has(component)) continue;
      const tree = state[component];
      writer.bytes(tree.node(tree.depth, 0));
    }
  }

  #word(component: Exclude<Component, "memory">, index: number): boolean {
    const { writer, state } = this.#context;
    const array: WordArrayView = state[component];
    if (index >= array.count) return false;
    this.#accessed.add(component);
    writeLeaf(writer, array, Math.floor(index / 4));
    return true;
  }

  /** Memory within bounds: one multiproof of all leaves that the ranges touch. */
  #memory(...ranges: Range[]): boolean {
    const { writer, state } = this.#context;
    if (ranges.some(([, end]) => end > state.memory.pages * 65_536)) return false;
    const leaves = leavesOf(...ranges);
    if (leaves.length === 0) return true;
    this.#accessed.add("memory");
    writeMultiproof(writer, state.memory, leaves, (chunk) => state.memory.stamp(chunk));
    return true;
  }

  #inBounds(...ranges: Range[]): boolean {
    return ranges.every(([, end]) => end <= this.#context.state.memory.pages * 65_536);
  }

  #tableElement(index: number): boolean {
    const { instruction: i, state } = this.#context;
    if (i.a + i.b > state.tables.count || index >= i.b) return false;
    return this.#word("tables", i.a + index);
  }

  #tableFill(d: number, n: number): void {
    const { instruction: i } = this.#context;
    if (n > 0 && d + n <= i.b) this.#tableElement(d);
  }

  #tableCopy(d: number, s: number, n: number): void {
    const { instruction: i, state, writer } = this.#context;
    const { count } = state.tables;
    if (i.a + i.b > count || i.c + i.d > count) return;
    if (s + n > i.d || d + n > i.b || n === 0) return;
    const last = d > s ? n - 1 : 0;
    const from = Math.floor((i.c + s + last) / 4);
    const to = Math.floor((i.a + d + last) / 4);
    this.#accessed.add("tables");
    const leaves = [...new Set([from, to])].sort((x, y) => x - y);
    writeMultiproof(writer, state.tables, leaves);
  }

  #tableInit(d: number, s: number, n: number): void {
    const { instruction: i, state, program, writer } = this.#context;
    if (i.a + i.b > state.tables.count || !this.#word("dropped", i.e)) return;
    const length = wordAt(state.dropped, i.e) !== 0n ? 0 : i.d;
    if (s + n > length || d + n > i.b || n === 0) return;
    if (i.c + s >= program.elementCount) return;
    writeLeaf(writer, program.elements, Math.floor((i.c + s) / 4));
    this.#word("tables", i.a + d);
  }

  #memoryFill(d: number, n: number): void {
    if (!this.#inBounds([d, d + n]) || n === 0) return;
    this.#memory([d, d + Math.min(32 - (d % 32), n)]);
  }

  #memoryCopy(d: number, s: number, n: number): void {
    if (!this.#inBounds([s, s + n], [d, d + n]) || n === 0) return;
    if (d <= s) {
      const m = Math.min(32 - (d % 32), n);
      this.#memory([s, s + m], [d, d + m]);
    } else {
      const e = d + n;
      const m = Math.min(((e - 1) % 32) + 1, n);
      this.#memory([s + n - m, s + n], [e - m, e]);
    }
  }

  #memoryInit(d: number, s: number, n: number): void {
    const { instruction: i, state, program, writer } = this.#context;
    if (!this.#word("dropped", i.a)) return;
    const length = wordAt(state.dropped, i.a) !== 0n ? 0 : i.c;
    if (s + n > length || !this.#inBounds([d, d + n]) || n === 0) return;
    const m = Math.min(32 - (d % 32), n);
    const start = 32 * i.b + s;
    const leaves = leavesOf([start, start + m]);
    if (leaves.at(-1) >= program.dataLeaves) return;
    writeMultiproof(writer, program.data, leaves);
    this.#memory([d, d + m]);
  }

  #callIndirect(index: number): void {
    const { instruction: i, state, program, operands, writer } = this.#context;
    if (this.#tableElement(index)) {
      const reference = wordAt(state.tables, i.a + index);
      const callee = Number(reference - 1n);
      if (reference !== 0n && callee < program.functionCount) {
        writeLeaf(writer, program.functions, callee);
        const facts = program.functions.node(0, callee);
        const view = new DataView(facts.buffer, facts.byteOffset, 32);
        const [type, params, locals] = [view.getUint32(0), view.getUint32(8), view.getUint32(12)];
        if (type === i.c && params <= locals && operands.left >= params) operands.take(params);
      }
    }
    operands.writeChain();
  }

  #host(): void {
    const { instruction: i, state, writer } = this.#context;
    const row = HOST_FUNCTIONS[i.a];
    if (row === undefined || row.params.length === 0 || state.locals.count < row.params.length) {
      return;
    }
    this.#accessed.add("locals");
    writeLeaf(writer, state.locals, 0);
    const [x, y, z] = [0, 1, 2].map((n) => low32(wordAt(state.locals, n))) as [
      number,
      number,
      number,
    ];
    if (row.name === "tx_len") this.#transaction(x);
    else if (row.name === "tx_read") this.#transactionRead(x, y, z);
    else if (row.name === "secp256k1_recover") this.#recover(x, y);
    else this.#digest(x, y, z);
  }

  #transaction(index: number): Uint8Array | undefined {
    const { state, writer, transactions } = this.#context;
    if (index >= state.input.txCount) return undefined;
    const all = transactions();
    const transaction = all[index] as Uint8Array;
    writer.u16(transaction.length).bytes(transaction);
    writer.all(auditPath(leafContents(all), index));
    return transaction;
  }

  #transactionRead(index: number, offset: number, pointer: number): void {
    if (index >= this.#context.state.input.txCount || pointer % 32 !== 0) return;
    if (!this.#inBounds([pointer, pointer + 32])) return;
    const transaction = this.#transaction(index);
    if (transaction === undefined || offset > transaction.length) return;
    this.#memory([pointer, pointer + 32]);
  }

  #digest(pointer: number, length: number, out: number): void {
    if (length > LIMITS.hashInputBytes || pointer % 32 !== 0 || out % 32 !== 0) return;
    if (!this.#inBounds([pointer, pointer + length], [out, out + 32])) return;
    this.#memory([pointer, pointer + length], [out, out + 32]);
  }

  #recover(pointer: number, out: number): void {
    if (pointer % 32 !== 0 || out % 32 !== 0) return;
    this.#memory([pointer, pointer + 128], [out, out + 32]);
  }
}

/** Value `index` of a word array, read from its leaf. */
function wordAt(array: WordArrayView, index: number): bigint {
  const leaf = array.node(0, Math.floor(index / 4));
  return new DataView(leaf.buffer, leaf.byteOffset, 32).getBigUint64(8 * (index % 4));
}
