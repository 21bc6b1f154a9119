/** Opens the inner functions of the ledger to its tests. */
import {
  TRANSACTION_ROWS,
  TREES,
  resetArena,
} from "../../assembly/arena";
import {
  Tree,
  createTree,
  find,
  insert,
  keyAt,
  next,
  seek,
  valueAt,
} from "../../assembly/btree";
import { spongeKeccak256 } from "../../assembly/keccak";
import {
  addProduct,
  divideSum,
  readBigEndian,
} from "../../assembly/u256";

/** A place for arguments and results: the transaction rows, of which there are none here. */
export const buffer: usize = TRANSACTION_ROWS;

const BUFFER_BYTES: usize = 0x1_0000;
const tree = changetype<Tree>(TREES);

export function newTree(keyBytes: u32): void {
  resetArena(TRANSACTION_ROWS + BUFFER_BYTES);
  createTree(tree, keyBytes);
}

export function treeSize(): u32 {
  return tree.size;
}

export function treeHeight(): u32 {
  return tree.height;
}

export function treeInsert(key: usize, value: u32): bool {
  return insert(tree, key, value);
}

export function treeFind(key: usize): u64 {
  return find(tree, key);
}

export function treeSeek(key: usize): u64 {
  return seek(tree, key);
}

export { addProduct, divideSum, keyAt, next, readBigEndian, spongeKeccak256, valueAt };
