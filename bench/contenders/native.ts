import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { runTool } from "../../artifact/run-tool.js";
import { availability, type Contender, timeProcess } from "../contender.js";
import { BUILD_DIR } from "../paths.js";

/** The same as a sandbox of the default size. */
const HEAP = "heapsize=16m";

/** The standard variant, without modules whose libraries are not in the source package. */
const SETTINGS = [
  "VARIANT=standard",
  "FROZEN_MANIFEST=",
  "MICROPY_PY_SSL=0",
  "MICROPY_SSL_MBEDTLS=0",
  "MICROPY_PY_FFI=0",
  "MICROPY_PY_BTREE=0",
];

/** MicroPython's Unix port, built from the same source with the system's compiler. */
export function nativeMicroPython(sourceDir: string): Contender {
  const dir = join(BUILD_DIR, "native", basename(sourceDir));
  const program = join(dir, "micropython");
  return {
    name: "native",
    title: "native MicroPython",
    available: () =>
      availability(async () => {
        if (!existsSync(program)) await build(sourceDir, dir);
        const script = "import sys; print('%d.%d.%d' % sys.implementation.version[:3])";
        const { stdout } = await runTool(program, ["-c", script]);
        const { stdout: compiler } = await runTool("gcc", ["-dumpfullversion"]);
        return `MicroPython ${stdout.trim()}, gcc ${compiler.trim()}`;
      }),
    time: ({ file }) => timeProcess(program, ["-X", HEAP, file]),
    close: async () => {},
  };
}

/** Builds in a temporary folder, and renames it when complete. */
async function build(sourceDir: string, dir: string): Promise<void> {
  const partial = `${dir}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await runTool("gcc", ["--version"]);
  const port = ["-C", join(sourceDir, "ports/unix"), `BUILD=${partial}`];
  await runTool("make", [...port, `-j${availableParallelism()}`, ...SETTINGS]);
  await rename(partial, dir);
}
