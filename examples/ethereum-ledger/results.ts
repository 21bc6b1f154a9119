/** The answers that the package leaves in its memory (assembly/answers.ts), decoded and printed. */
import type { Command } from "./commands.ts";

/** Where the answers lie; the package exports the same number as `result_ptr`. */
export const RESULT_POINTER = 0x2_0000;
/** The most that they take. */
export const RESULT_BYTES = 0x20_0000;

/** "FLA1", little-endian. */
const MAGIC = 0x3141_4c46;
const DAY_BYTES = 40;

/** Statuses by number (assembly/status.ts). */
export const STATUSES = [
  "ok",
  "malformed-command",
  "invalid-rlp",
  "invalid-transaction",
  "invalid-signature",
  "duplicate",
  "unknown-name",
  "table-full",
  "answers-full",
] as const;

export type Status = (typeof STATUSES)[number];

/** One answer as it stands in memory. */
export interface RawAnswer {
  readonly status: Status;
  readonly body: Uint8Array;
}

/** One line of the answer to a query. */
export interface DayAverage {
  /** As YYYY-MM-DD, UTC. */
  readonly date: string;
  readonly transactions: number;
  /** ⌊average of gas price × gas limit⌋ in wei. */
  readonly averageCost: bigint;
}

export type Answer =
  | { readonly kind: "inserted"; readonly hash: string; readonly sender: string }
  | { readonly kind: "named" }
  | { readonly kind: "averages"; readonly days: readonly DayAverage[] }
  | { readonly kind: "refused"; readonly status: Exclude<Status, "ok"> };

/** Thrown where memory holds no answers to the block that was asked about. */
export class AnswersError extends Error {
  readonly code: "no-answers" | "other-block" | "other-count";

  constructor(code: AnswersError["code"], message: string) {
    super(message);
    this.name = "AnswersError";
    this.code = code;
  }
}

/** Reads the answers out of an image of the memory. Throws AnswersError if there are none. */
export function readRawAnswers(
  memory: Uint8Array,
  pointer = RESULT_POINTER,
): { height: bigint; answers: RawAnswer[] } {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  if (view.getUint32(pointer, true) !== MAGIC) {
    throw new AnswersError("no-answers", "memory holds no answers: run a block first");
  }
  const count = view.getUint32(pointer + 4, true);
  const height = view.getBigUint64(pointer + 8, true);
  const answers: RawAnswer[] = [];
  let at = pointer + 16;
  for (let i = 0; i < count; i++) {
    const status = STATUSES[view.getUint32(at, true)]!;
    const end = at + 8 + view.getUint32(at + 4, true);
    answers.push({ status, body: memory.slice(at + 8, end) });
    at = end;
  }
  return { height, answers };
}

/** The answers to the commands of the block at `height`. Throws AnswersError. */
export function readAnswers(
  memory: Uint8Array,
  height: bigint,
  commands: readonly Command[],
): Answer[] {
  const found = readRawAnswers(memory);
  if (found.height !== height) {
    throw new AnswersError("other-block", `the answers are those to block ${found.height}`);
  }
  if (found.answers.length !== commands.length) {
    const message = `${found.answers.length} answers to ${commands.length} commands`;
    throw new AnswersError("other-count", `${message}: the block was not finished`);
  }
  return commands.map((command, i) => decode(command, found.answers[i]!));
}

function decode(command: Command, { status, body }: RawAnswer): Answer {
  if (status !== "ok") return { kind: "refused", status };
  switch (command.kind) {
    case "insert":
      return { kind: "inserted", hash: hex(body.subarray(0, 32)), sender: hex(body.subarray(32)) };
    case "name":
      return { kind: "named" };
    case "query":
      return { kind: "averages", days: daysIn(body) };
  }
}

function daysIn(body: Uint8Array): DayAverage[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return Array.from({ length: body.length / DAY_BYTES }, (_, i) => {
    const at = i * DAY_BYTES;
    let averageCost = 0n;
    for (let limb = 3; limb >= 0; limb--) {
      averageCost = (averageCost << 64n) | view.getBigUint64(at + 8 + 8 * limb, true);
    }
    const transactions = view.getUint32(at + 4, true);
    return { date: dateOf(view.getUint32(at, true)), transactions, averageCost };
  });
}

/** A day since 1970 as YYYY-MM-DD. */
export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

/** The answer to a query as lines of a table; costs in ether with all 18 digits. */
export function formatTable(days: readonly DayAverage[]): string[] {
  const lines = days.map(({ date, transactions, averageCost }) => {
    return `${date}  ${transactions.toString().padStart(12)}  ${ether(averageCost).padStart(24)}`;
  });
  return [`${"date".padEnd(10)}  transactions  ${"average cost, ether".padStart(24)}`, ...lines];
}

function ether(wei: bigint): string {
  const digits = wei.toString().padStart(19, "0");
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
}
