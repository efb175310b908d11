import { writeFileSync } from "node:fs";
import { createImageSync, Image, type RunOptions, runSync } from "micropython-wasm";
import { guestOptions, type ImageCommand, type Settings } from "./arguments.js";
import { ProgramError, readBytes, readProgram } from "./program.js";

const KIB = 1024;

/** Builds or inspects an image. Returns what to print. @throws ProgramError, and what `createImage` throws */
export function runImageCommand(command: ImageCommand): string {
  return command.kind === "build" ? build(command) : inspect(command.path);
}

function build({ setup, output, settings }: Extract<ImageCommand, { kind: "build" }>): string {
  const source = setup === null ? "" : readProgram(setup);
  const image = createImageSync({
    ...optionsOf(settings),
    setup: source,
    ...(setup !== null && { filename: setup }),
    onStdout: (text) => process.stdout.write(text),
    onStderr: (text) => process.stderr.write(text),
  });
  const bytes = image.save();
  try {
    writeFileSync(output, bytes);
  } catch (error) {
    throw new ProgramError(`${output}: ${(error as Error).message}`);
  }
  return `${output}: ${size(bytes.length)}\n`;
}

function optionsOf(settings: Settings): RunOptions {
  const { argv: _, image, ...options } = guestOptions([], settings);
  const { fuel, timeoutMs, outputBytes } = settings.limits;
  return {
    ...options,
    ...(image !== undefined && { image: Image.loadSync(image) }),
    ...(fuel !== undefined && { fuel }),
    ...(timeoutMs !== undefined && { wallTimeoutMs: timeoutMs }),
    ...(outputBytes !== undefined && { maxStdoutBytes: outputBytes, maxStderrBytes: outputBytes }),
  };
}

const MODULES = "import sys\nprint('\\n'.join(sys.modules))";

function inspect(path: string): string {
  const image = Image.loadSync(readBytes(path));
  const { python } = image;
  const { memoryBytes, ownBytes, fileBytes } = image.stats;
  const list = (options: RunOptions) => runSync(MODULES, options).stdout.split("\n");
  const usual = new Set(list({ python }));
  const modules = list({ image }).filter((name) => !usual.has(name));
  return [
    `python   ${python}`,
    `memory   ${size(memoryBytes)}, of which ${size(ownBytes)} are the setup's`,
    `files    ${size(fileBytes)}`,
    `modules  ${modules.sort().join(" ") || "none besides the usual ones"}`,
    "",
  ].join("\n");
}

function size(bytes: number): string {
  return bytes < KIB ? `${bytes} bytes` : `${Math.ceil(bytes / KIB)} KiB`;
}
