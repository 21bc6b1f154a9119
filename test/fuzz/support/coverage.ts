/** How often each instruction was met, and how its steps ended. */
import type { StateView } from "../../../offchain/machine/state.ts";
import { decodeInstruction, rowOf } from "../../../offchain/program/instruction.ts";
import { HOST_FUNCTIONS, STATUS } from "../../../offchain/program/tables.ts";
import type { ProgramView } from "../../../offchain/proof/program-view.ts";

/** By instruction (`host` by the name of its function), then by name of the status after. */
export class Coverage {
  readonly counts = new Map<string, Map<string, number>>();

  record(what: string, status: number): void {
    const seen = this.counts.get(what) ?? new Map<string, number>();
    const name = Object.entries(STATUS).find(([, value]) => value === status)?.[0] ?? `${status}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    this.counts.set(what, seen);
  }

  /** Pairs of instruction and status that were met. */
  get pairs(): number {
    return [...this.counts.values()].reduce((sum, seen) => sum + seen.size, 0);
  }

  /** Steps that ended in the status. */
  ended(status: keyof typeof STATUS): number {
    return [...this.counts.values()].reduce((sum, seen) => sum + (seen.get(status) ?? 0), 0);
  }
}

/** What the next step executes: `enter`, `undefined`, or the name of an instruction. */
export function nextInstruction(program: ProgramView, state: StateView): string {
  if (state.status !== STATUS.running) return "enter";
  const pc = Number(state.pc);
  if (pc >= program.codeLength) return "undefined";
  const { op, a } = decodeInstruction(program.code.node(0, pc));
  const name = rowOf(op)?.name ?? "undefined";
  return name === "host" ? `host ${HOST_FUNCTIONS[a]?.name ?? "undefined"}` : name;
}
