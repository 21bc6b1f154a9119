/** The custom section `name`, as far as functions are concerned: for people, never for the machine. */
import type { Cursor } from "../bytes/cursor.ts";
import { readName } from "./read.ts";

const FUNCTION_NAMES = 1;

/**
 * Function names by function index. Custom sections cannot make a module malformed, so a section
 * that cannot be read just yields the names before the fault.
 * @param section The section's contents, after its own name.
 */
export function readFunctionNames(section: Cursor): Map<number, string> {
  const names = new Map<number, string>();
  try {
    while (!section.done) {
      const id = section.u8();
      const subsection = section.fork(section.varU32());
      if (id === FUNCTION_NAMES) readNameMap(subsection, names);
    }
  } catch {
    // What follows the fault is not readable.
  }
  return names;
}

function readNameMap(cursor: Cursor, names: Map<number, string>): void {
  for (let left = cursor.varU32(); left > 0; left--) {
    const index = cursor.varU32();
    names.set(index, readName(cursor));
  }
}
