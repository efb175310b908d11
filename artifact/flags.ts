import type { BuildOptions } from "./options.js";

const TARGET = ["--target=wasm32-wasip1", "-std=gnu11"];

/**
 * setjmp/longjmp become WebAssembly exceptions in their first, "legacy" encoding: the one that
 * Node 20, Safari and Firefox run.
 */
const EXCEPTIONS = ["-mllvm", "-wasm-enable-sjlj", "-mllvm", "-wasm-use-legacy-eh=true"];

/** Only what every supported engine has; LLVM's default grows with each version. */
const FEATURES = [
  "-mcpu=mvp",
  "-mbulk-memory",
  "-mbulk-memory-opt",
  "-mmutable-globals",
  "-mnontrapping-fptoint",
  "-msign-ext",
];

/** Flags for every C file of every Python. */
export function commonFlags(options: BuildOptions): string[] {
  return [
    ...TARGET,
    ...FEATURES,
    ...EXCEPTIONS,
    ...(options.variant === "release" ? ["-DNDEBUG"] : []),
  ];
}

const LIBRARIES = "/usr/lib/wasm32-wasip1";

/** What is linked besides the objects, and how. */
export interface Linking {
  readonly stackBytes: number;
  /** Arguments that name further libraries. */
  readonly libraries?: readonly string[];
  /** Whether the result is a program that runs once; otherwise it is a reactor. */
  readonly isCommand?: boolean;
}

/** Arguments of the linker, except for the objects and the output. */
export function linkerArguments({ stackBytes, libraries, isCommand }: Linking): string[] {
  return [
    "-mllvm",
    "-wasm-enable-sjlj",
    `--entry=${isCommand ? "_start" : "_initialize"}`,
    "--import-memory",
    "--max-memory=4294967296",
    "--stack-first",
    "-z",
    `stack-size=${stackBytes}`,
    "--gc-sections",
    "--export=__heap_base",
    "--strip-debug",
    `${LIBRARIES}/crt1-${isCommand ? "command" : "reactor"}.o`,
    `-L${LIBRARIES}`,
    ...(libraries ?? []),
    "-lsetjmp",
    "-lm",
    "-lc",
    "/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a",
  ];
}
