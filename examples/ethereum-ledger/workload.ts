/**
 * The blocks of the demonstration: one that fills the tables, one that is refused by a trap, and
 * the one that the quarrel is about.
 */
import { MAINNET_BLOCKS, readBlocks } from "./blocks.ts";
import { VERSION, encodeCommand, insertsOf, queryFor } from "./commands.ts";
import type { Command, NameCommand, QueryCommand } from "./commands.ts";
import { generateBlocks, generatedNames } from "./generate.ts";
import { SeededRandom } from "./random.ts";

/** `full`: more than 10^8 instructions in the third block; `small`: about 10^6. */
export type Size = "full" | "small";

export interface WorkBlock {
  readonly title: string;
  /** Of the cluster's chain, not of Ethereum's. */
  readonly height: bigint;
  /** Client transactions. */
  readonly transactions: readonly Uint8Array[];
  /** What they encode; none for the block that traps, which is never answered. */
  readonly commands: readonly Command[];
  readonly traps: boolean;
}

/** Contracts of the real blocks by the names they are known by (data/README.md). */
export const MAINNET_NAMES: readonly NameCommand[] = [
  { kind: "name", name: "EtherDelta", address: "0x8d12a197cb00d4747a1fe03395095ce2a5cc6819" },
  { kind: "name", name: "Poloniex", address: "0x209c4784ab1e8183cf58ca33cb740efbf3fc18ef" },
  { kind: "name", name: "KuCoin", address: "0x2b5634c42055806a59e9107ed44d43c426e58258" },
  { kind: "name", name: "Tron token", address: "0xf230b790e05390fc8295f4d3f60332c93bed42e2" },
];

interface Scale {
  /** Real transactions in the first block; the third one has those that are left, up to a limit. */
  readonly realFirst: number;
  readonly realThird: number;
  /** Generated transactions in the first and in the third block. */
  readonly generatedFirst: number;
  readonly generatedThird: number;
  readonly queries: number;
}

const SCALES: Record<Size, Scale> = {
  full: { realFirst: 330, realThird: 200, generatedFirst: 300, generatedThird: 200, queries: 2400 },
  small: { realFirst: 32, realThird: 16, generatedFirst: 32, generatedThird: 16, queries: 40 },
};

/** 2017-04-10, the date of most of the real blocks, as days since 1970. */
const FIRST_DAY = 17_266;
const DAYS = 60;

/** The three blocks. The same size and seed give the same bytes. */
export function workload(size: Size, seed = 1): WorkBlock[] {
  const scale = SCALES[size];
  const real = readBlocks(MAINNET_BLOCKS).flatMap(insertsOf);
  const generated = generateBlocks({
    seed,
    transactions: scale.generatedFirst + scale.generatedThird,
    firstDay: FIRST_DAY,
    days: DAYS,
  }).flatMap(insertsOf);
  const random = new SeededRandom(seed);
  const names = [...MAINNET_NAMES, ...generatedNames()];
  const third = real.slice(scale.realFirst, scale.realFirst + scale.realThird);
  return [
    answered("fill the tables", 1n, [
      ...names,
      ...real.slice(0, scale.realFirst),
      ...generated.slice(0, scale.generatedFirst),
    ]),
    refused(2n, real.slice(0, 3)),
    answered("insert and ask", 3n, [
      ...third,
      ...generated.slice(scale.generatedFirst),
      ...Array.from({ length: scale.queries }, () => randomQuery(random, names)),
    ]),
  ];
}

function answered(title: string, height: bigint, commands: readonly Command[]): WorkBlock {
  return { title, height, transactions: commands.map(encodeCommand), commands, traps: false };
}

/** Good commands with one of a later version among them: the package refuses the block whole. */
function refused(height: bigint, commands: readonly Command[]): WorkBlock {
  const transactions = commands.map(encodeCommand);
  const later = encodeCommand(commands[0]!);
  later[0] = VERSION + 1;
  return {
    title: "a command of an unknown version",
    height,
    transactions: [...transactions, later],
    commands: [],
    traps: true,
  };
}

/** A client looks at a name over all time (one in four), or over some weeks. */
function randomQuery(random: SeededRandom, names: readonly NameCommand[]): QueryCommand {
  const { name } = random.pick(names);
  if (random.below(4) === 0) return queryFor(name);
  const firstDay = FIRST_DAY + random.below(DAYS);
  return queryFor(name, firstDay, firstDay + random.between(6, 41));
}
