/** What became of one command of a script. */
import type { Command } from "./script.ts";

export type Verdict =
  | "passed"
  /** The result is not the expected one. */
  | "failed"
  /** It could only have passed if this version executed floating-point instructions. */
  | "awaiting floats";

export interface Outcome {
  readonly command: Command;
  readonly verdict: Verdict;
  /** What went wrong, if anything did. */
  readonly detail: string;
  /** Where the second witness of the run differs; filled until that one has finished. */
  readonly mismatches: readonly string[];
}

/** Whether a command is one of the 23,707 of which few may be skipped. */
export function isReturnOrTrap({ type }: Command): boolean {
  return type === "assert_return" || type === "assert_trap";
}
