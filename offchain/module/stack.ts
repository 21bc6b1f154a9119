/** The two stacks of WebAssembly's validation algorithm (its appendix "Validation Algorithm"). */
import { aboveLimit, invalid } from "./errors.ts";
import { MODULE_LIMITS } from "./limits.ts";
import { OP } from "./opcodes.ts";
import { valueTypeName } from "./types.ts";
import type { ValueType } from "./types.ts";

/** The type of an operand that dead code takes from nowhere. */
export const UNKNOWN = 0;
export type OperandType = ValueType | typeof UNKNOWN;

export interface ControlFrame {
  /** `block`, `loop`, `if`, `else`, or `block` for the function itself. */
  readonly op: number;
  readonly startTypes: readonly ValueType[];
  readonly endTypes: readonly ValueType[];
  /** Operands under the construct. */
  readonly height: number;
  /** Whether the construct began in dead code. */
  readonly bornDead: boolean;
  /** Whether what follows up to the construct's end or `else` cannot be reached. */
  unreachable: boolean;
}

/** Types that a branch to the construct takes along. */
export function labelTypes(frame: ControlFrame): readonly ValueType[] {
  return frame.op === OP.loop ? frame.startTypes : frame.endTypes;
}

/** Operand types and open constructs. `offset` names the instruction at fault in errors. */
export class ValidationStack {
  offset = 0;
  /** The greatest number of operands at any live point so far. */
  greatest = 0;
  readonly controls: ControlFrame[] = [];
  #types = new Uint8Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get innermost(): ControlFrame {
    return this.controls[this.controls.length - 1]!;
  }

  /** Whether what comes next can be reached. */
  get live(): boolean {
    const frame = this.controls[this.controls.length - 1];
    return frame !== undefined && !frame.unreachable && !frame.bornDead;
  }

  push(type: OperandType): void {
    if (this.#size === this.#types.length) this.#grow();
    this.#types[this.#size++] = type;
  }

  pushAll(types: readonly OperandType[]): void {
    for (const type of types) this.push(type);
  }

  /** Pops an operand of any type. */
  popAny(): OperandType {
    const frame = this.innermost;
    if (this.#size > frame.height) return this.#types[--this.#size] as OperandType;
    if (frame.unreachable) return UNKNOWN;
    throw invalid(this.offset, "type mismatch: an operand is missing");
  }

  pop(expected: OperandType): OperandType {
    const actual = this.popAny();
    if (actual === expected || actual === UNKNOWN || expected === UNKNOWN) return actual;
    throw invalid(
      this.offset,
      `type mismatch: ${valueTypeName(expected)} expected, ${valueTypeName(actual)} found`,
    );
  }

  /** Pops operands of the given types, the last of them first. */
  popAll(types: readonly OperandType[]): void {
    for (let i = types.length - 1; i >= 0; i--) this.pop(types[i]!);
  }

  /** Checks that operands of the given types are on top, and leaves them as they are. */
  peekAll(types: readonly OperandType[]): void {
    const popped: OperandType[] = [];
    for (let i = types.length - 1; i >= 0; i--) popped.push(this.pop(types[i]!));
    for (let i = popped.length - 1; i >= 0; i--) this.push(popped[i]!);
  }

  /** Opens a construct whose parameters have been popped. */
  open(op: number, startTypes: readonly ValueType[], endTypes: readonly ValueType[]): void {
    const bornDead = this.controls.length > 0 && !this.live;
    const height = this.#size;
    this.controls.push({ op, startTypes, endTypes, height, bornDead, unreachable: false });
    this.pushAll(startTypes);
  }

  /** Closes the innermost construct, which must leave exactly its results; they are popped. */
  close(): ControlFrame {
    const frame = this.innermost;
    this.popAll(frame.endTypes);
    if (this.#size !== frame.height) {
      throw invalid(this.offset, "type mismatch: operands are left over at the end of a construct");
    }
    this.controls.pop();
    return frame;
  }

  /** Marks the rest of the innermost construct as dead. */
  setUnreachable(): void {
    const frame = this.innermost;
    this.#size = frame.height;
    frame.unreachable = true;
  }

  /** Takes note of the number of operands, if this point is live. */
  measure(): void {
    if (this.#size > this.greatest && this.live) this.greatest = this.#size;
  }

  #grow(): void {
    const most = MODULE_LIMITS.trackedOperands;
    if (this.#size >= most) throw aboveLimit(this.offset, "operands in a function", most);
    const grown = new Uint8Array(2 * this.#size);
    grown.set(this.#types);
    this.#types = grown;
  }
}
