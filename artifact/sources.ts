import { readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * C files of MicroPython's core that a WebAssembly build never needs: assemblers and native
 * emitters, non-local returns of other machines; and the interpreter, which the port includes.
 */
const CORE_EXCLUDED = /^(asm|emitn|emitinline|nativeglue|nlr(?!setjmp|\.c)|stackctrl|vm\.c)/;

/** Modules and helpers of MicroPython beside its core. */
const EXTENSIONS = [
  "extmod/modasyncio.c",
  "extmod/modbinascii.c",
  "extmod/moddeflate.c",
  "extmod/modhashlib.c",
  "extmod/modheapq.c",
  "extmod/modjson.c",
  "extmod/modos.c",
  "extmod/modplatform.c",
  "extmod/modrandom.c",
  "extmod/modre.c",
  "extmod/modselect.c",
  "extmod/modtime.c",
  "extmod/modvfs.c",
  "extmod/vfs.c",
  "extmod/vfs_posix.c",
  "extmod/vfs_posix_file.c",
  "extmod/vfs_reader.c",
];

/** Files of `port/common/` that MicroPython uses. */
const COMMON = ["common/memory.c", "common/moves.c"];

/** Files of the port that MicroPython's modules include. */
const INCLUDED = ["modos.c", "modtime.c"];

/** The C files of one build, sorted, so that every build links them in the same order. */
export interface SourceList {
  /** Files of the port, relative to `port/`. */
  readonly port: readonly string[];
  /** Files of MicroPython, relative to its source folder. */
  readonly micropython: readonly string[];
}

/** Lists the C files that make up the artifact. */
export function listSources(portDir: string, micropythonDir: string): SourceList {
  const core = readdirSync(join(micropythonDir, "py"))
    .filter((name) => name.endsWith(".c") && !CORE_EXCLUDED.test(name))
    .map((name) => `py/${name}`);
  const own = ["micropython", "micropython/libc"].flatMap((folder) =>
    readdirSync(join(portDir, folder))
      .filter((name) => name.endsWith(".c") && !INCLUDED.includes(name))
      .map((name) => `${folder}/${name}`),
  );
  const port = [...COMMON, ...own].sort();
  return { port, micropython: [...core.sort(), ...EXTENSIONS] };
}
