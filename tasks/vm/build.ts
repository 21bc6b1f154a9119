import { writeFileSync } from "node:fs";

import { readPackage } from "../../offchain/adapters/package-file.ts";
import { toHex } from "../../offchain/bytes/hex.ts";
import { orFail } from "../../offchain/console/failure.ts";
import { pairs, toJson } from "../../offchain/console/output.ts";
import { encodeProgram } from "../../offchain/program/file.ts";

export interface BuildArguments {
  readonly file: string;
  readonly gateway: string;
  readonly out: string;
  readonly json: boolean;
}

/** `vm:build`: what is committed of a package, or the reason why it is refused. */
export async function run({ file, gateway, out, json }: BuildArguments): Promise<void> {
  await orFail(json, () => {
    const { program, commitment } = readPackage(file, { gateway });
    if (out !== "") writeFileSync(out, encodeProgram(program));
    const result = {
      programHash: toHex(commitment.programHash),
      vmVersion: program.version,
      instructions: commitment.codeLength,
      codeRoot: toHex(commitment.code.node(commitment.code.depth, 0)),
      functions: program.functions.length,
      gatewayEntry: program.gatewayEntry,
      memoryPages: program.memoryPages,
      maxFrames: program.maxFrames,
      maxSlots: program.maxSlots,
      globals: program.globals,
      tableSlots: program.tableSlots,
      segments: program.segments,
      dataBytes: program.data.length,
      facts: toHex(commitment.facts),
      ...(out === "" ? {} : { written: out }),
    };
    console.log(json ? toJson(result) : pairs(Object.entries(result)));
    return Promise.resolve();
  });
}
