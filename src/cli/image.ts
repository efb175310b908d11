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

/**
 * Adds up the objects that each module leads to, without those that another module defines or that an earlier one
 * leads to; `usual` are modules that were there before the setup. The collector does not know what code refers to.
 */
const SHARES = `
def shares(usual):
    import gc, sys
    from types import CodeType, FunctionType, ModuleType
    PARTS = "consts names varnames freevars cellvars code linetable exceptiontable name qualname filename"
    modules = {name: module for name, module in list(sys.modules.items()) if isinstance(module, ModuleType)}
    seen = {id(sys.modules), *(id(vars(module)) for module in modules.values())}
    def size_of(name):
        own = vars(modules[name])
        total, waiting = sys.getsizeof(own), list(own.values())
        while waiting:
            found = waiting.pop()
            if id(found) in seen or isinstance(found, ModuleType): continue
            if isinstance(found, (type, FunctionType)):
                if found.__module__ != name and found.__module__ in modules: continue
            seen.add(id(found))
            total += sys.getsizeof(found)
            if isinstance(found, CodeType): waiting += [getattr(found, "co_" + part) for part in PARTS.split()]
            else: waiting += gc.get_referents(found)
        return total
    for name in modules:
        if name in usual and name != "__main__": size_of(name)
    sizes = {}
    for name in sorted(modules, key="__main__".__eq__):
        if name not in usual or name == "__main__":
            top = name.partition(".")[0]
            sizes[top] = sizes.get(top, 0) + size_of(name)
    return sizes
shares(set(USUAL))`;

function inspect(path: string): string {
  const image = Image.loadSync(readBytes(path));
  const { python } = image;
  const { memoryBytes, ownBytes, fileBytes } = image.stats;
  return [
    `python   ${python}`,
    `memory   ${size(memoryBytes)}, of which ${size(ownBytes)} are the setup's`,
    `files    ${size(fileBytes)}`,
    `modules  ${modulesOf(image) || "none besides the usual ones"}`,
    "",
  ].join("\n");
}

/** The modules in an image; CPython can tell how much memory they take, with those in them. */
function modulesOf(image: Image): string {
  const { python } = image;
  const list = (options: RunOptions) => runSync(MODULES, options).stdout.trim().split("\n");
  const usual = list({ python });
  if (python === "micropython") {
    return list({ image })
      .filter((name) => !usual.includes(name))
      .sort()
      .join(" ");
  }
  const limits = { fuel: null, wallTimeoutMs: 120_000, memoryBytes: null };
  const code = SHARES.replace("USUAL", JSON.stringify(usual));
  const shares = runSync(code, { image, ...limits }).value as Record<string, number>;
  return Object.entries(shares)
    .sort(([, a], [, b]) => b - a)
    .map(([name, bytes]) => `${name === "__main__" ? "the setup itself" : name}  ${size(bytes)}`)
    .join("\n         ");
}

function size(bytes: number): string {
  return bytes < KIB ? `${bytes} bytes` : `${Math.ceil(bytes / KIB)} KiB`;
}
