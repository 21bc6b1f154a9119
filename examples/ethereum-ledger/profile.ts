/** What each function of the package is there for, by its name in the name section. */

export type Purpose = "parsing" | "hashing" | "btree" | "query" | "other";

/** By source file; the first match counts. */
const PURPOSES: readonly (readonly [RegExp, Purpose])[] = [
  [/assembly\/(rlp|transaction)\//, "parsing"],
  [/assembly\/keccak\//, "hashing"],
  // Keys are packed into words and compared for the trees' sake.
  [/assembly\/(btree|words)\/|~lib\/polyfills\/bswap/, "btree"],
  // 256-bit products are added up and divided for the averages.
  [/assembly\/(query|u256)\//, "query"],
];

/** The purpose of a function; "other" for what reads commands, keeps rows and writes answers. */
export function purposeOf(functionName: string): Purpose {
  return PURPOSES.find(([pattern]) => pattern.test(functionName))?.[1] ?? "other";
}
