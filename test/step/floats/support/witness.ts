/** What WebAssembly's float instructions yield in V8. */
import { STATUS } from "../../../../offchain/program/tables.ts";
import { wat } from "../../../module/wat.ts";
import type { Operation } from "./operations.ts";
import { FORMATS, OPERATIONS, isFloat, isNaNIn } from "./operations.ts";

/** As the contract gives it. */
export interface Outcome {
  readonly status: number;
  /** Zero-extended to 64 bits; 0 with a trap. */
  readonly result: bigint;
}

/** Operands at 0 and 8, the result at 16. Values pass through memory: a number of JavaScript is not
 * sure to keep a NaN's bits. */
function exportOf({ name, operands, result }: Operation): string {
  const loads = operands.map((type, i) => `(${type}.load (i32.const ${8 * i}))`).join(" ");
  return `(func (export "${name}") (${result}.store (i32.const 16) (${name} ${loads})))`;
}

const MODULE = `(module (memory (export "memory") 1) ${OPERATIONS.map(exportOf).join("\n")})`;

const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(wat(MODULE))));
const memory = new DataView((instance.exports.memory as WebAssembly.Memory).buffer);

/** Runs one instruction; NaNs that arithmetic yields are replaced by the machine's. */
export function witness(operation: Operation, x: bigint, y: bigint): Outcome {
  memory.setBigUint64(0, x, true);
  memory.setBigUint64(8, y, true);
  memory.setBigUint64(16, 0n, true);
  try {
    (instance.exports[operation.name] as () => void)();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    return { status: trapOf(operation, x), result: 0n };
  }
  const result = memory.getBigUint64(16, true);
  const type = operation.result;
  const arithmeticNaN = isFloat(type) && !operation.keepsNaN && isNaNIn(type, result);
  return { status: STATUS.running, result: arithmeticNaN ? FORMATS[type].nan : result };
}

/** V8 tells its two traps of conversion not apart; the specification does (WebAssembly 2.0, 4.3.3). */
function trapOf({ operands }: Operation, x: bigint): number {
  const [type] = operands;
  if (type === undefined || !isFloat(type)) throw new Error("only conversions from floats trap");
  const value = BigInt.asUintN(FORMATS[type].bits, x);
  return isNaNIn(type, value) ? STATUS.invalidConversion : STATUS.integerOverflow;
}
