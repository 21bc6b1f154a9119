/**
 * The implementation limits of the WebAssembly JavaScript interface. The compiled engine hands
 * modules to V8, so a module above them is refused when it is decoded, not when it is run. They also
 * bound the time and memory that decoding a hostile module can take.
 */
export const MODULE_LIMITS = {
  moduleBytes: 2 ** 30,
  types: 1_000_000,
  functions: 1_000_000,
  imports: 1_000_000,
  exports: 1_000_000,
  globals: 1_000_000,
  tables: 100_000,
  dataSegments: 100_000,
  elementSegments: 10_000_000,
  /** Parameters of a function or a block. */
  params: 1_000,
  /** Results of a function or a block. */
  results: 1_000,
  functionBytes: 7_654_321,
  /** Locals of a function, parameters included. */
  locals: 50_000,
  tableElements: 10_000_000,
  /** Labels of one `br_table`, the default included. */
  branchTableLabels: 65_521,
  /** Operands that validation tracks in one body, dead code included: ours, not V8's. */
  trackedOperands: 1_000_000,
} as const;
