/** Holds the documents to what exists: a link that leads nowhere describes last year. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { expect } from "chai";

import { readSources, ROOT, type Sources } from "./sources.ts";

/** Relative links of Markdown files whose target does not exist, as `file: target`. */
function deadLinks(documents: Sources, exists: (path: string) => boolean): string[] {
  const dead: string[] = [];
  for (const [path, text] of documents) {
    const prose = text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");
    for (const [, link] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      const target = link!.split("#")[0]!;
      if (target === "" || /^[a-z]+:/.test(target)) continue;
      if (!exists(resolve(ROOT, dirname(path), target))) dead.push(`${path}: ${link!}`);
    }
  }
  return dead;
}

describe("documents", () => {
  it("link only to what exists", () => {
    expect(
      deadLinks(
        readSources((path) => path.endsWith(".md")),
        existsSync,
      ),
    ).to.deep.equal([]);
  });

  it("are caught when a link leads nowhere", () => {
    const text = "[a](gone.md#part) [b](../README.md) [c](https://example.org) [d](#here) `[e](x)`";
    const readme = resolve(ROOT, "README.md");
    expect(deadLinks(new Map([["docs/A.md", text]]), (path) => path === readme)).to.deep.equal([
      "docs/A.md: gone.md#part",
    ]);
  });
});
