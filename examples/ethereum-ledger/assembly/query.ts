/**
 * The query (the example of the paper's section 2.2, on the gas limit instead of the gas used,
 * which blocks do not hold):
 *
 *     SELECT DATE(timestamp), COUNT(*), AVG(gas_price * gas_limit) FROM transactions
 *     WHERE receiver IN (SELECT address FROM contracts WHERE name = ?)
 *       AND DATE(timestamp) BETWEEN ? AND ?
 *     GROUP BY DATE(timestamp) ORDER BY DATE(timestamp)
 *
 * One range of `byName` gives the addresses; for each, one range of `byReceiver` gives the rows.
 * The groups are kept in a tree by day, which is given back when the answer is written.
 */
import { DAY_KEY, NAME_KEY, RECEIVER_KEY, mark, releaseTo, room, takeNode } from "./arena";
import { answerBody, answerFits } from "./answers";
import {
  NONE,
  TREE_BYTES,
  Tree,
  createTree,
  find,
  insert,
  keyAt,
  next,
  nodeBytes,
  seek,
  valueAt,
} from "./btree";
import { Status } from "./status";
import {
  NAME_BYTES,
  addressOf,
  byName,
  byReceiver,
  contractRow,
  setReceiverKey,
  timestampIn,
  transactionRow,
} from "./tables";
import { gasPriceOf } from "./transaction";
import { VALUE_BYTES, addProduct, divideSum } from "./u256";
import { compareWords } from "./words";

export const SECONDS_PER_DAY: u64 = 86_400;

/** The transactions of one day: how many, and the sum of what they cost (five limbs). */
@unmanaged
class Group {
  day: u32;
  count: u32;
  sum: u64;
  sum1: u64;
  sum2: u64;
  sum3: u64;
  sum4: u64;
}

const GROUP_BYTES: u32 = 48;
/** In the answer, for each day: u32 day ‖ u32 transactions ‖ u256 average, rounded down. */
const ANSWER_ROW_BYTES: u32 = 40;
const DAY_KEY_BYTES: u32 = 8;

let groups: Tree = changetype<Tree>(0);
/** The group that was used last: rows of one day mostly come together. */
let lastGroup: Group = changetype<Group>(0);
/** Length of the answer that `answerQuery` wrote. */
export let queryAnswerLength: u32 = 0;

/** Answers for the name in NAME_KEY and the days (since 1970, UTC) from `firstDay` to `lastDay`. */
export function answerQuery(firstDay: u32, lastDay: u32): Status {
  queryAnswerLength = 0;
  const start = mark();
  const status = groupByDay(firstDay, lastDay);
  const answered = status == Status.Ok ? writeGroups() : status;
  releaseTo(start);
  return answered;
}

function groupByDay(firstDay: u32, lastDay: u32): Status {
  if (room() < TREE_BYTES + nodeBytes(DAY_KEY_BYTES)) return Status.TableFull;
  groups = changetype<Tree>(takeNode(TREE_BYTES));
  createTree(groups, DAY_KEY_BYTES);
  lastGroup = changetype<Group>(0);
  let at = seek(byName, NAME_KEY);
  if (!hasName(at)) return Status.UnknownName;
  for (; hasName(at); at = next(at)) {
    const address = addressOf(contractRow(valueAt(at)));
    if (!scanReceiver(address, firstDay, lastDay)) return Status.TableFull;
  }
  return Status.Ok;
}

function hasName(at: u64): bool {
  return at != NONE && compareWords(keyAt(at), NAME_KEY, NAME_BYTES) == 0;
}

/** Adds the transactions to `address` within the days to their groups. False: no room. */
function scanReceiver(address: usize, firstDay: u32, lastDay: u32): bool {
  setReceiverKey(address, <u64>firstDay * SECONDS_PER_DAY, 0);
  for (let at = seek(byReceiver, RECEIVER_KEY); at != NONE; at = next(at)) {
    const key = keyAt(at);
    if (!hasReceiver(key)) break;
    const day = timestampIn(key) / SECONDS_PER_DAY;
    if (day > lastDay) break;
    const group = groupOf(<u32>day);
    if (changetype<usize>(group) == 0) return false;
    const row = transactionRow(valueAt(at));
    group.count++;
    addProduct(sumOf(group), gasPriceOf(row), row.gasLimit);
  }
  return true;
}

/** Whether a key of `byReceiver` begins with the address in RECEIVER_KEY. */
@inline
function hasReceiver(key: usize): bool {
  return (
    load<u64>(key) == load<u64>(RECEIVER_KEY) &&
    load<u64>(key, 8) == load<u64>(RECEIVER_KEY, 8) &&
    load<u64>(key, 16) >> 32 == load<u64>(RECEIVER_KEY, 16) >> 32
  );
}

/** The group of `day`, made if there is none; 0 if there is no room. */
function groupOf(day: u32): Group {
  if (changetype<usize>(lastGroup) != 0 && lastGroup.day == day) return lastGroup;
  store<u64>(DAY_KEY, day);
  const at = find(groups, DAY_KEY);
  lastGroup = at == NONE ? newGroup(day) : changetype<Group>(<usize>valueAt(at));
  return lastGroup;
}

function newGroup(day: u32): Group {
  // A group, and a node for every level that the insertion may split or add.
  const needed = GROUP_BYTES + (groups.height + 2) * nodeBytes(DAY_KEY_BYTES);
  if (room() < needed) return changetype<Group>(0);
  const group = changetype<Group>(takeNode(GROUP_BYTES));
  memory.fill(changetype<usize>(group), 0, GROUP_BYTES);
  group.day = day;
  insert(groups, DAY_KEY, <u32>changetype<usize>(group));
  return group;
}

function writeGroups(): Status {
  const length = groups.size * ANSWER_ROW_BYTES;
  if (!answerFits(length)) return Status.AnswersFull;
  let to = answerBody();
  store<u64>(DAY_KEY, 0);
  for (let at = seek(groups, DAY_KEY); at != NONE; at = next(at)) {
    const group = changetype<Group>(<usize>valueAt(at));
    store<u32>(to, group.day, 0);
    store<u32>(to, group.count, 4);
    divideSum(sumOf(group), group.count);
    memory.copy(to + 8, sumOf(group), VALUE_BYTES);
    to += ANSWER_ROW_BYTES;
  }
  queryAnswerLength = length;
  return Status.Ok;
}

@inline
function sumOf(group: Group): usize {
  return changetype<usize>(group) + offsetof<Group>("sum");
}
