/**
 * The one source of the machine's tables: opcodes, what they pop and push, fuel, traps, host
 * functions, limits, state leaves. `npm run generate` derives the Solidity and the AssemblyScript
 * tables from this file; nothing else may define such a number.
 *
 * Opcodes below 0xE0 are WebAssembly's own. The instructions with the prefix 0xFC stand at
 * 0xE0 + their sub-opcode. 0x05 (`else`) is the lowered jump. HOST and BR_ENTRY are ours.
 */

/** Changes whenever a lowering, an encoding, a table or a rule of docs/VM.md changes. */
export const VM_VERSION = 1;

/**
 * The instruction families. One Solidity library and one section of docs/VM.md each. `entry` is
 * read by `br_table`, never executed.
 */
export type Family =
  | "control"
  | "call"
  | "parametric"
  | "variable"
  | "table"
  | "memory"
  | "bulk"
  | "constant"
  | "i32"
  | "i64"
  | "convert"
  | "float"
  | "reference"
  | "host"
  | "entry";

export interface OpcodeRow {
  readonly name: string;
  readonly code: number;
  readonly family: Family;
  /** Operands that must be present before anything else is checked. */
  readonly pops: number;
  /** Operands pushed on success (for rows whose result count is fixed). */
  readonly pushes: number;
  /** Base fuel, paid before the semantic checks; one unit is nominally one nanosecond. */
  readonly fuel: number;
}

/** Families whose execution is not defined yet: their opcodes are undefined to the machine. */
export const UNDEFINED_FAMILIES: ReadonlySet<Family> = new Set<Family>(["float"]);

const rows: OpcodeRow[] = [];

function row(
  family: Family,
  code: number,
  name: string,
  pops: number,
  pushes: number,
  fuel: number,
): void {
  rows.push({ name, code, family, pops, pushes, fuel });
}

/** Consecutive opcodes that differ in name only. */
function run(
  family: Family,
  first: number,
  names: string,
  pops: number,
  pushes: number,
  fuel: number,
): void {
  names
    .trim()
    .split(/\s+/)
    .forEach((name, i) => row(family, first + i, name, pops, pushes, fuel));
}

// Control (docs/VM.md 6.1). Operands that a branch moves are counted by the branch itself.
row("control", 0x00, "unreachable", 0, 0, 1);
row("control", 0x04, "if", 1, 0, 1);
row("control", 0x05, "jump", 0, 0, 1);
row("control", 0x0c, "br", 0, 0, 1);
row("control", 0x0d, "br_if", 1, 0, 1);
row("control", 0x0e, "br_table", 1, 0, 2);
row("entry", 0xf9, "br_entry", 0, 0, 1);

// Calls (6.2).
row("call", 0x0f, "return", 0, 0, 2);
row("call", 0x10, "call", 0, 0, 5);
row("call", 0x11, "call_indirect", 1, 0, 8);

// Parametric and variable (6.3, 6.4).
row("parametric", 0x1a, "drop", 1, 0, 1);
row("parametric", 0x1b, "select", 3, 1, 1);
row("variable", 0x20, "local.get", 0, 1, 1);
row("variable", 0x21, "local.set", 1, 0, 1);
row("variable", 0x22, "local.tee", 1, 1, 1);
row("variable", 0x23, "global.get", 0, 1, 1);
row("variable", 0x24, "global.set", 1, 0, 1);

// Tables (6.5).
row("table", 0x25, "table.get", 1, 1, 2);
row("table", 0x26, "table.set", 2, 0, 2);

// Memory (6.6).
run(
  "memory",
  0x28,
  `i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u
   i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u`,
  1,
  1,
  1,
);
run(
  "memory",
  0x36,
  `i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16
   i64.store32`,
  2,
  0,
  2,
);
row("constant", 0x3f, "memory.size", 0, 1, 1);
row("parametric", 0x40, "memory.grow", 1, 1, 1);

// Constants (6.8).
run("constant", 0x41, "i32.const i64.const f32.const f64.const", 0, 1, 1);

// Integers (6.9).
row("i32", 0x45, "i32.eqz", 1, 1, 1);
run(
  "i32",
  0x46,
  "i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u",
  2,
  1,
  1,
);
row("i64", 0x50, "i64.eqz", 1, 1, 1);
run(
  "i64",
  0x51,
  "i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u",
  2,
  1,
  1,
);
run("float", 0x5b, "f32.eq f32.ne f32.lt f32.gt f32.le f32.ge", 2, 1, 2);
run("float", 0x61, "f64.eq f64.ne f64.lt f64.gt f64.le f64.ge", 2, 1, 2);
run("i32", 0x67, "i32.clz i32.ctz i32.popcnt", 1, 1, 1);
run("i32", 0x6a, "i32.add i32.sub i32.mul", 2, 1, 1);
run("i32", 0x6d, "i32.div_s i32.div_u i32.rem_s i32.rem_u", 2, 1, 6);
run("i32", 0x71, "i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr", 2, 1, 1);
run("i64", 0x79, "i64.clz i64.ctz i64.popcnt", 1, 1, 1);
run("i64", 0x7c, "i64.add i64.sub i64.mul", 2, 1, 1);
run("i64", 0x7f, "i64.div_s i64.div_u i64.rem_s i64.rem_u", 2, 1, 10);
run("i64", 0x83, "i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr", 2, 1, 1);

// Floats (6.10): laid out, executed from a later VM_VERSION on.
run("float", 0x8b, "f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt", 1, 1, 3);
run("float", 0x92, "f32.add f32.sub f32.mul f32.div f32.min f32.max f32.copysign", 2, 1, 3);
run("float", 0x99, "f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt", 1, 1, 3);
run("float", 0xa0, "f64.add f64.sub f64.mul f64.div f64.min f64.max f64.copysign", 2, 1, 3);

// Conversions (6.9 for integers and reinterpretation, 6.10 for the rest).
row("convert", 0xa7, "i32.wrap_i64", 1, 1, 1);
run("float", 0xa8, "i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u", 1, 1, 3);
run("convert", 0xac, "i64.extend_i32_s i64.extend_i32_u", 1, 1, 1);
run("float", 0xae, "i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u", 1, 1, 3);
run(
  "float",
  0xb2,
  `f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64
   f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32`,
  1,
  1,
  3,
);
run(
  "convert",
  0xbc,
  `i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64
   i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s`,
  1,
  1,
  1,
);

// References (6.11).
row("constant", 0xd0, "ref.null", 0, 1, 1);
row("reference", 0xd1, "ref.is_null", 1, 1, 1);
row("constant", 0xd2, "ref.func", 0, 1, 1);

// Prefix 0xFC.
run(
  "float",
  0xe0,
  `i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u
   i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u`,
  1,
  1,
  3,
);
row("bulk", 0xe8, "memory.init", 3, 0, 4);
row("bulk", 0xe9, "data.drop", 0, 0, 2);
row("bulk", 0xea, "memory.copy", 3, 0, 4);
row("bulk", 0xeb, "memory.fill", 3, 0, 4);
row("table", 0xec, "table.init", 3, 0, 3);
row("table", 0xed, "elem.drop", 0, 0, 2);
row("table", 0xee, "table.copy", 3, 0, 3);
row("parametric", 0xef, "table.grow", 2, 1, 1);
row("constant", 0xf0, "table.size", 0, 1, 1);
row("table", 0xf1, "table.fill", 3, 0, 3);

// Host functions (6.12): base fuel is that of the function, see HOST_FUNCTIONS.
row("host", 0xf8, "host", 0, 0, 1);

/** Every opcode, ascending by code. */
export const OPCODES: readonly OpcodeRow[] = [...rows].sort((x, y) => x.code - y.code);

/** Opcode number by name; throws on a name that does not exist (a bug of the caller). */
export function opcode(name: string): number {
  const found = OPCODES.find((r) => r.name === name);
  if (found === undefined) throw new Error(`no opcode is named ${name}`);
  return found.code;
}

export type ValueKind = "i32" | "i64";

export interface HostRow {
  readonly name: string;
  readonly params: readonly ValueKind[];
  readonly results: readonly ValueKind[];
  /** Base fuel of the step `host k`. */
  readonly fuel: number;
}

/**
 * Host functions by number k (the immediate `a` of `host`); number 0 stands for every import that
 * is not on the list: it links, and traps when called (paper 3.3).
 */
export const HOST_FUNCTIONS: readonly HostRow[] = [
  { name: "(unknown import)", params: [], results: [], fuel: 1 },
  { name: "tx_count", params: [], results: ["i32"], fuel: 10 },
  { name: "tx_len", params: ["i32"], results: ["i32"], fuel: 20 },
  { name: "tx_read", params: ["i32", "i32", "i32"], results: [], fuel: 40 },
  { name: "height", params: [], results: ["i64"], fuel: 10 },
  { name: "time", params: [], results: ["i64"], fuel: 10 },
  { name: "keccak256", params: ["i32", "i32", "i32"], results: [], fuel: 400 },
  { name: "sha256", params: ["i32", "i32", "i32"], results: [], fuel: 400 },
  { name: "secp256k1_recover", params: ["i32", "i32"], results: [], fuel: 250_000 },
];

/** Module from which host functions are imported. */
export const HOST_MODULE = "fluence";

/** Charges that come on top of base fuel (docs/VM.md 5). */
export const FUEL = {
  /** `enter`. */
  enter: 1,
  /** Each 4 KiB chunk made dirty, c_fuel/chunk of the paper's (3.5). */
  dirtyChunk: 25_000,
  /** One unit per this many frame slots of a callee, rounded up. */
  slotsPerFuel: 16,
  /** Each started 32-byte word that keccak256 or sha256 reads. */
  hashWord: 50,
  /** Fuel per millisecond of the machine's clock (paper 3.3). */
  perMillisecond: 1_000_000,
} as const;

/** The state's `status` leaf. Above `running`, each value is the reason of a trap. */
export const STATUS = {
  halted: 0,
  running: 1,
  unreachable: 2,
  memoryOutOfBounds: 3,
  divideByZero: 4,
  integerOverflow: 5,
  invalidConversion: 6,
  tableOutOfBounds: 7,
  undefinedElement: 8,
  uninitializedElement: 9,
  indirectCallTypeMismatch: 10,
  stackOverflow: 11,
  outOfFuel: 12,
  invalidProgram: 13,
  unknownImport: 14,
  badHostArgument: 15,
} as const;

export type StatusName = keyof typeof STATUS;

/** Protocol maxima (docs/VM.md 2.4). A package may set lower ones, never higher. */
export const LIMITS = {
  instructions: 1 << 22,
  memoryPages: 16_384,
  frames: 16_384,
  slots: 1 << 18,
  operandHeight: 1_024,
  transactions: 1 << 14,
  transactionBytes: 16_384,
  hashInputBytes: 1_024,
  /** Globals, table elements, passive elements and segments: what a package may declare of each. */
  words: 1 << 20,
} as const;

/** Leaves of the state tree, in order; 14 and 15 are spare and zero (paper 3.2). */
export const STATE_LEAVES = [
  "status",
  "pc",
  "eic",
  "tf",
  "limit",
  "operands",
  "frames",
  "locals",
  "memory",
  "callIndex",
  "globals",
  "tables",
  "dropped",
  "input",
] as const;

/** Domain tags: the most significant byte of the first word of a composite leaf. */
export const TAGS = {
  operands: 0x01,
  frames: 0x02,
  locals: 0x03,
  memory: 0x04,
  globals: 0x05,
  tables: 0x06,
  dropped: 0x07,
  input: 0x08,
  program: 0x20,
} as const;
