import type { Side } from "../../offchain/game/scalars.ts";
import type { LieKind } from "../../offchain/player/lies.ts";

/** What the command line of `npm start` chooses. */
export interface DemonstrationOptions {
  readonly lie: LieKind;
  /** Instructions of the block before the change; undefined for the middle of the block. */
  readonly at: bigint | undefined;
  readonly seed: number;
  readonly liarSide: Side;
  readonly honest: boolean;
  readonly size: "full" | "small";
  readonly files: { readonly wasm: string; readonly block: string } | undefined;
}
