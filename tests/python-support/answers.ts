import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { MicroPythonGuestError, MicroPythonLimitError, runSync } from "micropython-wasm";
import type { Topic } from "./programs.js";

/** The output of programs, by file and title; if an exception ended one, it is the last line. */
export type Answers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** CPython's output, and its version. */
export interface CPythonAnswers {
  /** Such as `3.11`. Output can change between such versions. */
  readonly version: string;
  readonly answers: Answers;
}

const CPYTHON_TIMEOUT_MS = 100_000;

/** Runs all programs in the sandbox. */
export function askSandbox(topics: readonly Topic[]): Answers {
  return byTitle(topics, codesOf(topics).map(askOne));
}

function askOne(code: string): string {
  try {
    return runSync(code).stdout;
  } catch (error) {
    if (error instanceof MicroPythonLimitError) return error.stdout + error.code;
    if (!(error instanceof MicroPythonGuestError)) throw error;
    return error.stdout + (error.message.trimEnd().split("\n").at(-1) ?? "");
  }
}

/**
 * Runs all programs with this machine's `python3`.
 *
 * @param folder where `ask.py` is.
 */
export async function askCPython(
  topics: readonly Topic[],
  folder: string,
): Promise<CPythonAnswers> {
  const version = await cpythonVersion();
  if (version === null) throw new Error("there is no python3 here to ask");
  const driver = await readFile(join(folder, "ask.py"), "utf8");
  const answers = await python(["-X", "utf8", "-c", driver], JSON.stringify(codesOf(topics)));
  return { version, answers: byTitle(topics, JSON.parse(answers) as string[]) };
}

/** The version of this machine's `python3`, such as `3.11`; `null` if there is none. */
export async function cpythonVersion(): Promise<string | null> {
  try {
    return (await python(["-c", "import sys; print('%d.%d' % sys.version_info[:2])"])).trim();
  } catch {
    return null;
  }
}

/** Runs CPython without the user's own packages and settings. */
async function python(args: readonly string[], input = ""): Promise<string> {
  const options = { timeout: CPYTHON_TIMEOUT_MS };
  const running = promisify(execFile)("python3", ["-I", "-S", "-B", ...args], options);
  // Without python3, nothing reads it, which `running` reports.
  running.child.stdin?.on("error", () => {}).end(input);
  return (await running).stdout;
}

const codesOf = (topics: readonly Topic[]) =>
  topics.flatMap(({ programs }) => programs.map(({ code }) => code));

function byTitle(topics: readonly Topic[], answers: readonly string[]): Answers {
  const left = answers.values();
  const next = () => (left.next().value ?? "").trimEnd();
  return Object.fromEntries(
    topics.map(({ file, programs }) => [
      file,
      Object.fromEntries(programs.map(({ title }) => [title, next()])),
    ]),
  );
}
