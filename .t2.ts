import { readFileSync, readdirSync, existsSync } from "node:fs";
import { Interpreter } from "./offchain/machine/interpreter.ts";
import { lower } from "./offchain/program/lower.ts";
import { decodeModule } from "./offchain/module/decode.ts";
import { STATUS } from "./offchain/program/tables.ts";
const dir = "/work/shared/wasm-testsuite/";
const TRAPS: Record<string, number[]> = {
  "unreachable": [2], "out of bounds memory access": [3], "integer divide by zero": [4], "integer overflow": [5], "invalid conversion to integer": [6],
  "out of bounds table access": [7], "undefined element": [8], "uninitialized element": [9], "indirect call type mismatch": [10], "call stack exhausted": [11],
  "uninitialized": [9], "uninitialized element 2": [9], "undefined": [8], "indirect call": [10], "element out of bounds": [7], "out of bounds": [3,7],
};
for (const f of process.argv[2] ? [process.argv[2]] : ["interpreter", "interpreter-checked"]) {
  const mod = new WebAssembly.Module(readFileSync(`build/${f}.wasm`));
  let ok = 0, bad = 0, skipped = 0; const why: Record<string, number> = {};
  const skip = (w: string) => { skipped++; why[w] = (why[w] ?? 0) + 1; };
  for (const file of readdirSync(dir).filter((x) => x.endsWith(".json"))) {
    const script = JSON.parse(readFileSync(dir + file, "utf8"));
    let m: Interpreter | undefined; let exps: any; const named: any = {};
    for (const c of script.commands) {
      if (c.type === "module") {
        m = undefined;
        try {
          const dec = decodeModule(readFileSync(dir + c.filename));
          const { program } = lower(dec, { gateway: null, undefinedInstructions: true, ...(dec.memory ? { memoryPages: Math.min(Math.max(((dec.memory as any).limits ?? dec.memory).min, 0), 64) } : {}) } as any);
          m = Interpreter.create(mod, program);
          exps = Object.fromEntries((dec.exports as any[]).filter((e) => e.kind === "function").map((e) => [e.name, e.index]));
          if (c.name) named[c.name] = [m, exps];
        } catch (e: any) { skip("module: " + e.message.replace(/\d+/g, "N").slice(0, 50)); }
        continue;
      }
      if (c.action?.type !== "invoke") continue;
      if (c.action.module && !named[c.action.module]) { skip("named"); continue; }
      const [mm, ee] = c.action.module ? named[c.action.module] : [m, exps];
      if (!mm) { skip("no module"); continue; }
      const idx = ee[c.action.field];
      if (idx === undefined) { skip("no export"); continue; }
      const args = c.action.args.map((a: any) => a.value === "null" ? 0n : a.type.endsWith("ref") ? BigInt(a.value) + 1n : BigInt(a.value));
      let r: bigint[] | undefined;
      try { r = mm.invoke(idx, args); } catch (e: any) { console.log(file, c.line, e.message); bad++; continue; }
      if (mm.status === 13) { skip("invalidProgram " + (file.startsWith("f") || 1)); continue; }
      if (mm.status === 14) { skip("unknown import"); continue; }
      if (c.type === "assert_return") {
        const exp = c.expected.map((a: any) => a.value === undefined ? null : a.value === "null" ? 0n : a.value.startsWith?.("nan") ? null : a.type.endsWith("ref") ? BigInt(a.value) + 1n : BigInt(a.value));
        if (r && r.length === exp.length && exp.every((x: any, i: number) => x === null || x === r![i])) ok++;
        else { bad++; if (bad < 60) console.log(f, file, c.line, c.action.field, args, "got", r, mm.status, "want", exp); }
      } else if (c.type === "assert_trap" || c.type === "assert_exhaustion") {
        const want = TRAPS[c.text];
        if (r === undefined && want?.includes(mm.status)) ok++; else { bad++; if (bad < 60) console.log(f, file, c.line, c.text, r, mm.status); }
      }
    }
  }
  console.log(f, { ok, bad, skipped }, why);
}
