import { readFileSync } from "node:fs";
import wabtInit from "wabt";
import { Interpreter } from "./offchain/machine/interpreter.ts";
import { lower } from "./offchain/program/lower.ts";
import { decodeModule as decode } from "./offchain/module/decode.ts";
const wabt = await wabtInit();
const src = `(module (memory 16)
 (func $fib (export "fib") (param i32) (result i32)
   (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
    (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
 (func (export "sieve") (param $n i32) (result i32) (local $i i32) (local $j i32) (local $c i32)
   (local.set $i (i32.const 2))
   (loop $l
     (if (i32.eqz (i32.load8_u (local.get $i))) (then
        (local.set $c (i32.add (local.get $c) (i32.const 1)))
        (local.set $j (i32.mul (local.get $i) (local.get $i)))
        (block $o (loop $k
          (br_if $o (i32.ge_u (local.get $j) (local.get $n)))
          (i32.store8 (local.get $j) (i32.const 1))
          (local.set $j (i32.add (local.get $j) (local.get $i)))
          (br $k)))))
     (local.set $i (i32.add (local.get $i) (i32.const 1)))
     (br_if $l (i32.lt_u (i32.mul (local.get $i) (local.get $i)) (local.get $n))))
   (loop $m
     (if (i32.eqz (i32.load8_u (local.get $i))) (then (local.set $c (i32.add (local.get $c) (i32.const 1)))))
     (local.set $i (i32.add (local.get $i) (i32.const 1)))
     (br_if $m (i32.lt_u (local.get $i) (local.get $n))))
   (local.get $c))
)`;
const bin = wabt.parseWat("x.wat", src).toBinary({}).buffer;
const { program } = lower(decode(bin), { gateway: null });
for (const f of ["interpreter", "interpreter-checked"]) {
  const mod = new WebAssembly.Module(readFileSync(`/work/main/build/${f}.wasm`));
  for (const [name, idx, arg] of [["fib", 0, 30n], ["sieve", 1, 1000000n], ["sieve", 1, 1000000n]] as const) {
    const m = Interpreter.create(mod, program);
    let h = performance.now();
    m.hash();
    const h0 = performance.now() - h;
    const t = performance.now();
    const r = m.invoke(idx, [arg]);
    const dt = performance.now() - t;
    h = performance.now();
    const hash = Buffer.from(m.hash()).toString("hex");
    console.log(f, name, r, m.status, m.eic, m.tf, (Number(m.eic) / dt / 1000).toFixed(0) + " M/s", h0.toFixed(2), (performance.now() - h).toFixed(1), hash.slice(0, 16));
  }
}
