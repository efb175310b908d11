import { commonFlags } from "../flags.js";
import type { BuildOptions } from "../options.js";
import { compressionFlags } from "./compression.js";
import { sqliteFlags } from "./sqlite/sources.js";

/** Folders in the compiler's in-memory file system, which contains no path of the machine. */
export const TREE = {
  port: "port",
  cpython: "cpython",
  generated: "generated",
} as const;

/** Bytes of the C stack. */
export const STACK_BYTES = 2 * 1024 * 1024;

/** Where the interpreter finds Lib, among the files that the host mounts. */
export const LIB_DIR = "/usr/lib/python3.13";

const INCLUDES = [
  "-I.",
  `-I${TREE.port}/cpython`,
  `-I${TREE.port}/common`,
  `-I${TREE.generated}`,
  `-I${TREE.cpython}/Include`,
  `-I${TREE.cpython}/Include/internal`,
  `-I${TREE.cpython}/Include/internal/mimalloc`,
  `-I${TREE.cpython}`,
  "-Izlib",
  `-I${TREE.cpython}/Modules`,
  `-I${TREE.cpython}/Modules/_decimal/libmpdec`,
  `-I${TREE.cpython}/Modules/_hacl/include`,
  `-I${TREE.cpython}/Modules/_hacl/internal`,
  `-I${TREE.cpython}/Modules/_io`,
  `-I${TREE.cpython}/Modules/expat`,
];

/** Flags for every file. CPython is compiled without warnings: those are upstream's concern. */
export function compilerFlags(options: BuildOptions): string[] {
  return [
    ...commonFlags(options),
    ...INCLUDES,
    "-w",
    "-Wno-int-conversion",
    "-fwrapv",
    "-fno-strict-aliasing",
    "-fvisibility=hidden",
    ...options.extraCflags,
  ];
}

/** Functions of the C library whose results are not always those of Linux; those of `elementary.c` are. */
const REFINED = "acos asin atan atan2 cos cosh hypot log10 sin sinh tan tanh".split(" ");

const DEFINITIONS: readonly [RegExp, readonly string[]][] = [
  [/^cpython\/Modules\/_decimal\//, ["-DCONFIG_32=1", "-DANSI=1"]],
  [/^cpython\/Modules\/_hacl\//, ["-D_BSD_SOURCE", "-D_DEFAULT_SOURCE"]],
  [/^cpython\/Modules\/expat\//, ["-DXML_STATIC=1", "-DXML_POOR_ENTROPY=1"]],
  [/^cpython\/(Objects\/exceptions|Modules\/errnomodule)\.c$/, ["-DSANDBOX_NAMES_ERRNO"]],
  [
    /^cpython\/(Modules\/(math|cmath)module|Objects\/complexobject)\.c$/,
    REFINED.map((name) => `-D${name}=elementary_${name}`),
  ],
  [/^cpython\/Modules\/signalmodule\.c$/, ["-include", `${TREE.port}/cpython/signals.h`]],
  [/^cpython\/Modules\/posixmodule\.c$/, ["-include", `${TREE.port}/cpython/process.h`]],
  [
    /^cpython\/Modules\/_sqlite\//,
    ['-DMODULE_NAME="sqlite3"', "-DPY_SQLITE_HAVE_SERIALIZE=1", "-Isqlite"],
  ],
  [/^cpython\/Modules\/_bz2module\.c$/, ["-Ibzip2"]],
  [/^cpython\/Modules\/_lzmamodule\.c$/, ["-Ixz/liblzma/api"]],
  [/^cpython\/Python\/errors\.c$/, ["-DSANDBOX_RAISES_ERRNO"]],
  [/^cpython\/Python\/getplatform\.c$/, ['-DPLATFORM="wasi"']],
  [/^cpython\/Python\/sysmodule\.c$/, ['-DABIFLAGS=""']],
  [
    /^cpython\/(Modules\/getpath|Python\/initconfig|Python\/pathconfig)\.c$/,
    [
      '-DPREFIX="/usr"',
      '-DEXEC_PREFIX="/usr"',
      '-DVERSION="3.13"',
      '-DVPATH=""',
      '-DPLATLIBDIR="lib"',
    ],
  ],
  [/^port\/cpython\/(sqlite\/|depth\/sql\.c)/, ["-Isqlite"]],
  [/^port\/cpython\/(boot|image)\.c$/, [`-DSANDBOX_LIB_DIR=L"${LIB_DIR}"`]],
];

/** The file that would otherwise contain the time of the build, and so make every build different. */
const BUILD_INFO = `${TREE.cpython}/Modules/getbuildinfo.c`;

function dateFlags(date: number): string[] {
  const [, day, month, year, time] = new Date(date * 1000).toUTCString().split(" ");
  return [`-DDATE="${month} ${day} ${year}"`, `-DTIME="${time}"`];
}

/** Modules that use the limited C API cannot be compiled as a part of the interpreter. */
const LIMITED_API = /\/(_statisticsmodule|errnomodule)\.c$/;

/** Files that are small rather than fast: what they do is done seldom, and Chromium limits the artifact. */
const SMALL =
  /\/(Python-ast|posixmodule|initconfig|pylifecycle|preconfig|pathconfig|getpath|signalmodule)\.c$/;

/**
 * Flags for one file.
 *
 * @param date Unix time in seconds that the build claims as its date.
 */
export function flagsOf(path: string, date: number): string[] {
  const compression = compressionFlags(path);
  if (compression !== null) return ["-O3", ...compression];
  const sqlite = sqliteFlags(path);
  if (sqlite !== null) return [...sqlite];
  const core = ["-DPy_BUILD_CORE", "-DPy_BUILD_CORE_BUILTIN"];
  return [
    SMALL.test(path) ? "-Os" : "-O3",
    ...(LIMITED_API.test(path) ? [] : core),
    ...(path === BUILD_INFO ? dateFlags(date) : []),
    ...DEFINITIONS.flatMap(([pattern, flags]) => (pattern.test(path) ? flags : [])),
  ];
}

/** Functions that the port wraps. */
const WRAPPED = [
  "PyObject_Hash",
  "PyThread_acquire_lock_timed_with_retries",
  "_PyParkingLot_Park",
  "_Py_Dealloc",
  "clock",
  "fstat",
  "fstatat",
  "lstat",
  "pysqlite_check_connection",
  "raise",
  "read",
  "setlocale",
  "sqlite3_step",
  "stat",
  "write",
];

/** Libraries of wasi-libc besides the C library itself, and other linker arguments. */
export const LIBRARIES = [
  ...WRAPPED.map((name) => `--wrap=${name}`),
  "-lwasi-emulated-signal",
  "-lwasi-emulated-getpid",
  "-lwasi-emulated-process-clocks",
  "-lpthread",
];
