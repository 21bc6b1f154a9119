/** How a command ended; the first word of its answer. */
export const enum Status {
  Ok = 0,
  /** No command of this version: an unknown kind, or a body that is too short or too long. */
  MalformedCommand = 1,
  /** The body is not one canonical RLP list. */
  InvalidRlp = 2,
  /** The list is no legacy transaction of nine fields, or its cost exceeds 256 bits. */
  InvalidTransaction = 3,
  /** The signature gives no sender. */
  InvalidSignature = 4,
  /** The transaction is in the table already, or the contract has a name. */
  Duplicate = 5,
  /** No contract has this name. */
  UnknownName = 6,
  /** There is no room for another row, or for the query's groups. */
  TableFull = 7,
  /** There is no room left for the answer. */
  AnswersFull = 8,
}
