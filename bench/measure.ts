/** Measures one program in all engines, in turn, and holds their results and counts to each other. */
import { ENGINES, Workbench } from "./engines.ts";
import type { Counts, EngineName, Instance } from "./engines.ts";
import type { BenchProgram } from "./programs.ts";
import { spreadOf } from "./statistics.ts";
import type { Spread } from "./statistics.ts";

export interface Measurement extends Counts {
  readonly name: string;
  /** Milliseconds for the measured block. */
  readonly milliseconds: Readonly<Record<EngineName, Spread>>;
  /** Million instructions a second, at the median; V8's is by the machine's count too. */
  readonly rates: Readonly<Record<EngineName, number>>;
  /** How many times as fast the interpreter is as the plain one, round by round. */
  readonly interpreterOverJs: Spread;
  /** How many times as fast V8 is as the interpreter, round by round. */
  readonly v8OverInterpreter: Spread;
}

/** Thrown where engines disagree: then there is nothing to compare. */
export class Disagreement extends Error {
  readonly code = "disagreement";
}

/** A first round goes before the `rounds` that count, for the compilers of V8 to settle. */
export function measure(program: BenchProgram, rounds: number): Measurement {
  const bench = new Workbench(program);
  const counts = check(program, bench);
  const times: Record<EngineName, number[]> = { v8: [], interpreter: [], js: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const engine of ENGINES) {
      const time = timeOf(program, bench.create(engine));
      if (round > 0) times[engine].push(time);
    }
  }
  const milliseconds = byEngine((engine) => spreadOf(times[engine]));
  const quotients = (slow: EngineName, fast: EngineName): Spread =>
    spreadOf(times[slow].map((time, round) => time / times[fast][round]!));
  return {
    name: program.name,
    ...counts,
    milliseconds,
    rates: byEngine((engine) => counts.instructions / milliseconds[engine].median / 1000),
    interpreterOverJs: quotients("js", "interpreter"),
    v8OverInterpreter: quotients("interpreter", "v8"),
  };
}

/**
 * Runs the program once in each engine and compares.
 * @returns What the measured block takes by both machines that count.
 * @throws Disagreement
 */
export function check(program: BenchProgram, bench: Workbench): Counts {
  const [v8, interpreter, js] = ENGINES.map((engine) => {
    const instance = bench.create(engine);
    for (const block of [...program.before, program.measured]) instance.run(block);
    if (!instance.halted) throw new Disagreement(`${program.name}: ${engine} traps`);
    return { counts: instance.counts, memory: Buffer.from(instance.memory()) };
  });
  const { name, expected } = program;
  if (expected !== undefined && !v8!.memory.subarray(0, expected.length).equals(expected)) {
    throw new Disagreement(`${name}: the result is not the expected one`);
  }
  if (!v8!.memory.equals(interpreter!.memory) || !v8!.memory.equals(js!.memory)) {
    throw new Disagreement(`${name}: the engines leave different memories`);
  }
  const [counts, other] = [interpreter!.counts!, js!.counts!];
  if (counts.instructions !== other.instructions || counts.fuel !== other.fuel) {
    throw new Disagreement(
      `${name}: the interpreter counts ${counts.instructions} instructions and ${counts.fuel} fuel, ` +
        `the plain one ${other.instructions} and ${other.fuel}`,
    );
  }
  return counts;
}

function timeOf(program: BenchProgram, instance: Instance): number {
  for (const block of program.before) instance.run(block);
  const start = performance.now();
  instance.run(program.measured);
  return performance.now() - start;
}

function byEngine<T>(of: (engine: EngineName) => T): Record<EngineName, T> {
  return { v8: of("v8"), interpreter: of("interpreter"), js: of("js") };
}
