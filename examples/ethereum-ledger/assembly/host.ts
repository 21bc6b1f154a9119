/**
 * The host functions of the machine (docs/VM.md, 6.12), the package's only way out.
 *
 * Pointers named `ptr`, `input` and `out` must be multiples of 32; the machine traps otherwise.
 */

/** Number of transactions of the block. */
@external("fluence", "tx_count")
export declare function txCount(): i32;

/** Length of transaction `i` in bytes. */
@external("fluence", "tx_len")
export declare function txLength(i: i32): i32;

/** Copies 32 bytes of transaction `i` from `offset` on to `ptr`; past its end they are zero. */
@external("fluence", "tx_read")
export declare function txRead(i: i32, offset: i32, ptr: usize): void;

/** Height of the block. */
@external("fluence", "height")
export declare function height(): i64;

/** Writes the Keccak-256 of `length` ≤ 1,024 bytes at `ptr` to `out`. */
@external("fluence", "keccak256")
export declare function keccak256(ptr: usize, length: i32, out: usize): void;

/**
 * Ethereum's precompile 0x01. `input` holds hash, v (27 or 28), r and s, 32 bytes each; `out`
 * receives the signer's address, left-padded, or 32 zero bytes if there is none.
 */
@external("fluence", "secp256k1_recover")
export declare function secp256k1Recover(input: usize, out: usize): void;
