import type { Contender } from "./contender.js";
import type { Program } from "./programs.js";
import { median } from "./statistics.js";

/** What one contender did with one program. */
export type Measurement =
  | { readonly samplesUs: readonly number[]; readonly medianUs: number }
  | { readonly failure: string };

/** One program and what each contender did with it, by the contender's name. */
export interface Row {
  readonly program: Program;
  readonly measurements: ReadonlyMap<string, Measurement>;
}

/**
 * Times programs. All run once uncounted, which warms every contender up and finds what fails. Then
 * the contenders take turns at each program, so that what else the machine does hits all alike.
 *
 * @param starts how often each contender is started for each program.
 * @param progress is told what is being done.
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

  /** Lets each contender run the program once more, unless it failed before. */
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

  /** Drops all samples, but not what failed. */
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
