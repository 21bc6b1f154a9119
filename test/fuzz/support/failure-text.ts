/** A failing case for people: how to repeat it, what it is, in which state it failed. */
import { Interpreter } from "../../../offchain/machine/interpreter.ts";
import { buildPackage } from "../../../offchain/program/build.ts";
import { toHex } from "../../../offchain/bytes/hex.ts";
import { commitProgram } from "../../../offchain/program/commit.ts";
import type { Program } from "../../../offchain/program/program.ts";
import { decodeInstruction } from "../../../offchain/program/instruction.ts";
import { STATUS } from "../../../offchain/program/tables.ts";
import { explainStep, explanationRows, beforeStep } from "../../../offchain/explain/explain.ts";
import { programOf } from "../../step/support/program.ts";
import type { Node } from "../generate/module.ts";
import { encodeModule } from "../generate/module.ts";
import type { BlockSpec, ModuleCase } from "../generate/modules.ts";
import { instructionText, toCaseJson } from "./case-file.ts";
import type { HostileCase } from "./hostile-case.ts";
import type { Failure } from "./steps.ts";

const PLENTY = 2n ** 50n;

export function hostileText(one: HostileCase): string {
  return toCaseJson(one);
}

/** The module in a form that can be read and, as hexadecimal digits, in one that can be run. */
export function moduleText(one: ModuleCase): string {
  const functions = one.module.functions.flatMap(({ params, results, body }, i) => [
    `function ${one.module.imports.length + i} [${params.join(" ")}] -> [${results.join(" ")}]`,
    ...nodeLines(body, "  "),
  ]);
  const calls = [
    ...one.blocks.map((block) => `block ${blockText(block)}`),
    ...one.invocations.map((call) => `invoke ${call.function}(${call.args.join(", ")})`),
  ];
  return [...functions, ...calls, `module ${toHex(encodeModule(one.module))}`, ""].join("\n");
}

function blockText({ height, transactions }: BlockSpec): string {
  return `${height}: ${transactions.map(toHex).join(" ")}`;
}

function nodeLines(nodes: readonly Node[], indent: string): string[] {
  return nodes.flatMap((node) => [
    `${indent}${node.name}`,
    ...(node.bodies ?? []).flatMap((body, i) => [
      ...(i > 0 ? [`${indent}else`] : []),
      ...nodeLines(body, `${indent}  `),
    ]),
  ]);
}

/** The step that failed, explained by the interpreter: of a hostile case, up to its first change. */
export function hostileStep(
  engine: WebAssembly.Module,
  one: HostileCase,
  failure: Failure,
): string[] {
  const calls = one.calls.map(({ height, transactions, allowance }) => {
    return { height, transactions, allowance };
  });
  const changed = one.calls.some((c) => c.registers !== undefined || c.interferences.length > 0);
  if (changed) return ["(the case changes the state from outside: see its calls)"];
  return explained(engine, programOf(one.parts), calls, failure);
}

export function moduleStep(
  engine: WebAssembly.Module,
  one: ModuleCase,
  failure: Failure,
): string[] {
  const { program } = buildPackage(encodeModule(one.module));
  const calls = one.blocks.map((block) => ({ ...block, allowance: PLENTY }));
  return explained(engine, program, calls, failure);
}

function explained(
  engine: WebAssembly.Module,
  program: Program,
  calls: readonly Parameters<Interpreter["enter"]>[0][],
  { eic }: Failure,
): string[] {
  if (eic === undefined) return [];
  const machine = Interpreter.create(engine, program);
  const { code, codeLength } = commitProgram(program);
  for (const call of calls) {
    machine.enter(call);
    if (machine.run(eic) === "ended") continue;
    const origin = (): {
      functionIndex: undefined;
      functionName: string;
      wasmOffset: undefined;
    } => ({
      ...{ functionIndex: undefined, functionName: "the program", wasmOffset: undefined },
    });
    const lines = stateLines(machine);
    if (machine.status === STATUS.running && Number(machine.pc) < codeLength) {
      const leaf = code.node(0, Number(machine.pc));
      lines.push(`instruction: ${instructionText(decodeInstruction(leaf))}`);
    }
    const before = beforeStep({ codeLength, code, origin }, machine);
    machine.step();
    const rows = explanationRows(explainStep(before, machine));
    return [...lines, ...rows.map(([name, value]) => `${name}: ${text(value)}`)];
  }
  return [];
}

function text(value: unknown): string {
  return value instanceof Uint8Array ? toHex(value) : String(value);
}

/** The present state, in words. */
function stateLines(machine: Interpreter): string[] {
  const { pc, eic, tf, limit, callIndex, operands, framesDepth, slots, status } = machine;
  return [
    `status ${status}, pc ${pc}, eic ${eic}, tf ${tf}, limit ${limit}, call index ${callIndex}`,
    `frames ${framesDepth}, slots ${slots}, locals ${machine.locals.count}`,
    `operands, bottom first: ${operands.slice(-16).join(" ")} (${operands.length} in all)`,
  ];
}
