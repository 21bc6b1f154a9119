/** V8 as a witness: runs the untouched module, with host functions written here. */
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

import { recoverWithNoble } from "../../../offchain/machine/recover.ts";
import type { StatusName } from "../../../offchain/program/tables.ts";
import type { BlockSpec } from "../generate/modules.ts";
import { functionExport, globalExport, tableExport } from "../generate/module.ts";
import type { ModuleSpec } from "../generate/module.ts";
import type { ValueType } from "../generate/wasm.ts";

/** Traps that a message of V8 can stand for. */
const MESSAGES: readonly (readonly [RegExp, readonly StatusName[]])[] = [
  [/^unreachable/, ["unreachable"]],
  [/^memory access out of bounds/, ["memoryOutOfBounds"]],
  [/^(divide|remainder) by zero/, ["divideByZero"]],
  [/^divide result unrepresentable/, ["integerOverflow"]],
  [/^float unrepresentable/, ["integerOverflow", "invalidConversion"]],
  [/^table (index|access) (is )?out of bounds/, ["tableOutOfBounds", "undefinedElement"]],
  [/^null function or function signature/, ["uninitializedElement", "indirectCallTypeMismatch"]],
  [/segment .*out of bounds/, ["memoryOutOfBounds", "tableOutOfBounds"]],
];

/** How a call ended: with results as bits (references as index + 1), or in one of some traps. */
export type Ending =
  | { readonly results: readonly bigint[]; readonly traps?: undefined }
  | { readonly results?: undefined; readonly traps: readonly StatusName[] };

/** Thrown by a host function: the machine's trap. */
class HostTrap extends Error {
  readonly status: StatusName;

  constructor(status: StatusName) {
    super(status);
    this.status = status;
  }
}

function unlessBad(bad: boolean, status: StatusName): void {
  if (bad) throw new HostTrap(status);
}

export class Oracle {
  readonly #spec: ModuleSpec;
  readonly #host: OracleHost;
  #instance: WebAssembly.Instance | undefined;

  constructor(spec: ModuleSpec) {
    this.#spec = spec;
    this.#host = new OracleHost();
  }

  /** Makes the instance: what the prologue does. */
  instantiate(bytes: Uint8Array, block?: BlockSpec): Ending {
    if (block !== undefined) this.#host.block = block;
    const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
    return this.#ending(() => {
      // A start function may call the host before there are exports: the memory is not there yet.
      this.#instance = new WebAssembly.Instance(module, {
        fluence: this.#host.functions,
        env: { missing: () => unlessBad(true, "unknownImport") },
      });
      this.#host.memory = this.exports.memory as WebAssembly.Memory;
      return undefined;
    }, []);
  }

  get exports(): WebAssembly.Exports {
    if (this.#instance === undefined) throw new Error("there is no instance");
    return this.#instance.exports;
  }

  callGateway(block: BlockSpec): Ending {
    this.#host.block = block;
    return this.#ending(() => this.#exported("gateway")(), []);
  }

  /** Arguments are bits of i32 and i64. */
  call(index: number, args: readonly bigint[]): Ending {
    const { params, results } = this.#spec.functions[index - this.#spec.imports.length]!;
    const values = args.map((arg, i) =>
      params[i] === "i64" ? BigInt.asIntN(64, arg) : Number(BigInt.asIntN(32, arg)),
    );
    return this.#ending(() => this.#exported(functionExport(index))(...values), results);
  }

  get memory(): Uint8Array {
    return new Uint8Array((this.exports.memory as WebAssembly.Memory).buffer);
  }

  /** Values of all globals as bits; a NaN is undefined, since JavaScript does not keep its bits. */
  globals(): (bigint | undefined)[] {
    return this.#spec.globals.map(({ type }, i) => {
      const global = this.exports[globalExport(i)] as WebAssembly.Global;
      return this.#bits(global.value as unknown, type);
    });
  }

  /** Elements of all tables, one table after the other. */
  tables(): bigint[] {
    return this.#spec.tables.flatMap((size, i) => {
      const table = this.exports[tableExport(i)] as WebAssembly.Table;
      return Array.from({ length: size }, (_, at) => this.#reference(table.get(at)));
    });
  }

  #exported(name: string): (...args: unknown[]) => unknown {
    return this.exports[name] as (...args: unknown[]) => unknown;
  }

  #ending(run: () => unknown, types: readonly ValueType[]): Ending {
    try {
      const value = run();
      const values = types.length === 1 ? [value] : types.length === 0 ? [] : [...(value as [])];
      return { results: values.map((each, i) => this.#bits(each, types[i]!) ?? NAN) };
    } catch (error) {
      if (error instanceof HostTrap) return { traps: [error.status] };
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      const known = MESSAGES.find(([pattern]) => pattern.test(bare(error.message)));
      if (known === undefined) throw new Error(`unknown trap of V8: ${error.message}`);
      return { traps: known[1] };
    }
  }

  #bits(value: unknown, type: ValueType): bigint | undefined {
    switch (type) {
      case "i32":
        return BigInt.asUintN(32, BigInt(value as number));
      case "i64":
        return BigInt.asUintN(64, value as bigint);
      case "f32":
      case "f64":
        return Number.isNaN(value) ? undefined : floatBits(value as number, type);
      default:
        return this.#reference(value);
    }
  }

  #reference(value: unknown): bigint {
    if (value === null) return 0n;
    const count = this.#spec.imports.length + this.#spec.functions.length;
    for (let i = 0; i < count; i++) {
      if (this.exports[functionExport(i)] === value) return BigInt(i + 1);
    }
    throw new Error("a reference to no function of the module");
  }
}

/** Stands for any NaN among results. */
export const NAN = -1n;

function bare(message: string): string {
  return message.replace(/^WebAssembly\.Instance\(\): /, "");
}

function floatBits(value: number, type: "f32" | "f64"): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (type === "f64") {
    view.setFloat64(0, value);
    return view.getBigUint64(0);
  }
  view.setFloat32(0, value);
  return BigInt(view.getUint32(0));
}

/** The host functions of docs/VM.md 6.12, but for the clock. */
class OracleHost {
  block: BlockSpec = { height: 0n, transactions: [] };
  memory: WebAssembly.Memory | undefined;

  readonly functions = {
    tx_count: (): number => this.block.transactions.length,
    height: (): bigint => BigInt.asIntN(64, this.block.height),
    tx_len: (index: number): number => this.#transaction(index).length,
    tx_read: (index: number, offset: number, to: number): void => {
      const transaction = this.#transaction(index);
      this.#aligned(to);
      const target = this.#bytes(to, 32);
      unlessBad(offset >>> 0 > transaction.length, "badHostArgument");
      target.fill(0).set(transaction.subarray(offset >>> 0, (offset >>> 0) + 32));
    },
    keccak256: (from: number, length: number, to: number): void =>
      this.#hash(keccak_256, from, length, to),
    sha256: (from: number, length: number, to: number): void =>
      this.#hash(sha256, from, length, to),
    secp256k1_recover: (from: number, to: number): void => {
      this.#aligned(from, to);
      const input = this.#bytes(from, 128);
      this.#bytes(to, 32).set(recoverWithNoble(input.slice()));
    },
  };

  #hash(hash: (bytes: Uint8Array) => Uint8Array, from: number, length: number, to: number): void {
    unlessBad(length >>> 0 > 1_024, "badHostArgument");
    this.#aligned(from, to);
    const input = this.#bytes(from, length);
    this.#bytes(to, 32).set(hash(input.slice()));
  }

  #transaction(index: number): Uint8Array {
    const transaction = this.block.transactions[index >>> 0];
    if (transaction === undefined) throw new HostTrap("badHostArgument");
    return transaction;
  }

  #aligned(...pointers: readonly number[]): void {
    unlessBad(
      pointers.some((pointer) => pointer % 32 !== 0),
      "badHostArgument",
    );
  }

  #bytes(from: number, length: number): Uint8Array {
    if (this.memory === undefined) throw new NoMemoryYet();
    const bytes = new Uint8Array(this.memory.buffer);
    unlessBad((from >>> 0) + (length >>> 0) > bytes.length, "memoryOutOfBounds");
    return bytes.subarray(from >>> 0, (from >>> 0) + (length >>> 0));
  }
}

/** A start function wants the memory before JavaScript can have it: such a module has no oracle. */
export class NoMemoryYet extends Error {}
