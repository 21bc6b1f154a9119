/**
 * Larger inputs of the same kind as the real blocks, from a seed: signed legacy transactions to a
 * set of named contracts, over a range of dates. As a program, it writes a file of RLP blocks:
 *
 *     node examples/ethereum-ledger/generate.ts --seed 1 --transactions 5000 --days 60 --out FILE
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

import { encodeBlocks } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import type { NameCommand } from "./commands.ts";
import { SeededRandom } from "./random.ts";
import { encodeRlp, scalar } from "./rlp.ts";
import type { RlpItem } from "./rlp.ts";

export interface Recipe {
  readonly seed: number;
  readonly transactions: number;
  /** Days since 1970, UTC. */
  readonly firstDay: number;
  readonly days: number;
}

/** Names of contracts, with how many addresses each has; the first ones are called most. */
const CONTRACTS: readonly (readonly [string, number])[] = [
  ["CryptoDolphins", 4],
  ["TokenSale", 3],
  ["PredictionMarket", 2],
  ["NameAuction", 1],
  ["MultisigWallet", 6],
  ["LotteryPool", 2],
  ["EscrowAgent", 3],
  ["OracleFeed", 1],
];

const SENDERS = 64;
const BLOCKS_PER_DAY = 4;
const SECONDS_PER_DAY = 86_400;
/** Number of the first block, and of blocks in a day, as they were in 2017. */
const FIRST_BLOCK = 3_500_000;
const NUMBERS_PER_DAY = 5_760;
const CHAIN_ID = 1n;
const GWEI = 1_000_000_000n;

/** The contracts of the generated transactions, as commands that name them. */
export function generatedNames(): NameCommand[] {
  return CONTRACTS.flatMap(([name, addresses]) =>
    Array.from({ length: addresses }, (_, i): NameCommand => {
      const digest = keccak_256(new TextEncoder().encode(`${name} ${i}`));
      return { kind: "name", address: `0x${bytesToHex(digest.subarray(12))}`, name };
    }),
  );
}

/** Blocks in the order of their numbers, a few a day. The same recipe gives the same bytes. */
export function generateBlocks(recipe: Recipe): Block[] {
  const random = new SeededRandom(recipe.seed);
  const senders = Array.from({ length: SENDERS }, () => ({ key: random.bytes(32), nonce: 0n }));
  const receivers = generatedNames().map(({ address }) => hexToBytes(address.slice(2)));
  const count = Math.min(recipe.transactions, recipe.days * BLOCKS_PER_DAY);
  return Array.from({ length: count }, (_, i) => {
    // The transactions are spread evenly over the blocks, and these over the days.
    const share = (at: number) => Math.floor((at * recipe.transactions) / count);
    const transactions = Array.from({ length: share(i + 1) - share(i) }, () => {
      const sender = random.pick(senders);
      return sign(draft(random, sender.nonce++, receivers), sender.key, random.below(10) < 7);
    });
    const day = (i * recipe.days) / count;
    const timestamp = Math.floor((recipe.firstDay + day) * SECONDS_PER_DAY) + random.below(600);
    const number = FIRST_BLOCK + Math.floor(day * NUMBERS_PER_DAY);
    return { number: BigInt(number), timestamp: BigInt(timestamp), transactions };
  });
}

/** The six fields that are signed. */
type Draft = readonly [
  nonce: Uint8Array,
  gasPrice: Uint8Array,
  gasLimit: Uint8Array,
  to: Uint8Array,
  value: Uint8Array,
  data: Uint8Array,
];

/** Of a hundred: 3 create a contract, 25 pass a long message, 42 make a token call, 30 only pay. */
function draft(random: SeededRandom, nonce: bigint, receivers: readonly Uint8Array[]): Draft {
  const kind = random.below(100);
  // The square prefers the front of the list: a few contracts are called most.
  const receiver = receivers[Math.floor((random.below(1000) / 1000) ** 2 * receivers.length)]!;
  const gasPrice = BigInt(random.between(1, 60)) * GWEI + BigInt(random.below(1_000_000_000));
  const value = BigInt(random.next()) * GWEI;
  const fields = (gas: number, to: Uint8Array, amount: bigint, data: Uint8Array): Draft => {
    return [scalar(nonce), scalar(gasPrice), scalar(BigInt(gas)), to, scalar(amount), data];
  };
  if (kind < 3) {
    const code = random.bytes(random.between(1_500, 10_000));
    return fields(random.between(500_000, 4_000_000), new Uint8Array(), 0n, code);
  }
  if (kind < 28) {
    const message = random.bytes(4 + 32 * random.between(3, 60));
    return fields(random.between(60_000, 900_000), receiver, value, message);
  }
  if (kind < 70) return fields(random.between(40_000, 150_000), receiver, 0n, random.bytes(68));
  return fields(random.between(21_000, 50_000), receiver, value, new Uint8Array());
}

/** The raw transaction; with EIP-155 or in the form before it. */
function sign(fields: Draft, key: Uint8Array, replayProtected: boolean): Uint8Array {
  const suffix = [scalar(CHAIN_ID), new Uint8Array(), new Uint8Array()];
  const signed: RlpItem = replayProtected ? [...fields, ...suffix] : fields;
  const digest = keccak_256(encodeRlp(signed));
  const bytes = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  const { r, s, recovery } = secp256k1.Signature.fromBytes(bytes, "recovered");
  const v = BigInt(recovery!) + (replayProtected ? CHAIN_ID * 2n + 35n : 27n);
  return encodeRlp([...fields, scalar(v), scalar(r), scalar(s)]);
}

const USAGE =
  "usage: generate.ts --out FILE [--seed N] [--transactions N] [--days N] [--first-day YYYY-MM-DD]";

/** Reads the command line; undefined if it is not as the usage says. */
function parseCommandLine(): (Recipe & { readonly out: string }) | undefined {
  const text = (value?: string) => ({ type: "string" as const, ...(value && { default: value }) });
  try {
    const { values } = parseArgs({
      options: {
        out: text(),
        seed: text("1"),
        transactions: text("1000"),
        days: text("60"),
        "first-day": text("2017-04-10"),
      },
    });
    const seed = Number(values.seed);
    const transactions = Number(values.transactions);
    const days = Number(values.days);
    const firstDay = Date.parse(values["first-day"] ?? "") / (SECONDS_PER_DAY * 1000);
    const whole = [seed, transactions, days, firstDay].every(
      (n) => Number.isSafeInteger(n) && n >= 0,
    );
    if (values.out === undefined || !whole || days === 0) return undefined;
    return { out: values.out, seed, transactions, days, firstDay };
  } catch {
    return undefined;
  }
}

function main(): void {
  const options = parseCommandLine();
  if (options === undefined) {
    console.error(USAGE);
    process.exitCode = 1;
    return;
  }
  const blocks = generateBlocks(options);
  writeFileSync(options.out, encodeBlocks(blocks));
  console.log(`${options.transactions} transactions in ${blocks.length} blocks: ${options.out}`);
}

if (import.meta.main) main();
