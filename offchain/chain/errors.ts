/** What goes wrong between a client and the chain. */
import { isHexString } from "ethers";

import { ARBITER_INTERFACE } from "./abi.ts";

/**
 * - `reverted`: the Arbiter refused the call; `reason` is its error's name;
 * - `unknown-revert`: a contract refused it with data that is no error of the Arbiter;
 * - `no-arbiter`: there is no Arbiter at the address;
 * - `no-such-game`: the Arbiter knows no such game;
 * - `list-not-found`: the list that is to be answered was not found among the events;
 * - `no-stepper`: there is no stepper of the wanted version at the address, on this chain.
 */
export type ChainErrorCode =
  "reverted" | "unknown-revert" | "no-arbiter" | "no-such-game" | "list-not-found" | "no-stepper";

export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly code: ChainErrorCode;
  /** Name of the Solidity error; empty unless `code` is `reverted`. */
  readonly reason: string;
  /** Its arguments. */
  readonly args: readonly unknown[];

  constructor(
    code: ChainErrorCode,
    message: string,
    details: { reason?: string; args?: readonly unknown[]; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.code = code;
    this.reason = details.reason ?? "";
    this.args = details.args ?? [];
  }
}

/** Runs `call` and turns a revert into a ChainError; other failures pass. */
export async function explained<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const data = revertData(error);
    if (data === undefined) throw error;
    const parsed = ARBITER_INTERFACE.parseError(data);
    if (parsed === null) {
      throw new ChainError("unknown-revert", `a contract refused the call: ${data}`, {
        cause: error,
      });
    }
    const args: readonly unknown[] = [...(parsed.args as Iterable<unknown>)];
    const shown = args.map((arg) => String(arg)).join(", ");
    throw new ChainError("reverted", `the Arbiter refused the call: ${parsed.name}(${shown})`, {
      reason: parsed.name,
      args,
      cause: error,
    });
  }
}

/** The revert data that a provider's error carries, at whatever depth it carries it. */
function revertData(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 4) return undefined;
  const { data, cause, error: inner, info } = error as Record<string, unknown>;
  if (isHexString(data) && data.length >= 10) return data;
  for (const next of [data, cause, inner, info]) {
    const found = revertData(next, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
