/** What the validating pass over a function body tells about each instruction. */

/** A label as the target of a branch. */
export interface BranchTarget {
  /** 0 is the innermost construct; the function itself is the outermost. */
  readonly depth: number;
  /** Number of values that the branch takes along. */
  readonly arity: number;
  /** Operands between the label's base and those values; meaningless in dead code. */
  readonly drop: number;
}

/**
 * One instruction, after it has been validated. The object is reused: it is valid only during the
 * call that hands it over.
 */
export interface InstructionFacts {
  /** Opcode; after the prefix 0xFC 0xE0 + sub-opcode; a `select` with a type is a `select`. */
  readonly op: number;
  /** Byte offset in the module. */
  readonly offset: number;
  /**
   * Whether the instruction can be reached as far as validation knows: the construct around it did
   * not begin in dead code, and is not marked unreachable when the instruction is reached.
   */
  readonly live: boolean;
  /**
   * The immediate that selects what the instruction is about: the index of a local, global,
   * function, table (of `table.copy`: the destination), data or element segment, the type of
   * `call_indirect`; the offset of a load or store.
   */
  readonly index: number;
  /** The second: the table of `call_indirect` and `table.init`, the source of `table.copy`. */
  readonly index2: number;
  /** The value of a constant: u32, u64 or the bits of a float. */
  readonly value: bigint;
  /** Labels of `br`, `br_if` (one) and `br_table` (the default last); else empty. */
  readonly targets: readonly BranchTarget[];
}

/** Takes the instructions of one body in order, `block` to `end`, dead ones too. */
export type BodyVisitor = (instruction: InstructionFacts) => void;

/** What validation finds out about a whole body. */
export interface BodySummary {
  /**
   * The greatest number of operands at any live point. The results count at the function's end,
   * whether that is reached live or not: branches lead there.
   */
  readonly height: number;
}
