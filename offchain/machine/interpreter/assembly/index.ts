/** What the interpreter's module offers to its host (offchain/machine/interpreter.ts). */
import { plantArrays } from "./state";
import { clearState } from "./machine";
import { CHECKING } from "./config";
import { translateProgram } from "./translate";
import { plantMemory, prepareConstants } from "./trees";

export {
  callIndex,
  chainsAt,
  clearFrames,
  codeAt,
  codeLength,
  countExecutions,
  dataAt,
  dataHash,
  depthOf,
  droppedAt,
  droppedTreeAt,
  eic,
  elementsAt,
  fastAt,
  fp,
  frames,
  framesAt,
  free,
  functionsAt,
  globalsAt,
  globalsTreeAt,
  height,
  layOut,
  limit,
  locals,
  localsTreeAt,
  nextDataHash,
  pc,
  reserve,
  rootsAt,
  slots,
  sp,
  stackAt,
  stampsAt,
  status,
  tablesAt,
  tablesTreeAt,
  tf,
  txCount,
  upperAt,
  upperDepth,
  GUEST,
  FLAGS,
  NODES,
} from "./machine";
export { clearFlag, readStamps, touchFromOutside } from "./memory";
export { hash2, hashPairs, keccak } from "./keccak";
export { CHECKING };
export { rawNode } from "./trees";
export { enter, openOutermost, run, runUntil } from "./run";
export { held, holdAtEnd, runExact } from "./exact";
export { openLocals, openTopFrame, refresh, CALLER_CHAIN, CALLER_LOCALS, LEAVES, ROOT } from "./state";

/** Makes the state VM_0 of the program that was laid out; memory must be fresh. */
export function plant(): void {
  prepareConstants();
  clearState();
  plantMemory();
  plantArrays();
  if (!CHECKING) translateProgram();
}
