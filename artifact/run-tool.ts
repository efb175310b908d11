import { spawn } from "node:child_process";
import { BuildError } from "./progress.js";

/** What a finished tool printed. */
export interface ToolOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and gives what it printed.
 *
 * @param install what to tell the user to install where the program is missing.
 * @throws BuildError where the program is missing or fails; the message ends with its last lines.
 */
export function runTool(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; install?: string } = {},
): Promise<ToolOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
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
