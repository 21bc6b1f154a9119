import { invalid } from "./errors.ts";
import type { LocalGroup, ValueType } from "./types.ts";

/** Types of a function's locals by index, parameters first, without unfolding the groups. */
export class LocalTypes {
  /** Parameters and locals. */
  readonly count: number;
  readonly #params: readonly ValueType[];
  readonly #groups: readonly LocalGroup[];
  /** Index one past the last local of each group. */
  readonly #ends: readonly number[];

  constructor(params: readonly ValueType[], groups: readonly LocalGroup[]) {
    let count = params.length;
    this.#params = params;
    this.#groups = groups;
    this.#ends = groups.map((group) => (count += group.count));
    this.count = count;
  }

  /** @throws ModuleError `invalid` where there is no such local; `offset` is that of its user. */
  type(index: number, offset: number): ValueType {
    const param = this.#params[index];
    if (param !== undefined) return param;
    if (index >= this.count) throw invalid(offset, `unknown local ${index}`);
    let low = 0;
    let high = this.#ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ends[middle]! > index) high = middle;
      else low = middle + 1;
    }
    return this.#groups[low]!.type;
  }
}
