/** The assertions that this machine is known not to pass, each with its reason: skips.json. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How many of the suite's returns and traps may be listed. */
export const MOST_SKIPS = 300;

interface SkipGroup {
  readonly reason: string;
  /** Lines of commands, by script. */
  readonly lines: Readonly<Record<string, readonly number[]>>;
}

/** Reasons by script and line. */
export class Skips {
  readonly #reasons = new Map<string, Map<number, string>>();

  constructor(groups: readonly SkipGroup[]) {
    for (const { reason, lines } of groups) {
      for (const [script, numbers] of Object.entries(lines)) {
        const reasons = this.#reasons.get(script) ?? new Map<number, string>();
        for (const line of numbers) {
          if (reasons.has(line)) throw new Error(`${script}:${line} is listed twice`);
          reasons.set(line, reason);
        }
        this.#reasons.set(script, reasons);
      }
    }
  }

  static read(): Skips {
    const file = join(import.meta.dirname, "skips.json");
    return new Skips(JSON.parse(readFileSync(file, "utf8")) as SkipGroup[]);
  }

  /** Names of the scripts with listed lines. */
  get scripts(): readonly string[] {
    return [...this.#reasons.keys()];
  }

  /** The listed lines of a script, with their reasons. */
  of(script: string): ReadonlyMap<number, string> {
    return this.#reasons.get(script) ?? new Map<number, string>();
  }
}
