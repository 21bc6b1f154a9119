/** Damaged proofs. The stepper must refuse each, or answer the right hash all the same. */
import type { Dice } from "../generate/dice.ts";
import type { StepRecord } from "./steps.ts";

const WORD = 32;

export type Damage =
  | "bit"
  | "byte"
  | "head"
  | "truncated"
  | "extended"
  | "word removed"
  | "word doubled"
  | "words swapped"
  | "word of another"
  | "tail of another"
  | "another's proof"
  | "other state"
  | "other program";

export interface DamagedStep extends StepRecord {
  readonly damage: Damage;
}

const DAMAGES: readonly (readonly [number, Damage])[] = [
  [4, "bit"],
  [4, "byte"],
  [4, "head"],
  [2, "truncated"],
  [2, "extended"],
  [2, "word removed"],
  [2, "word doubled"],
  [2, "words swapped"],
  [2, "word of another"],
  [2, "tail of another"],
  [1, "another's proof"],
  [1, "other state"],
  [1, "other program"],
];

/** The step with its proof damaged; undefined if the damage changed nothing. */
export function damaged(
  dice: Dice,
  record: StepRecord,
  other: StepRecord,
): DamagedStep | undefined {
  const damage = dice.weighted(DAMAGES);
  if (damage === "other state") {
    if (same(record.pre, other.pre)) return undefined;
    return { ...record, pre: other.pre, damage };
  }
  if (damage === "other program") {
    return { ...record, program: flipped(record.program, dice), damage };
  }
  const proof = damage === "another's proof" ? other.proof : change(damage, dice, record, other);
  return same(proof, record.proof) ? undefined : { ...record, proof, damage };
}

function change(
  damage: Damage,
  dice: Dice,
  { proof }: StepRecord,
  { proof: foreign }: StepRecord,
): Uint8Array {
  const at = dice.below(proof.length);
  // Words of a proof mostly stand at a distance of whole words from its end.
  const wordAt = Math.max(0, proof.length - WORD * dice.between(1, 1 + (proof.length >> 5)));
  const word = proof.subarray(wordAt, wordAt + WORD);
  const [before, after] = [proof.subarray(0, wordAt), proof.subarray(wordAt + WORD)];
  switch (damage) {
    case "bit":
      return flipped(proof, dice);
    case "head":
      return withByte(proof, dice.below(Math.min(35, proof.length)), dice);
    case "truncated":
      return proof.slice(0, dice.chance(50) ? at : Math.max(0, proof.length - dice.between(1, 33)));
    case "extended":
      return joined(proof, dice.chance(50) ? new Uint8Array(dice.between(1, 64)) : word);
    case "word removed":
      return joined(before, after);
    case "word doubled":
      return joined(before, word, word, after);
    case "words swapped":
      return joined(before, after.subarray(0, WORD), word, after.subarray(WORD));
    case "word of another": {
      const from = WORD * dice.below(1 + (foreign.length >> 5));
      return joined(before, foreign.subarray(from, from + WORD), after);
    }
    case "tail of another":
      return joined(proof.subarray(0, at), foreign.subarray(at));
    default:
      return withByte(proof, at, dice);
  }
}

function flipped(bytes: Uint8Array, dice: Dice): Uint8Array {
  const copy = bytes.slice();
  const at = dice.below(bytes.length);
  copy[at]! ^= 1 << dice.below(8);
  return copy;
}

function withByte(bytes: Uint8Array, at: number, dice: Dice): Uint8Array {
  const copy = bytes.slice();
  copy[at] = dice.pick([0, 1, 2, 0x7f, 0x80, 0xff, (copy[at]! + 1) & 0xff, (copy[at]! - 1) & 0xff]);
  return copy;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function same(x: Uint8Array, y: Uint8Array): boolean {
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
}
