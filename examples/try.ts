import { readFileSync } from "node:fs";
import { workload } from "./ethereum-ledger/workload.ts";
import { V8Package } from "./ethereum-ledger/v8-host.ts";
import { LedgerOracle } from "./ethereum-ledger/oracle.ts";
import { readAnswers, formatTable } from "./ethereum-ledger/results.ts";
import { deepStrictEqual } from "node:assert";
const wasm = readFileSync(process.argv[2] ?? "/tmp/el3.wasm");
for (const size of ["small","full"] as const) {
  let t=performance.now(); const lap=(s:string)=>{const n=performance.now();console.log(s,(n-t).toFixed(0)+"ms");t=n};
  const w = workload(size); lap("workload");
  const p = new V8Package(wasm); const o = new LedgerOracle();
  for (const b of w) {
    const e = p.runBlock(b.height, b.transactions); lap(`${size} ${b.title} ${e} ${b.transactions.length}`);
    if (e!==(b.traps?"trapped":"halted")) throw new Error();
    if (b.traps) continue;
    const a = readAnswers(p.memory, b.height, b.commands);
    const want = b.commands.map(c=>o.execute(c)); lap("oracle");
    deepStrictEqual(a, want);
    const q=a.filter(x=>x.kind==="averages").slice(0,2); for(const x of q) if(x.kind==="averages") console.log(formatTable(x.days).slice(0,5).join("\n"));
    const kinds = new Map<string,number>(); for (const x of a) kinds.set(x.kind==="refused"?x.status:x.kind,(kinds.get(x.kind==="refused"?x.status:x.kind)??0)+1); console.log(kinds);
  }
}
