/** Tells a person, line by line, what the demonstration does. */
import { ether, grouped, short, table } from "../../offchain/console/output.ts";
import { explanationRows, statusName } from "../../offchain/explain/explain.ts";
import { pairs } from "../../offchain/console/output.ts";
import { toHex } from "../../offchain/bytes/hex.ts";
import type { Arena, Money, Quarrel } from "../../offchain/player/arena.ts";
import type { LieKind } from "../../offchain/player/lies.ts";
import type { Ran } from "../../offchain/player/node.ts";
import type { Played } from "../../offchain/player/play.ts";
import type { Confirmation } from "./ledger.ts";
import type { Share } from "./profile.ts";
import { gasByKind, isRight } from "./result.ts";
import type { DemonstrationResult } from "./result.ts";
import type { Scenario } from "./scenario.ts";

export class Reporter {
  readonly #loud: boolean;
  readonly #seconds = new Map<string, number>();
  #current: { readonly name: string; readonly started: number } | undefined;

  /** @param loud Whether anything is printed; times are taken all the same. */
  constructor(loud: boolean) {
    this.#loud = loud;
  }

  /** Seconds by phase. */
  seconds(): Record<string, number> {
    return Object.fromEntries(this.#seconds);
  }

  begin(name: string): void {
    this.#current = { name, started: performance.now() };
  }

  end(): void {
    if (this.#current === undefined) return;
    const { name, started } = this.#current;
    this.#seconds.set(name, Number(((performance.now() - started) / 1000).toFixed(2)));
    this.#current = undefined;
  }

  async phase<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    this.begin(name);
    const value = await work();
    this.end();
    return value;
  }

  deployed({ name, package: pack }: Scenario, arena: Arena): void {
    this.#title("The package");
    this.#print(
      pairs([
        ["package", name],
        ["H_Ψ", pack.commitment.programHash],
        ["instructions", pack.commitment.codeLength],
        ["memory", `${pack.program.memoryPages} pages of 64 KiB`],
        ["Arbiter", arena.deployment.arbiter],
        ["honest node", arena.honest.address],
        ["lying node", arena.liar.address],
      ]),
    );
    this.#title("Blocks on which both agree");
  }

  ranTogether(title: string, ran: Ran): void {
    const { claim } = ran.claim;
    this.#print(
      `block ${claim.height} (${title}): ${grouped(ran.instructions)} instructions, ` +
        `${statusName(ran.status)}, H_VM ${short(claim.end)}`,
    );
  }

  disputed(title: string, honest: Ran, lying: Ran, lie: LieKind): void {
    this.#title(
      `Block ${honest.claim.claim.height} (${title}): one machine has its ${lie} changed`,
    );
    const row = (who: string, { claim, instructions, status, endCounters }: Ran): unknown[] => [
      who,
      instructions,
      endCounters.tf,
      statusName(status),
      short(claim.claim.end),
    ];
    this.#print(
      table(
        ["node", "instructions", "tf", "status", "signed H_VM"],
        [row("honest", honest), row("liar", lying)],
      ),
    );
    this.#title("The quarrel: (lo, hi] shrinks with every answer");
  }

  move({ side, kind, dispute, receipt }: Played): void {
    const { lo, hi, agreed, stated } = dispute;
    this.#print(
      `${side.padEnd(10)}  ${kind.padEnd(12)}  ${grouped(receipt.gasUsed).padStart(8)} gas   ` +
        `(${grouped(lo)}, ${grouped(hi)}] = ${grouped(hi - lo)}   agreed ${short(agreed)}   ` +
        `${short(stated.challenger)} ≠ ${short(stated.accused)}`,
    );
  }

  verdict(arena: Arena, quarrel: Quarrel): void {
    const { explanation } = quarrel;
    if (explanation !== undefined) {
      this.#title("The instruction in dispute, as the Arbiter executed it");
      this.#print(pairs(explanationRows(explanation)));
      const { stated } = quarrel.last;
      const right = toHex(explanation.hashAfter) === stated.challenger ? "challenger" : "accused";
      this.#print(`so the ${right} was right`);
    }
    this.#title("Money");
    const row = (who: string, of: "honest" | "liar"): unknown[] => [
      who,
      ether(quarrel.money.before[of].deposit),
      ether(quarrel.money.after[of].deposit),
      ether(quarrel.money.after[of].owed),
    ];
    this.#print(
      table(
        ["node", "deposit before", "deposit after", "reward"],
        [row("honest", "honest"), row("liar", "liar")],
      ),
    );
    this.#print(`burned: ${ether(burned(quarrel.money.after) - burned(quarrel.money.before))}`);
    this.#title("Gas");
    const rows = Object.entries(gasByKind(quarrel));
    const sum = rows.reduce((total, [, r]) => total + r.gas, 0n);
    const count = rows.reduce((total, [, r]) => total + r.transactions, 0);
    this.#print(
      table(
        ["move", "transactions", "gas"],
        [...rows.map(([kind, r]) => [kind, r.transactions, r.gas]), ["total", count, sum]],
      ),
    );
    this.#title("Verdict");
    this.#print(
      `${quarrel.outcome}: slashed ${quarrel.slashed.join(", ") || "nobody"}` +
        (isRight(arena, quarrel) ? ", the liar and nobody else" : ": THIS IS WRONG"),
    );
  }

  package(confirmation: Confirmation | undefined, shares: readonly Share[]): void {
    this.#title("What the disputed block did");
    const all = shares.reduce((sum, s) => sum + s.instructions, 0);
    this.#print(
      table(
        ["part of the package", "instructions", "share"],
        shares.map((s) => [
          s.purpose,
          s.instructions,
          `${((100 * s.instructions) / all).toFixed(1)} %`,
        ]),
      ),
    );
    if (confirmation === undefined) return;
    const { answers, confirmed, example } = confirmation;
    this.#print(`\n${example.question}:\n${example.lines.join("\n")}`);
    this.#print(
      `\n${confirmed} of ${answers} answers confirmed by a computation in plain TypeScript`,
    );
  }

  equalClaim(reason: string | undefined): void {
    this.#title("Nobody lies");
    this.#print(
      reason === undefined
        ? "the Arbiter opened a game about an equal claim: THIS IS WRONG"
        : `the Arbiter refused the dispute of an equal claim: ${reason}`,
    );
  }

  total(result: DemonstrationResult): void {
    this.#title("Cost");
    const work = result.work;
    this.#print(
      pairs([
        ["honest player's work", `${work?.honest.toFixed(2)} runs of its trace`],
        ["liar's work", `${work?.liar.toFixed(2)} runs of its trace`],
        ["peak memory", `${result.peakMemoryMiB} MiB`],
        ...Object.entries(result.seconds).map(([name, s]) => [name, `${s} s`] as const),
      ]),
    );
  }

  #title(text: string): void {
    this.#print(`\n== ${text}`);
  }

  #print(text: string): void {
    if (this.#loud) console.log(text);
  }
}

function burned(money: Money): bigint {
  return money.totals.burned;
}
