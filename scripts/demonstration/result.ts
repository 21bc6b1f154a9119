/** The result of a demonstration as one object, for machines. */
import type { ContractTransactionReceipt } from "ethers";

import type { Arena, Quarrel } from "../../offchain/player/arena.ts";
import type { Confirmation } from "./ledger.ts";
import type { Share } from "./profile.ts";
import type { DemonstrationOptions } from "./options.ts";

export interface GasRow {
  readonly transactions: number;
  readonly gas: bigint;
}

export interface Divergence {
  /** Of the state on which both agree last. */
  readonly eic: bigint;
  readonly pc: number;
  readonly function: string;
  readonly opcode: string;
}

export interface DemonstrationResult {
  /** Whether the liar, and nobody else, was slashed. */
  readonly ok: boolean;
  readonly verdict: string;
  readonly reason?: string | undefined;
  readonly slashed?: readonly string[];
  readonly divergence?: Divergence | undefined;
  /** Lists posted. */
  readonly rounds?: number;
  readonly transactions?: number;
  readonly gas?: { readonly byKind: Readonly<Record<string, GasRow>>; readonly total: bigint };
  readonly instructions?: { readonly honest: bigint; readonly lying: bigint };
  /** Instructions run by each player in all, over those of its own trace. */
  readonly work?: { readonly honest: number; readonly liar: number };
  readonly answers?: { readonly given: number; readonly confirmed: number } | undefined;
  readonly instructionsByPurpose?: readonly Share[];
  readonly peakMemoryMiB?: number;
  readonly seconds: Readonly<Record<string, number>>;
}

/** Whether the right party lost. */
export function isRight(arena: Arena, quarrel: Quarrel): boolean {
  return quarrel.slashed.length === 1 && quarrel.slashed[0] === arena.liar.address;
}

export function gasByKind(quarrel: Quarrel): Record<string, GasRow> {
  const rows: Record<string, GasRow> = {};
  const count = (kind: string, { gasUsed }: ContractTransactionReceipt): void => {
    const row = rows[kind] ?? { transactions: 0, gas: 0n };
    rows[kind] = { transactions: row.transactions + 1, gas: row.gas + gasUsed };
  };
  count("open", quarrel.opening);
  for (const { kind, receipt } of quarrel.moves) count(kind, receipt);
  return rows;
}

export function resultOf(
  arena: Arena,
  quarrel: Quarrel,
  options: DemonstrationOptions,
  confirmation: Confirmation | undefined,
  shares: readonly Share[],
  seconds: Readonly<Record<string, number>>,
): DemonstrationResult {
  const byKind = gasByKind(quarrel);
  const rows = Object.values(byKind);
  const { explanation } = quarrel;
  const honestSide = options.liarSide === "accused" ? "challenger" : "accused";
  const runs = (side: "accused" | "challenger", of: bigint): number =>
    Number(quarrel.work[side]) / Number(of);
  return {
    ok:
      isRight(arena, quarrel) &&
      (confirmation === undefined || confirmation.confirmed === confirmation.answers),
    verdict: quarrel.outcome,
    slashed: quarrel.slashed,
    divergence: explanation && {
      eic: explanation.eic,
      pc: explanation.pc,
      function: explanation.function,
      opcode: explanation.opcode,
    },
    rounds: quarrel.moves.filter((m) => m.kind === "postList" || m.kind === "answerList").length,
    transactions: rows.reduce((sum, row) => sum + row.transactions, 0),
    gas: { byKind, total: rows.reduce((sum, row) => sum + row.gas, 0n) },
    instructions: { honest: quarrel.honest.instructions, lying: quarrel.lying.instructions },
    work: {
      honest: runs(honestSide, quarrel.honest.instructions),
      liar: runs(options.liarSide, quarrel.lying.instructions),
    },
    answers: confirmation && { given: confirmation.answers, confirmed: confirmation.confirmed },
    instructionsByPurpose: shares,
    peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    seconds,
  };
}
