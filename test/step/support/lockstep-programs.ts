/**
 * Small programs that between them execute every instruction of version 1, at boundaries and into each of
 * its traps. They are assembled by hand: operands and immediates that no compiler makes are part of the
 * purpose.
 */
import { calls, control } from "./programs/control.ts";
import { hosts, whole } from "./programs/hosts.ts";
import { constants, divisions, numeric, variables } from "./programs/numbers.ts";
import type { LockstepProgram } from "./programs/straight.ts";
import { bulk, memory, tableOps } from "./programs/tables-and-memory.ts";

export const LOCKSTEP_PROGRAMS: readonly LockstepProgram[] = [
  ...numeric,
  ...divisions,
  ...constants,
  ...variables,
  ...control,
  ...calls,
  ...tableOps,
  ...memory,
  ...bulk,
  ...hosts,
  ...whole,
];
