/** The order in which modules are linked: each after those that it imports from. */
import { LinkError } from "./errors.ts";
import type { UnlinkedModule } from "./unlinked.ts";

/** Where an import comes from: a linked module, and the name of its export. */
export interface Source {
  readonly module: string;
  readonly name: string;
}

export interface LinkInput {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where an import comes from; if left out, from the linked module of that name. */
  readonly resolve?: (module: string, name: string) => Source;
}

/** A module that has been read and found valid. */
export interface Candidate {
  readonly name: string;
  readonly module: UnlinkedModule;
  /** By import, in the order of the module's imports. */
  readonly sources: readonly Source[];
}

/**
 * The candidates, each after those that it depends on, otherwise in the order given.
 * @throws LinkError `duplicate-name`, `import-cycle`.
 */
export function inDependencyOrder(candidates: readonly Candidate[]): Candidate[] {
  const names = new Set<string>();
  for (const { name } of candidates) {
    if (names.has(name)) {
      throw new LinkError("duplicate-name", [name], `two modules are named ${name}: rename one`);
    }
    names.add(name);
  }
  const waiting = [...candidates];
  const ordered: Candidate[] = [];
  const done = new Set<string>();
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ sources }) =>
      sources.every(({ module }) => done.has(module) || !names.has(module)),
    );
    if (next < 0) {
      const cycle = waiting.map(({ name }) => name);
      throw new LinkError(
        "import-cycle",
        cycle,
        `modules import from each other (${cycle.join(", ")}): move what they share to one of its own`,
      );
    }
    const [candidate] = waiting.splice(next, 1);
    ordered.push(candidate!);
    done.add(candidate!.name);
  }
  return ordered;
}
