import { sha256 } from "@noble/hashes/sha2.js";
import { expect } from "chai";

import { concat } from "../../offchain/bytes/concat.ts";
import {
  auditPath,
  countProof,
  dataHashOf,
  leafContents,
  rebuildFromAuditPath,
  rebuildFromCountProof,
  Rfc6962Error,
  rootOf,
} from "../../offchain/merkle/rfc6962.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 100];
const block = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => new Uint8Array([i, i >> 8, 5]));

describe("RFC 6962 trees of transactions", () => {
  it("have CometBFT's roots", () => {
    expect(hex(rootOf([]))).to.equal(hex(sha256(new Uint8Array())));
    const [a, b, c] = leafContents(block(3)).map((leaf) => sha256(concat(Uint8Array.of(0), leaf)));
    const inner = (l: Uint8Array, r: Uint8Array): Uint8Array =>
      sha256(concat(Uint8Array.of(1), l, r));
    expect(hex(dataHashOf(block(1)))).to.equal(hex(a!));
    expect(hex(dataHashOf(block(3)))).to.equal(hex(inner(inner(a!, b!), c!)));
  });

  it("prove every leaf, at its own place only", () => {
    for (const count of COUNTS) {
      const contents = leafContents(block(count));
      const root = hex(rootOf(contents));
      contents.forEach((content, index) => {
        const path = auditPath(contents, index);
        expect(hex(rebuildFromAuditPath(content, index, count, path))).to.equal(root);
        if (count > 1) {
          const other = (index + 1) % count;
          const rebuilt = (): string => hex(rebuildFromAuditPath(content, other, count, path));
          try {
            expect(rebuilt()).to.not.equal(root);
          } catch (error) {
            expect(error).to.be.instanceOf(Rfc6962Error);
          }
        }
        expect(() => rebuildFromAuditPath(content, index, count, [...path, content])).to.throw(
          Rfc6962Error,
        );
        if (count > 1) {
          expect(() => rebuildFromAuditPath(content, index, count, path.slice(1))).to.throw(
            Rfc6962Error,
          );
        }
      });
      expect(() => auditPath(contents, count)).to.throw(RangeError);
    }
  });

  it("prove their count, and for one root no other", () => {
    for (const count of [...COUNTS, 4097, 16_384]) {
      const contents = leafContents(block(count));
      const proof = countProof(contents);
      expect(rebuildFromCountProof(proof).count).to.equal(count);
      expect(hex(rebuildFromCountProof(proof).root)).to.equal(hex(rootOf(contents)));
      for (const wrong of [proof.subarray(0, -1), concat(proof, new Uint8Array(1))]) {
        expect(() => rebuildFromCountProof(wrong)).to.throw(Rfc6962Error);
      }
    }
    // An inclusion proof alone does not tell: leaf 2 of 3 also verifies as leaf 1 of 2.
    const contents = leafContents(block(3));
    const path = auditPath(contents, 2);
    expect(hex(rebuildFromAuditPath(contents[2]!, 1, 2, path))).to.equal(hex(rootOf(contents)));
  });

  it("have 1 to 2^14 leaves in a count proof", () => {
    expect(() => countProof([])).to.throw(RangeError);
    expect(() => countProof(new Array<Uint8Array>(16_385).fill(new Uint8Array(32)))).to.throw(
      RangeError,
    );
    expect(() => rebuildFromCountProof(new Uint8Array(34))).to.throw(Rfc6962Error);
    expect(() => rebuildFromCountProof(Uint8Array.of(0x40, 1))).to.throw(Rfc6962Error);
  });
});
