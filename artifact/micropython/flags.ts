import { commonFlags } from "../flags.js";
import type { BuildOptions } from "../options.js";

/** Folders in the compiler's in-memory file system, which contains no path of the machine. */
export const TREE = { port: "port", micropython: "micropython", generated: "generated" } as const;

/** Bytes of the C stack. */
export const STACK_BYTES = 448 * 1024;

/** C may not recurse below this address; the rest is for raising the exception. */
export const STACK_LIMIT = 16 * 1024;

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
    ...commonFlags(options),
    ...INCLUDES,
    `-DSANDBOX_STACK_BYTES=${STACK_BYTES}`,
    `-DSANDBOX_STACK_LIMIT=${STACK_LIMIT}`,
    // extmod/modvfs.c includes the FAT file system's header even if it is off.
    `-DFFCONF_H="lib/oofatfs/ffconf.h"`,
    `-DMICROPY_BOARD_BUILD_NAME="${options.variant}"`,
    ...options.extraCflags,
  ];
}

/** Flags that turn any C file into an object. */
export function compilerFlags(options: BuildOptions): string[] {
  return [...preprocessorFlags(options), ...WARNINGS, "-fno-strict-aliasing"];
}

/**
 * Files that should be small rather than fast. The parser is one loop: with everything that -O3 inlines, V8
 * considers it hot even in one-line programs, and a process that wants to exit waits for the optimised
 * code. The others spend their time elsewhere.
 */
const SMALL: ReadonlySet<string> = new Set([
  `${TREE.micropython}/py/parse.c`,
  `${TREE.port}/common/elementary.c`,
  ...[
    "class_order.c",
    "clear.c",
    "decimal.c",
    "deque.c",
    "exceptions.c",
    "format.c",
    "format_percent.c",
    "guest_error.c",
    "image.c",
    "json_write.c",
    "justify.c",
    "match.c",
    "math_more.c",
    "messages.c",
    "modcmath.c",
    "modhost.c",
    "modjson.c",
    "modre.c",
    "numerals.c",
    "program.c",
    "random.c",
    "regex_compile.c",
    "regex_items.c",
    "regex_match_object.c",
    "regex_pattern.c",
    "remedies.c",
    "repl.c",
    "slices.c",
    "text.c",
    "text_parts.c",
    "unicode.c",
    "values_decode.c",
    "values_encode.c",
  ].map((name) => `${TREE.port}/micropython/${name}`),
  ...[
    "extmod/modbinascii.c",
    "extmod/moddeflate.c",
    "extmod/modhashlib.c",
    "extmod/modos.c",
    "extmod/modplatform.c",
    "extmod/modselect.c",
    "extmod/modtime.c",
    "extmod/vfs.c",
    "extmod/vfs_posix.c",
    "extmod/vfs_posix_file.c",
    "extmod/vfs_reader.c",
    "py/builtinevex.c",
    "py/compile.c",
    "py/lexer.c",
    "py/builtinhelp.c",
    "py/builtinimport.c",
    "py/modio.c",
    "py/argcheck.c",
    "py/binary.c",
    "py/emitbc.c",
    "py/emitcommon.c",
    "py/emitglue.c",
    "py/modbuiltins.c",
    "py/modcollections.c",
    "py/modgc.c",
    "py/modmath.c",
    "py/modstruct.c",
    "py/modsys.c",
    "py/objattrtuple.c",
    "py/mpprint.c",
    "py/objarray.c",
    "py/objcomplex.c",
    "py/objexcept.c",
    "py/objint.c",
    "py/objint_mpz.c",
    "py/objmodule.c",
    "py/objnamedtuple.c",
    "py/objproperty.c",
    "py/objrange.c",
    "py/objringio.c",
    "py/objslice.c",
    "py/objstringio.c",
    "py/scope.c",
    "py/stream.c",
  ].map((path) => `${TREE.micropython}/${path}`),
]);

/** The flag that makes a file fast or small. */
export function optimisationFlag(path: string): string {
  return SMALL.has(path) ? "-Os" : "-O3";
}
