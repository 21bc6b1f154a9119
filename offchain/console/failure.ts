import { toJson } from "./output.ts";

/** An error that says what to do: its class has a `code`, and its message is one line. */
function isExpected(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === "string";
}

/** Command-line arguments that make no sense together, or at all. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage";
}

/**
 * Runs a command. An expected failure is one line (with `json`, one object) and exit code 1; an
 * unexpected one is a fault of the program and is thrown with its stack.
 */
export async function orFail(json: boolean, command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!isExpected(error)) throw error;
    if (json) console.log(toJson({ error: error.code, message: error.message }));
    else console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}
