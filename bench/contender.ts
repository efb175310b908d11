import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Program, readTiming, type Timing } from "./programs.js";

/** Whether a contender can take part on this machine: which version, or why not. */
export type Availability =
  | { readonly isReady: true; readonly version: string }
  | { readonly isReady: false; readonly reason: string };

/** Something that runs Python programs. To add one, write its file and list it in `contenders.ts`. */
export interface Contender {
  /** What `--only` and the results call it. */
  readonly name: string;
  /** What people read. */
  readonly title: string;
  /** Brings what it needs into place, building it where that was not done yet. */
  available(): Promise<Availability>;
  /**
   * Starts a guest and runs a program in it.
   *
   * @throws Error where the program fails, hangs or prints no timing.
   */
  time(program: Program): Promise<Timing>;
  /** Ends what is still running. */
  close(): Promise<void>;
}

/** A start that takes longer than this, in milliseconds, counts as failed. */
export const TIMEOUT_MS = 30_000;

/** Runs a program as a process of its own. */
export async function timeProcess(command: string, args: readonly string[]): Promise<Timing> {
  const options = { timeout: TIMEOUT_MS, killSignal: "SIGKILL" } as const;
  const run = promisify(execFile)(command, [...args], options);
  const { stdout } = await run.catch((error) => {
    const { killed, stderr } = error as { killed?: boolean; stderr?: string };
    if (killed) throw new Error(`did not end within ${TIMEOUT_MS / 1000} s`);
    throw new Error(stderr?.trim().split("\n").at(-1) || "ended early without a message");
  });
  return readTiming(stdout);
}

/**
 * Gives the version that `work` finds, or its failure as the reason why there is none.
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
