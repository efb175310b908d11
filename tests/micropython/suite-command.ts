import { writeFile } from "node:fs/promises";
import { BuildError } from "../../artifact/progress.js";

/** A command that runs a test suite. */
export interface SuiteCommand<Options, Result> {
  /** Its name in error messages. */
  readonly name: string;
  readonly help: string;
  /** Returns `null` if the help is requested. @throws BuildError if an argument is invalid */
  parseOptions(args: string[]): Options | null;
  runSuite(options: Options): Promise<Result[]>;
  /** What is printed at the end. */
  report(results: readonly Result[]): string;
}

/** Runs a command with the arguments of the process. Exits with 1 if a test failed. */
export async function runSuiteCommand<
  Options extends { readonly json: string | null },
  Result extends { readonly verdict: string },
>({ name, help, parseOptions, runSuite, report }: SuiteCommand<Options, Result>): Promise<void> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === null) {
      process.stdout.write(help);
      return;
    }
    const results = await runSuite(options);
    if (options.json !== null)
      await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
    process.stdout.write(report(results));
    if (results.some(({ verdict }) => verdict === "failed")) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
