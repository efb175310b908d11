/**
 * The modules that are built in, and the C files of each, relative to `Modules/` in CPython's source.
 *
 * Modules are left out if they need something that the sandbox does not have: sockets, processes, threads,
 * terminals, shared libraries, other programs' libraries. So are CPython's modules for testing itself.
 */
export const MODULES: Readonly<Record<string, readonly string[]>> = {
  // What the interpreter and its import system need.
  _abc: ["_abc.c"],
  _codecs: ["_codecsmodule.c"],
  _collections: ["_collectionsmodule.c"],
  _functools: ["_functoolsmodule.c"],
  _io: [
    "_io/_iomodule.c",
    "_io/bufferedio.c",
    "_io/bytesio.c",
    "_io/fileio.c",
    "_io/iobase.c",
    "_io/stringio.c",
    "_io/textio.c",
  ],
  _locale: ["_localemodule.c"],
  _operator: ["_operator.c"],
  _signal: ["signalmodule.c"],
  _sre: ["_sre/sre.c"],
  _stat: ["_stat.c"],
  _suggestions: ["_suggestions.c"],
  _symtable: ["symtablemodule.c"],
  _sysconfig: ["_sysconfig.c"],
  _thread: ["_threadmodule.c"],
  _tracemalloc: ["_tracemalloc.c"],
  _typing: ["_typingmodule.c"],
  _weakref: ["_weakref.c"],
  atexit: ["atexitmodule.c"],
  errno: ["errnomodule.c"],
  faulthandler: ["faulthandler.c"],
  itertools: ["itertoolsmodule.c"],
  posix: ["posixmodule.c"],
  time: ["timemodule.c"],

  // Modules that Lib would otherwise implement in Python, or not at all.
  _asyncio: ["_asynciomodule.c"],
  _bisect: ["_bisectmodule.c"],
  _contextvars: ["_contextvarsmodule.c"],
  _csv: ["_csv.c"],
  _datetime: ["_datetimemodule.c"],
  _heapq: ["_heapqmodule.c"],
  _json: ["_json.c"],
  _lsprof: ["_lsprof.c", "rotatingtree.c"],
  _opcode: ["_opcode.c"],
  _pickle: ["_pickle.c"],
  _queue: ["_queuemodule.c"],
  _random: ["_randommodule.c"],
  _statistics: ["_statisticsmodule.c"],
  _struct: ["_struct.c"],
  _zoneinfo: ["_zoneinfo.c"],
  array: ["arraymodule.c"],
  binascii: ["binascii.c"],
  cmath: ["cmathmodule.c"],
  math: ["mathmodule.c"],
  unicodedata: ["unicodedata.c"],

  // Hashes.
  _blake2: ["_blake2/blake2b_impl.c", "_blake2/blake2module.c", "_blake2/blake2s_impl.c"],
  _md5: ["_hacl/Hacl_Hash_MD5.c", "md5module.c"],
  _sha1: ["_hacl/Hacl_Hash_SHA1.c", "sha1module.c"],
  _sha2: ["_hacl/Hacl_Hash_SHA2.c", "sha2module.c"],
  _sha3: ["_hacl/Hacl_Hash_SHA3.c", "sha3module.c"],

  // Decimal numbers and XML, with the libraries that CPython carries for them.
  _decimal: [
    "_decimal/_decimal.c",
    ...[
      "basearith.c",
      "constants.c",
      "context.c",
      "convolute.c",
      "crt.c",
      "difradix2.c",
      "fnt.c",
      "fourstep.c",
      "io.c",
      "mpalloc.c",
      "mpdecimal.c",
      "numbertheory.c",
      "sixstep.c",
      "transpose.c",
    ].map((name) => `_decimal/libmpdec/${name}`),
  ],
  _elementtree: ["_elementtree.c"],
  pyexpat: ["expat/xmlparse.c", "expat/xmlrole.c", "expat/xmltok.c", "pyexpat.c"],

  // Encodings of Chinese, Japanese and Korean text.
  _codecs_cn: ["cjkcodecs/_codecs_cn.c"],
  _codecs_hk: ["cjkcodecs/_codecs_hk.c"],
  _codecs_iso2022: ["cjkcodecs/_codecs_iso2022.c"],
  _codecs_jp: ["cjkcodecs/_codecs_jp.c"],
  _codecs_kr: ["cjkcodecs/_codecs_kr.c"],
  _codecs_tw: ["cjkcodecs/_codecs_tw.c"],
  _multibytecodec: ["cjkcodecs/multibytecodec.c"],

  // Databases, with SQLite.
  _sqlite3: [
    "_sqlite/blob.c",
    "_sqlite/connection.c",
    "_sqlite/cursor.c",
    "_sqlite/microprotocols.c",
    "_sqlite/module.c",
    "_sqlite/prepare_protocol.c",
    "_sqlite/row.c",
    "_sqlite/statement.c",
    "_sqlite/util.c",
  ],

  // Compression, with libraries from separate source packages.
  _bz2: ["_bz2module.c"],
  _lzma: ["_lzmamodule.c"],
  zlib: ["zlibmodule.c"],
};

/** Modules in files of the interpreter, with the function that creates each, if any. */
const IN_THE_INTERPRETER: Readonly<Record<string, string | null>> = {
  _ast: "PyInit__ast",
  _imp: "PyInit__imp",
  _string: "PyInit__string",
  _tokenize: "PyInit__tokenize",
  _warnings: "_PyWarnings_Init",
  builtins: null,
  gc: "PyInit_gc",
  marshal: "PyMarshal_Init",
  sys: null,
};

/** The port's own modules. */
const OF_THE_PORT = ["host"];

/** Writes the C file that tells the interpreter which modules are built in. */
export function configC(): string {
  const own = [...Object.keys(MODULES), ...OF_THE_PORT].map((name) => [name, `PyInit_${name}`]);
  const all = [...own, ...Object.entries(IN_THE_INTERPRETER)] as [string, string | null][];
  const declared = all.flatMap(([, init]) => (init === null ? [] : [`PyObject *${init}(void);`]));
  const entries = all.map(([name, init]) => `    { "${name}", ${init ?? "NULL"} },`);
  return [
    '#include "Python.h"',
    ...declared,
    "struct _inittab _PyImport_Inittab[] = {",
    ...entries,
    "    { NULL, NULL },",
    "};",
    "",
  ].join("\n");
}
