/**
 * The ledger once more, as plainly as it can be written: maps, `bigint` and ethers. It shares no
 * code with the package, and confirms its answers.
 */
import { Transaction, hexlify } from "ethers";

import { dayOf } from "./commands.ts";
import type { Command, InsertCommand, NameCommand, QueryCommand } from "./commands.ts";
import { dateOf } from "./results.ts";
import type { Answer, DayAverage } from "./results.ts";

interface Row {
  readonly receiver: string | null;
  readonly day: number;
  readonly cost: bigint;
}

/** Takes well-formed commands only: ethers throws at a transaction that it cannot read. */
export class LedgerOracle {
  readonly #transactions = new Map<string, Row>();
  /** Names by address. */
  readonly #contracts = new Map<string, string>();

  execute(command: Command): Answer {
    switch (command.kind) {
      case "insert":
        return this.#insert(command);
      case "name":
        return this.#name(command);
      case "query":
        return this.#query(command);
    }
  }

  #insert({ raw, timestamp }: InsertCommand): Answer {
    const tx = Transaction.from(hexlify(raw));
    const hash = tx.hash!;
    if (this.#transactions.has(hash)) return { kind: "refused", status: "duplicate" };
    this.#transactions.set(hash, {
      receiver: tx.to?.toLowerCase() ?? null,
      day: dayOf(timestamp),
      cost: tx.gasPrice! * tx.gasLimit,
    });
    return { kind: "inserted", hash, sender: tx.from!.toLowerCase() };
  }

  #name({ address, name }: NameCommand): Answer {
    const key = address.toLowerCase();
    if (this.#contracts.has(key)) return { kind: "refused", status: "duplicate" };
    this.#contracts.set(key, name);
    return { kind: "named" };
  }

  #query({ name, firstDay, lastDay }: QueryCommand): Answer {
    const known = [...this.#contracts.values()].includes(name);
    if (!known) return { kind: "refused", status: "unknown-name" };
    const costs = new Map<number, bigint[]>();
    for (const { receiver, day, cost } of this.#transactions.values()) {
      if (receiver === null || this.#contracts.get(receiver) !== name) continue;
      if (day < firstDay || day > lastDay) continue;
      const ofDay = costs.get(day) ?? [];
      ofDay.push(cost);
      costs.set(day, ofDay);
    }
    const days = [...costs].sort(([a], [b]) => a - b).map(([day, list]) => average(day, list));
    return { kind: "averages", days };
  }
}

function average(day: number, costs: readonly bigint[]): DayAverage {
  const sum = costs.reduce((a, b) => a + b, 0n);
  const transactions = costs.length;
  return { date: dateOf(day), transactions, averageCost: sum / BigInt(transactions) };
}
