/** The interpreter's WebAssembly module, as its host sees it. */
import { MachineError } from "../errors.ts";

/** i32 and i64 globals of the module; the latter are read as signed. */
interface Register<T> {
  value: T;
}

/** Registers of the state that fit 32 bits, and those of 64, by their names in the module. */
export const SMALL_REGISTERS = [
  "status",
  "pc",
  "sp",
  "fp",
  "locals",
  "frames",
  "slots",
  "txCount",
] as const;
export const WIDE_REGISTERS = ["eic", "tf", "limit", "callIndex", "height"] as const;

/** Addresses in the module's memory, and `upperDepth`. */
type Place =
  | "codeAt"
  | "fastAt"
  | "functionsAt"
  | "dataAt"
  | "elementsAt"
  | "globalsAt"
  | "tablesAt"
  | "droppedAt"
  | "stackAt"
  | "framesAt"
  | "chainsAt"
  | "stampsAt"
  | "rootsAt"
  | "upperAt"
  | "localsTreeAt"
  | "globalsTreeAt"
  | "tablesTreeAt"
  | "droppedTreeAt"
  | "free"
  | "dataHash"
  | "nextDataHash"
  | "upperDepth"
  | "GUEST"
  | "FLAGS"
  | "NODES"
  | "LEAVES"
  | "ROOT"
  | "CALLER_CHAIN"
  | "CALLER_LOCALS";

export type SmallRegister = (typeof SMALL_REGISTERS)[number];
export type WideRegister = (typeof WIDE_REGISTERS)[number];

export type Exports = Readonly<
  Record<SmallRegister | Place, Register<number>> & Record<WideRegister, Register<bigint>>
> & {
  readonly memory: WebAssembly.Memory;
  /** 1 in the build that makes every check. */
  readonly CHECKING: Register<number>;
  readonly held: Register<number>;
  layOut(
    codeLength: number,
    pages: number,
    maxFrames: number,
    maxSlots: number,
    gatewayEntry: number,
    gatewayLocals: number,
    frameHeight: number,
    globals: number,
    tableSlots: number,
    segments: number,
    functions: number,
    dataLeaves: number,
    elements: number,
  ): void;
  /** Decodes what the host has written, and makes the state VM_0. */
  plant(): void;
  enter(txCount: number, height: bigint, allowance: bigint): void;
  openOutermost(locals: number, slots: number): void;
  /** At most `steps` (u64) instructions; the steps that are left. */
  run(steps: bigint): bigint;
  runExact(steps: bigint, toBlock: number): bigint;
  runUntil(pc: number, frames: number): void;
  holdAtEnd(on: number): void;
  countExecutions(on: number): number;
  touchFromOutside(chunk: number): void;
  readStamps(): void;
  refresh(): void;
  openLocals(): void;
  openTopFrame(): number;
  rawNode(from: number, level: number, to: number): void;
  reserve(bytes: bigint): number;
  hash2(from: number, to: number): void;
  hashPairs(from: number, count: number, to: number): void;
  keccak(from: number, length: number, to: number): void;
};

/** What the module asks its host for. */
export interface Host {
  /** Length in bytes of transaction `index` of the block that was entered. */
  txLength(index: number): number;
  /** 32 bytes of it from `offset` on, zeros past its end. */
  txRead(index: number, offset: number): Uint8Array;
  /** From hash, v, r, s (128 bytes) to 32. */
  recover(input: Uint8Array): Uint8Array;
}

/** @throws MachineError "out-of-memory", later too, where the module asks for more than there is. */
export function instantiate(module: WebAssembly.Module, host: Host): Exports {
  const bytes = (at: number, length: number): Uint8Array =>
    new Uint8Array(exports.memory.buffer, u32(at), length);
  const imports = {
    txLength: (index: number) => host.txLength(u32(index)),
    txRead: (index: number, offset: number, to: number) =>
      bytes(to, 32).set(host.txRead(u32(index), u32(offset))),
    recover: (from: number, to: number) =>
      bytes(to, 32).set(host.recover(bytes(from, 128).slice())),
    outOfMemory: (): never => {
      throw new MachineError("out-of-memory", "The program needs more memory than there is.");
    },
  };
  const instance = new WebAssembly.Instance(module, { host: imports });
  const exports = instance.exports as unknown as Exports;
  return exports;
}

/** u32 from an i32 global or result. */
export function u32(value: number): number {
  return value >>> 0;
}

/** u64 from an i64 global or result. */
export function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
