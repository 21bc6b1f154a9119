/** What a machine refuses to do. A guest's trap is no error: it is a state. */
export type MachineErrorCode =
  /** A block without transactions makes no call. */
  | "empty-block"
  | "too-many-transactions"
  | "oversize-transaction"
  | "bad-data-hash"
  /** A block was offered while the machine runs, or while another one waits to be entered. */
  | "not-halted"
  /** The wanted eic lies before the present one. */
  | "eic-passed"
  /** The trace ends before the wanted eic. */
  | "eic-beyond-trace"
  /** What should be changed or read does not exist in this state. */
  | "no-such-place"
  | "no-such-function"
  | "wrong-arguments"
  /** Only the checked build can go on from such a state. */
  | "checked-build-required"
  /** The snapshot is of another program. */
  | "foreign-snapshot"
  | "out-of-memory";

export class MachineError extends Error {
  override readonly name = "MachineError";
  readonly code: MachineErrorCode;
  readonly data: Readonly<Record<string, bigint | number | string>>;

  constructor(
    code: MachineErrorCode,
    message: string,
    data: Readonly<Record<string, bigint | number | string>> = {},
  ) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
