/**
 * Calls of the deployed stepper, many in one `eth_call`. The encoding is written by hand: with a general
 * coder a step spends more time in it than in the EVM.
 */
import type { DeployedStepper, StepCall, StepOutcome } from "../step/support/stepper.ts";
import { NO_INPUT } from "../step/support/stepper.ts";

/** Larger batches take longer per call, as the EVM's memory grows. */
export const BATCH = 25;

const WORD = 32;
/** program, pre, the three words of the input, the offset of the proof and its length. */
const STEP_HEAD = 4 + 7 * WORD;

export class StepBatch {
  readonly #stepper: DeployedStepper;
  readonly #address: string;
  readonly #target: string;
  readonly #step: Buffer;
  readonly #run: Buffer;

  private constructor(stepper: DeployedStepper, address: string, target: string, run: string) {
    this.#stepper = stepper;
    this.#address = address;
    this.#target = target;
    this.#step = Buffer.from(
      stepper.contract.interface.getFunction("step").selector.slice(2),
      "hex",
    );
    this.#run = Buffer.from(run.slice(2), "hex");
  }

  static async deploy(stepper: DeployedStepper): Promise<StepBatch> {
    const batch = await stepper.ethers.deployContract("CallBatch");
    const [address, target] = [await batch.getAddress(), await stepper.contract.getAddress()];
    return new StepBatch(stepper, address, target, batch.interface.getFunction("run")!.selector);
  }

  /** At most `BATCH` calls of `step`; outcomes in the order given. Errors are revert data. */
  async run(calls: readonly StepCall[]): Promise<StepOutcome[]> {
    const data = `0x${this.#encode(calls).toString("hex")}`;
    const result = (await this.#stepper.ethers.provider.send("eth_call", [
      { to: this.#address, data },
      "latest",
    ])) as string;
    return decode(Buffer.from(result.slice(2), "hex"), calls.length);
  }

  /** `run(address target, bytes[] calls)`. */
  #encode(calls: readonly StepCall[]): Buffer {
    const parts = calls.map((call) => this.#encodeStep(call));
    const head = Buffer.alloc(4 + (3 + parts.length) * WORD);
    this.#run.copy(head);
    head.write(this.#target.slice(2), 4 + WORD - 20, "hex");
    writeWord(head, 4 + WORD, 2 * WORD);
    writeWord(head, 4 + 2 * WORD, parts.length);
    // Offsets count from the first of them.
    let offset = parts.length * WORD;
    parts.forEach((part, i) => {
      writeWord(head, 4 + (3 + i) * WORD, offset);
      offset += part.length;
    });
    return Buffer.concat([head, ...parts]);
  }

  /** A call of `step` as an element of `bytes[]`: its length, and itself, padded to whole words. */
  #encodeStep({ program, pre, proof, input = NO_INPUT }: StepCall): Buffer {
    const length = STEP_HEAD + padded(proof.length);
    const part = Buffer.alloc(WORD + padded(length));
    writeWord(part, 0, length);
    const call = part.subarray(WORD);
    this.#step.copy(call);
    call.set(program, 4);
    call.set(pre, 4 + WORD);
    call.writeBigUInt64BE(input.height, 4 + 3 * WORD - 8);
    call.set(input.dataHash, 4 + 3 * WORD);
    call.writeBigUInt64BE(input.allowance, 4 + 5 * WORD - 8);
    writeWord(call, 4 + 5 * WORD, 6 * WORD);
    writeWord(call, 4 + 6 * WORD, proof.length);
    call.set(proof, STEP_HEAD);
    return part;
  }
}

/** `(bool[] succeeded, bytes[] results)`. */
function decode(data: Buffer, count: number): StepOutcome[] {
  const succeeded = readWord(data, 0) + WORD;
  const results = readWord(data, WORD) + WORD;
  return Array.from({ length: count }, (_, i) => {
    const at = results + readWord(data, results + i * WORD);
    const bytes = data.subarray(at + WORD, at + WORD + readWord(data, at));
    const text = `0x${bytes.toString("hex")}`;
    return readWord(data, succeeded + i * WORD) === 1 ? { post: text } : { error: text };
  });
}

function padded(length: number): number {
  return Math.ceil(length / WORD) * WORD;
}

function writeWord(buffer: Buffer, at: number, value: number): void {
  buffer.writeUInt32BE(value, at + WORD - 4);
}

function readWord(buffer: Buffer, at: number): number {
  return buffer.readUInt32BE(at + WORD - 4);
}
