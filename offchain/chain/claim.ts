/** Claims as EIP-712 messages (contracts/types/Claim.sol). */
import type { Signer, TypedDataDomain, TypedDataField } from "ethers";

import type { CountersOpening } from "../game/moves.ts";
import type { StateHash } from "../game/scalars.ts";

/** "Block `height` with `dataHash` takes the package from `start` to `end`" (paper 3.3). */
export interface Claim {
  /** Id of the registered package, 32 bytes as digits. */
  readonly package: string;
  /** u64. */
  readonly height: bigint;
  /** CometBFT's hash over the block's transactions, 32 bytes as digits. */
  readonly dataHash: string;
  readonly start: StateHash;
  readonly end: StateHash;
}

export interface SignedClaim {
  readonly claim: Claim;
  /** 65 bytes as digits. */
  readonly signature: string;
}

/** What opens a game (contracts/types/Challenge.sol). */
export interface Challenge {
  readonly accused: SignedClaim;
  /** Where the challenger ends. */
  readonly end: StateHash;
  /** The challenger's, over the accused's claim with `end` in place of its end. */
  readonly signature: string;
  /** Empty for VM_0; else an earlier claim of the accused and one of the challenger, ending at the start. */
  readonly agreed: readonly SignedClaim[];
  readonly startCounters: CountersOpening;
  readonly endCounters: CountersOpening;
}

const CLAIM_TYPES: Record<string, TypedDataField[]> = {
  Claim: [
    { name: "package", type: "bytes32" },
    { name: "height", type: "uint64" },
    { name: "dataHash", type: "bytes32" },
    { name: "start", type: "bytes32" },
    { name: "end", type: "bytes32" },
  ],
};

/** The domain of one Arbiter on one chain: no signature counts elsewhere. */
export function claimDomain(chainId: bigint, arbiter: string): TypedDataDomain {
  return { name: "Fluence Arbiter", version: "1", chainId, verifyingContract: arbiter };
}

/** The claim with the signer's signature. */
export async function signClaim(
  signer: Signer,
  domain: TypedDataDomain,
  claim: Claim,
): Promise<SignedClaim> {
  return { claim, signature: await signer.signTypedData(domain, CLAIM_TYPES, claim) };
}
