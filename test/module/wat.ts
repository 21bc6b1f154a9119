/** WebAssembly text as binary, for tests. */
import initWabt from "wabt";

const wabt = await initWabt();

/** Assembles a module without validating it, names included; features beyond 2.0 are allowed. */
export function wat(text: string): Uint8Array {
  const features = {
    exceptions: true,
    threads: true,
    tail_call: true,
    memory64: true,
    multi_memory: true,
    gc: false,
  };
  const parsed = wabt.parseWat("test.wat", text, features);
  try {
    return parsed.toBinary({ write_debug_names: true }).buffer;
  } finally {
    parsed.destroy();
  }
}
