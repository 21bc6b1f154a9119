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
}

/** Whether a command is among those of whose number the suite's README speaks. */
export function isReturnOrTrap({ type }: Command): boolean {
  return type === "assert_return" || type === "assert_trap";
}
