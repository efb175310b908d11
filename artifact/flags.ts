import type { BuildOptions } from "./options.js";

/** Where things stand in the compiler's in-memory file system; no path of the machine gets in. */
export const TREE = { port: "port", micropython: "micropython", generated: "generated" } as const;

/** Bytes of the C stack in linear memory, which begins at address 0 and grows downwards. */
export const STACK_BYTES = 448 * 1024;

/** Below this address C may not recurse any further; what is left is for raising the exception. */
export const STACK_LIMIT = 16 * 1024;

const TARGET = ["--target=wasm32-wasip1", "-std=gnu11"];

/**
 * setjmp/longjmp become WebAssembly exceptions in their first, "legacy" encoding: the one that
 * Node 20, Safari and Firefox run.
 */
const EXCEPTIONS = ["-mllvm", "-wasm-enable-sjlj", "-mllvm", "-wasm-use-legacy-eh=true"];

/** Only what every supported engine has; LLVM's own default grows with its versions. */
const FEATURES = [
  "-mcpu=mvp",
  "-mbulk-memory",
  "-mbulk-memory-opt",
  "-mmutable-globals",
  "-mnontrapping-fptoint",
  "-msign-ext",
];

const INCLUDES = [
  `-I${TREE.port}/micropython/libc`,
  `-I${TREE.port}/micropython`,
  `-I${TREE.port}/common`,
  `-I${TREE.port}`,
  `-I${TREE.generated}`,
  `-I${TREE.micropython}`,
];

/**
 * The one implicit conversion that MicroPython 1.25 has under NaN-boxing, in py/modio.c, does what
 * the explicit one would.
 */
const WARNINGS = ["-Wall", "-Werror", "-Wno-unused-function", "-Wno-int-conversion"];

/** Flags that both preprocessing and compiling need. */
export function preprocessorFlags(options: BuildOptions): string[] {
  return [
    ...TARGET,
    ...FEATURES,
    ...EXCEPTIONS,
    ...INCLUDES,
    `-DSANDBOX_STACK_BYTES=${STACK_BYTES}`,
    `-DSANDBOX_STACK_LIMIT=${STACK_LIMIT}`,
    // extmod/modvfs.c includes the FAT file system's header even where it is off.
    `-DFFCONF_H="lib/oofatfs/ffconf.h"`,
    `-DMICROPY_BOARD_BUILD_NAME="${options.variant}"`,
    ...(options.variant === "release" ? ["-DNDEBUG"] : []),
    ...options.extraCflags,
  ];
}

/**
 * Better small than fast. The parser is one loop: with all that -O3 puts into it, V8 takes it for hot in
 * programs of one line, and a process that would end waits until it is optimised.
 */
const SMALL: ReadonlySet<string> = new Set([`${TREE.micropython}/py/parse.c`]);

/** Flags that turn any C file into an object. */
export function compilerFlags(options: BuildOptions): string[] {
  return [...preprocessorFlags(options), ...WARNINGS, "-fno-strict-aliasing"];
}

/** The flag that says whether a file becomes fast or small. */
export function optimisationFlag(path: string): string {
  return SMALL.has(path) ? "-Os" : "-O3";
}

const LIBRARIES = "/usr/lib/wasm32-wasip1";

/** Arguments of the linker, but for the objects and the output. */
export function linkerArguments(): string[] {
  return [
    "-mllvm",
    "-wasm-enable-sjlj",
    "--entry=_initialize",
    "--import-memory",
    "--max-memory=4294967296",
    "--stack-first",
    "-z",
    `stack-size=${STACK_BYTES}`,
    "--gc-sections",
    "--strip-debug",
    `${LIBRARIES}/crt1-reactor.o`,
    `-L${LIBRARIES}`,
    "-lsetjmp",
    "-lm",
    "-lc",
    "/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a",
  ];
}
