import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Program, readTiming, type Timing } from "./programs.js";

/** Whether a contender can run on this machine: its version, or the reason why not. */
export type Availability =
  | { readonly isReady: true; readonly version: string }
  | { readonly isReady: false; readonly reason: string };

/** Something that runs Python programs. To add one, list it in `contenders.ts`. */
export interface Contender {
  /** Its name for `--only` and in the results. */
  readonly name: string;
  /** Its name in the table and the chart. */
  readonly title: string;
  /** Installs or builds what it needs, once. */
  available(): Promise<Availability>;
  /**
   * Starts a guest and runs a program in it.
   *
   * @throws Error if the program fails, hangs or prints no timing.
   */
  time(program: Program): Promise<Timing>;
  /** Stops whatever is still running. */
  close(): Promise<void>;
}

/** A start that takes longer than this, in milliseconds, counts as failed. */
export const TIMEOUT_MS = 30_000;

/** Runs a program in a separate process. */
export async function timeProcess(command: string, args: readonly string[]): Promise<Timing> {
  const options = { timeout: TIMEOUT_MS, killSignal: "SIGKILL" } as const;
  const run = promisify(execFile)(command, [...args], options);
  const { stdout } = await run.catch((error) => {
    const { killed, stderr } = error as { killed?: boolean; stderr?: string };
    if (killed) throw new Error(`did not finish within ${TIMEOUT_MS / 1000} s`);
    throw new Error(stderr?.trim().split("\n").at(-1) || "failed without a message");
  });
  return readTiming(stdout);
}

/**
 * Returns the version that `work` finds, or its error as the reason for unavailability.
 *
 * @param work prepares the contender.
 */
export async function availability(work: () => Promise<string>): Promise<Availability> {
  try {
    return { isReady: true, version: await work() };
  } catch (error) {
    const lines = (error as Error).message.trim().split("\n");
    const reason = lines.length > 2 ? `${lines[0]} … ${lines.at(-1)}` : lines.join(" ");
    return { isReady: false, reason };
  }
}
