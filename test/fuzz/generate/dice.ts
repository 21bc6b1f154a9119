/** Seeded choices of the generators. */
import { random } from "../../bytes/random.ts";

export class Dice {
  readonly #next: (bound: number) => number;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  /** 0 ≤ result < bound. */
  below(bound: number): number {
    return this.#next(bound);
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.#next(most - least + 1);
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.#next(100) < percent;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.#next(values.length)]!;
  }

  /** One of the choices, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let at = this.#next(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of choices) {
      if (at < weight) return choice;
      at -= weight;
    }
    throw new Error("there is nothing to choose from");
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#next(256));
  }

  u32(): number {
    return this.#next(2 ** 32);
  }

  u64(): bigint {
    return (BigInt(this.u32()) << 32n) | BigInt(this.u32());
  }
}
