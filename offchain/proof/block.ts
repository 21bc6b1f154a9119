/** The transactions of the block that a call reads, in order. */
export interface BlockTransactions {
  readonly transactions: readonly Uint8Array[];
}
