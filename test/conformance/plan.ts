/**
 * Which modules of a script share a machine. A machine's program is fixed when it is made, but a script
 * makes instances one by one and acts in between; so the script is read ahead, all instances that share
 * state are linked into one program, and each one's instantiation is called when its turn comes.
 */
import type { LinkInput, Source } from "../../offchain/link/order.ts";
import { readUnlinked } from "../../offchain/link/read.ts";
import type { UnlinkedModule } from "../../offchain/link/unlinked.ts";
import type { Command, Script } from "./script.ts";
import { SPECTEST, SPECTEST_PARTS, spectestSource } from "./spectest.ts";

/** A module that a script instantiates, or tries to. */
export interface PlannedInstance extends LinkInput {
  readonly module: UnlinkedModule | undefined;
  readonly resolve: (module: string, name: string) => Source;
}

/** Instances that share a machine. */
export interface PlannedGroup {
  readonly inputs: LinkInput[];
  /** The module or part of `spectest` whose memory it is. */
  memory: string | undefined;
}

export interface Plan {
  /** By command of type `module`, `assert_uninstantiable` or `assert_unlinkable`. */
  readonly instances: ReadonlyMap<Command, PlannedInstance>;
  /** By name of the instance. */
  readonly groups: ReadonlyMap<string, PlannedGroup>;
  /** Why instances have no group. */
  readonly refusals: ReadonlyMap<string, string>;
}

export function plan(script: Script): Plan {
  return new Planner(script).plan();
}

class Planner {
  readonly #script: Script;
  readonly #instances = new Map<Command, PlannedInstance>();
  readonly #groups = new Map<string, PlannedGroup>();
  readonly #refusals = new Map<string, string>();
  /** Instances by the names that they are registered under, and by their own. */
  #registered = new Map<string, string>();
  readonly #named = new Map<string, string>();
  #last = "";

  constructor(script: Script) {
    this.#script = script;
  }

  plan(): Plan {
    for (const command of this.#script.commands) {
      if (command.type === "register") {
        const instance = command.name === undefined ? this.#last : this.#named.get(command.name);
        this.#registered = new Map(this.#registered).set(command.as, instance ?? "");
      } else if (
        command.type === "module" ||
        command.type === "assert_uninstantiable" ||
        command.type === "assert_unlinkable"
      ) {
        const instance = this.#instance(this.#script.module(command.filename));
        this.#instances.set(command, instance);
        if (command.type !== "assert_unlinkable") this.#join(instance);
        if (command.type === "module") {
          this.#last = instance.name;
          if (command.name !== undefined) this.#named.set(command.name, instance.name);
        }
      }
    }
    return { instances: this.#instances, groups: this.#groups, refusals: this.#refusals };
  }

  #instance(bytes: Uint8Array): PlannedInstance {
    const registered = this.#registered;
    const resolve = (module: string, name: string): Source => {
      if (module === SPECTEST && !registered.has(SPECTEST)) return spectestSource(name);
      return { module: registered.get(module) ?? module, name };
    };
    let module: UnlinkedModule | undefined;
    try {
      module = readUnlinked(bytes);
    } catch {
      // Making the instance will tell why.
    }
    return { name: `#${this.#instances.size}`, bytes, module, resolve };
  }

  /** Gives an instance its group: with all that it imports from, and all that those share. */
  #join(instance: PlannedInstance): void {
    const { name } = instance;
    if (instance.module === undefined) {
      this.#refusals.set(name, "it cannot be read");
      return;
    }
    const providers = [...providersOf(instance)];
    const refused = providers.find((provider) => this.#refusals.has(provider));
    if (refused !== undefined) {
      this.#refusals.set(name, "it imports from a module that was refused");
      return;
    }
    const own = instance.module.own.memory === undefined ? undefined : name;
    let group: PlannedGroup = { inputs: [instance], memory: own };
    const others = new Set<PlannedGroup>();
    for (const provider of providers) others.add(this.#groups.get(provider) ?? partGroup(provider));
    for (const other of others) {
      if (other.memory !== undefined && group.memory !== undefined) {
        this.#refusals.set(name, "it would share a machine with a second memory");
        return;
      }
      group = {
        inputs: [...other.inputs, ...group.inputs],
        memory: other.memory ?? group.memory,
      };
    }
    for (const input of group.inputs) this.#groups.set(input.name, group);
  }
}

/** Instances and parts of `spectest` with state of their own that an instance imports from. */
function providersOf({ module, resolve }: PlannedInstance): Set<string> {
  const sources = (module?.imports ?? []).map((wanted) => resolve(wanted.module, wanted.name));
  const names = sources.map((source) => source.module);
  return new Set(names.filter((name) => name.startsWith("#") || name.startsWith(`${SPECTEST}/`)));
}

function partGroup(name: string): PlannedGroup {
  const bytes = SPECTEST_PARTS.get(name);
  if (bytes === undefined) throw new Error(`no instance is named ${name}`);
  return { inputs: [{ name, bytes }], memory: name === "spectest/memory" ? name : undefined };
}

/** All that has to be linked for a group: with `spectest`, which has no state. */
export function inputsOf(group: readonly LinkInput[]): LinkInput[] {
  return [{ name: SPECTEST, bytes: SPECTEST_PARTS.get(SPECTEST)! }, ...group];
}
