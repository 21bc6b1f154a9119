/** Runs a script on the interpreter. */
import { LinkError } from "../../offchain/link/errors.ts";
import { link } from "../../offchain/link/link.ts";
import { validateUnlinked } from "../../offchain/link/check.ts";
import { readUnlinked } from "../../offchain/link/read.ts";
import { ModuleError } from "../../offchain/module/errors.ts";
import { ProgramError } from "../../offchain/program/errors.ts";
import { UNDEFINED_FAMILIES } from "../../offchain/program/tables.ts";
import { GroupMachine } from "./machine.ts";
import type { CallOutcome, Witness } from "./machine.ts";
import type { Outcome } from "./outcome.ts";
import { inputsOf, plan } from "./plan.ts";
import type { Plan, PlannedGroup } from "./plan.ts";
import { isText } from "./script.ts";
import { SPECTEST, SPECTEST_PARTS } from "./spectest.ts";
import type {
  Action,
  ActionCommand,
  Command,
  ModuleCommand,
  RefusalCommand,
  Script,
} from "./script.ts";
import { matches, trapOf, wordOf } from "./values.ts";

/** Why something could not be made or run, for the report; anything else is a bug of the harness. */
class Refused extends Error {}

/** Runs all commands but those about text. Runs of the machine are steps that `witness` is told of. */
export async function interpret(script: Script, witness?: Witness): Promise<Outcome[]> {
  const run = new ScriptRun(script, witness);
  const outcomes: Outcome[] = [];
  for (const command of script.commands) {
    if (isText(command) || command.type === "register") continue;
    const mismatches = witness?.collect() ?? [];
    const detail = await run.run(command);
    outcomes.push({
      command,
      mismatches,
      verdict: detail === "" ? "passed" : run.awaiting ? "awaiting floats" : "failed",
      detail,
    });
  }
  return outcomes;
}

class ScriptRun {
  /** Whether the last command ran into an instruction that is not defined yet, or what it left. */
  awaiting = false;
  readonly #script: Script;
  readonly #plan: Plan;
  readonly #witness: Witness | undefined;
  readonly #machines = new Map<PlannedGroup, Promise<GroupMachine>>();
  /** Groups in which an action has not had its effect. */
  readonly #spoilt = new Set<PlannedGroup>();
  readonly #named = new Map<string, string>();
  #last = "";

  constructor(script: Script, witness: Witness | undefined) {
    this.#script = script;
    this.#plan = plan(script);
    this.#witness = witness;
  }

  /** Runs a command. Returns what went wrong; empty if nothing did. */
  async run(command: Exclude<Command, { type: "register" }>): Promise<string> {
    this.awaiting = false;
    try {
      switch (command.type) {
        case "module":
        case "assert_uninstantiable":
          return await this.#instantiate(command);
        case "assert_unlinkable":
          return this.#mustNotLink(command);
        case "assert_invalid":
        case "assert_malformed":
          return this.#mustBeRefused(command);
        default:
          return await this.#act(command);
      }
    } catch (error) {
      if (error instanceof Refused) return error.message;
      throw error;
    }
  }

  async #instantiate(command: ModuleCommand): Promise<string> {
    const { name } = this.#plan.instances.get(command)!;
    if (command.type === "module") {
      this.#last = name;
      if (command.name !== undefined) this.#named.set(command.name, name);
    }
    const machine = await this.#machineOf(name);
    const trap = await machine.instantiate(name);
    if (trap === "invalidProgram") this.#spoil(name);
    const expected = command.type === "module" ? undefined : trapOf(command.text ?? "");
    if (trap === expected) return "";
    return `instantiation ends in ${trap ?? "success"}, not ${expected ?? "success"}`;
  }

  #mustNotLink(command: ModuleCommand): string {
    const instance = this.#plan.instances.get(command)!;
    const providers = (instance.module?.imports ?? []).flatMap((wanted) => {
      const { module } = instance.resolve(wanted.module, wanted.name);
      return this.#plan.groups.get(module)?.inputs ?? partsOf(module);
    });
    try {
      link([...new Set([...inputsOf([]), ...providers, instance])]);
    } catch (error) {
      if (error instanceof LinkError) {
        const due = command.text === "unknown import" ? "unknown-import" : "import-type";
        return error.code === due ? "" : `linking is refused with ${error.code}, not ${due}`;
      }
      throw error;
    }
    return "the module links";
  }

  #mustBeRefused(command: RefusalCommand): string {
    try {
      validateUnlinked(readUnlinked(this.#script.module(command.filename)));
    } catch (error) {
      if (error instanceof ModuleError) return "";
      throw error;
    }
    return "the module is accepted";
  }

  async #act(command: ActionCommand): Promise<string> {
    const { action } = command;
    const instance = action.module === undefined ? this.#last : this.#named.get(action.module)!;
    const machine = await this.#machineOf(instance);
    const outcome = await perform(machine, instance, action);
    if (outcome.trap === "invalidProgram") this.#spoil(instance);
    this.awaiting = this.#spoilt.has(this.#plan.groups.get(instance)!);
    return judge(command, outcome);
  }

  /** An instruction was not defined: from now on the machine's state is not what it should be. */
  #spoil(instance: string): void {
    if (UNDEFINED_FAMILIES.size === 0) return;
    this.#spoilt.add(this.#plan.groups.get(instance)!);
    this.awaiting = true;
  }

  async #machineOf(instance: string): Promise<GroupMachine> {
    const refusal = this.#plan.refusals.get(instance);
    if (refusal !== undefined) throw new Refused(`the module is refused: ${refusal}`);
    const group = this.#plan.groups.get(instance)!;
    let machine = this.#machines.get(group);
    if (machine === undefined) {
      machine = GroupMachine.create(group, this.#witness);
      this.#machines.set(group, machine);
    }
    try {
      return await machine;
    } catch (error) {
      const known = [ModuleError, LinkError, ProgramError].some((type) => error instanceof type);
      if (!known) throw error;
      throw new Refused(`the module is refused: ${(error as Error).message}`, { cause: error });
    }
  }
}

async function perform(
  machine: GroupMachine,
  instance: string,
  action: Action,
): Promise<CallOutcome> {
  if (action.type === "get") return { results: [machine.get(instance, action.field)] };
  return await machine.call(instance, action.field, (action.args ?? []).map(wordOf));
}

/** What is wrong with an outcome; empty if nothing is. */
export function judge(command: ActionCommand, { results, trap }: CallOutcome): string {
  if (command.type === "assert_trap" || command.type === "assert_exhaustion") {
    const due = trapOf(command.text ?? "");
    return trap === due ? "" : `${trap ?? `returned ${results.join(", ")}`}, not ${due}`;
  }
  if (trap !== undefined) return `trapped: ${trap}`;
  const expected = command.expected ?? [];
  // The script of a plain action does not say what it returns.
  if (command.type === "action") return "";
  const same =
    expected.length === results.length && expected.every((value, i) => matches(value, results[i]!));
  if (same) return "";
  const due = expected.map(({ type, value }) => `${type} ${value ?? "any"}`);
  return `returned ${results.join(", ")}, not ${due.join(", ")}`;
}

function partsOf(module: string): ReturnType<typeof inputsOf> {
  const bytes = SPECTEST_PARTS.get(module);
  return bytes === undefined || module === SPECTEST ? [] : [{ name: module, bytes }];
}
