/** A node that defends two blocks at once on one machine. */
import { expect } from "chai";

import { toHex } from "../../offchain/bytes/hex.ts";
import { readEngine } from "../../offchain/adapters/engines.ts";
import type { ArbiterClient } from "../../offchain/chain/arbiter.ts";
import type { Claim } from "../../offchain/chain/claim.ts";
import { Interpreter } from "../../offchain/machine/interpreter.ts";
import { Node } from "../../offchain/player/node.ts";
import { buildPackage } from "../../offchain/program/build.ts";
import { wat } from "../module/wat.ts";

const COUNTER = `(module
  (global $calls (mut i32) (i32.const 0))
  (func (export "gateway")
    global.get $calls i32.const 1 i32.add global.set $calls))`;

/** Signs nothing: no chain is needed here. */
const client = {
  signClaim: (claim: Claim) => Promise.resolve({ claim, signature: "0x" }),
} as unknown as ArbiterClient;

describe("a node", () => {
  it("answers for two adjacent blocks in turn, each from its own states", async () => {
    const pack = buildPackage(wat(COUNTER));
    const machine = Interpreter.create(readEngine("unchecked"), pack.program);
    const address = "0x";
    const node = new Node({
      ...{ client, address, package: pack, packageId: "0x", allowance: 1000n },
      machine,
    });
    const first = await node.run({ height: 1n, transactions: [Uint8Array.of(1)] });
    const second = await node.run({ height: 2n, transactions: [Uint8Array.of(2)] });

    const expected = second.trace().proveStep(first.trace().end);
    const [a, b] = [first.trace(), second.trace()];
    expect(a.end).to.equal(b.start);
    expect(toHex(a.openPc(a.end).siblings[0]!)).to.match(/^0x/);
    expect(b.proveStep(b.start)).to.deep.equal(expected);
    a.openPc(a.end);
    const later = b.hashAt(b.start + 3n);
    a.openPc(a.end);
    expect(second.trace().hashAt(b.start + 3n)).to.equal(later);
  });
});
