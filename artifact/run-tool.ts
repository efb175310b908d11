import { spawn } from "node:child_process";
import { BuildError } from "./progress.js";

/** What a finished tool printed. */
export interface ToolOutput {
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the program reads from stdin; nothing by default. */
  readonly input?: Uint8Array;
  /** What to tell the user to install if the program is missing. */
  readonly install?: string;
}

/**
 * Runs a program to its end and returns what it printed.
 *
 * @throws BuildError if the program is missing or fails; the message ends with its last lines.
 */
export function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    // A program that fails may exit before it has read everything; its exit code says more.
    child.stdin.on("error", () => {}).end(options.input);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "ENOENT"
          ? `\`${command}\` is not installed${options.install ? `; ${options.install}` : ""}`
          : `\`${command}\` could not be started: ${error.message}`;
      reject(new BuildError(reason));
    });
    child.on("close", (code) => {
      if (code === 0) {
        resolve({ stdout, stderr });
        return;
      }
      const tail = (stderr.trim() || stdout.trim()).split("\n").slice(-8).join("\n");
      reject(
        new BuildError(`\`${command} ${args[0] ?? ""}\` failed (exit code ${code}):\n${tail}`),
      );
    });
  });
}
