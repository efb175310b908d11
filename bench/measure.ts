import type { Contender } from "./contender.js";
import type { Program } from "./programs.js";
import { median } from "./statistics.js";

/** The result of one contender with one program. */
export type Measurement =
  | { readonly samplesUs: readonly number[]; readonly medianUs: number }
  | { readonly failure: string };

/** A program and each contender's result, by the contender's name. */
export interface Row {
  readonly program: Program;
  readonly measurements: ReadonlyMap<string, Measurement>;
}

/**
 * Times programs. Each runs once without being counted, to warm up the contender and to find failures. Then
 * the contenders take turns on each program, so that other load on the machine affects all equally.
 *
 * @param starts the number of starts per contender and program.
 * @param progress called with a description of each step.
 */
export async function measure(
  contenders: readonly Contender[],
  programs: readonly Program[],
  starts: number,
  progress: (text: string) => void,
): Promise<Row[]> {
  const races = programs.map((program) => new Race(program));
  for (const race of races) {
    progress(`warming up: ${race.program.name}`);
    await race.round(contenders);
    race.forget();
  }
  for (const race of races) {
    progress(`measuring: ${race.program.name}`);
    for (let start = 0; start < starts; start++) await race.round(contenders);
  }
  return races.map((race) => race.row());
}

class Race {
  readonly program: Program;
  #answer: string | null = null;
  readonly #samples = new Map<string, number[]>();
  readonly #failures = new Map<string, string>();

  constructor(program: Program) {
    this.program = program;
  }

  /** Runs the program once more with each contender that has not failed. */
  async round(contenders: readonly Contender[]): Promise<void> {
    for (const contender of contenders) {
      if (this.#failures.has(contender.name)) continue;
      try {
        this.#add(contender.name, await this.#timed(contender));
      } catch (error) {
        this.#failures.set(contender.name, (error as Error).message);
      }
    }
  }

  async #timed(contender: Contender): Promise<readonly number[]> {
    const { samplesUs, answer } = await contender.time(this.program);
    this.#answer ??= answer;
    if (answer !== this.#answer) {
      throw new Error(`answered ${answer.slice(0, 40)} instead of ${this.#answer.slice(0, 40)}`);
    }
    return samplesUs;
  }

  #add(name: string, samplesUs: readonly number[]): void {
    this.#samples.set(name, [...(this.#samples.get(name) ?? []), ...samplesUs]);
  }

  /** Drops all samples, but keeps failures. */
  forget(): void {
    this.#samples.clear();
  }

  row(): Row {
    const measurements = new Map<string, Measurement>();
    for (const [name, samplesUs] of this.#samples) {
      measurements.set(name, { samplesUs, medianUs: median(samplesUs) });
    }
    for (const [name, failure] of this.#failures) measurements.set(name, { failure });
    return { program: this.program, measurements };
  }
}
