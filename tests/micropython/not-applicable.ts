/** Tests that do not apply to the sandbox, and why. */
interface Entry {
  /** Matches the paths of the tests, such as `extmod/ssl_basic.py`. */
  readonly tests: RegExp;
  /** What the tests need and the sandbox deliberately lacks. */
  readonly reason: string;
}

/**
 * Everything that is left out of MicroPython's suite. A test is listed because what it tests is
 * absent by design, never because it fails.
 */
const NOT_APPLICABLE: readonly Entry[] = [
  // Code from outside
  {
    tests: /^micropython\/(native|viper)_/,
    reason: "native code emitters: only bytecode ever runs",
  },
  {
    tests: /^micropython\/import_mpy_/,
    reason: "loads .mpy files: the VM trusts bytecode, so none is loaded",
  },
  {
    tests: /^extmod\/vfs_userfs\.py$/,
    reason: "its last part loads an .mpy file: the VM trusts bytecode, so none is loaded",
  },
  { tests: /^extmod\/marshal_/, reason: "marshal: the VM trusts bytecode, so none is loaded" },
  {
    tests: /^misc\/cexample_/,
    reason: "MicroPython's example C modules, which only its own test builds carry",
  },
  {
    tests: /^misc\/sys_settrace_/,
    reason: "sys.settrace: a debugger's hook into every bytecode, not compiled in",
  },

  // Output that matches CPython here
  {
    tests: /^basics\/ordereddict_eq\.py$/,
    reason: "expects an empty OrderedDict to be shown with braces, which CPython leaves out",
  },
  {
    tests: /^basics\/deque_micropython\.py$/,
    reason: "expects that a deque needs a limit and takes flags; as in CPython, it does not",
  },
  {
    tests: /^(import\/builtin_ext|micropython\/ringio)\.py$/,
    reason: "expects texts of functions and objects that differ from CPython's",
  },
  {
    tests: /^float\/cmath_fun\.py$/,
    reason: "expects sines of complex numbers, which raise: CPython's last digits are others",
  },
  {
    tests: /^basics\/builtin_help\.py$/,
    reason: "expects help(int) to list two methods; there are more, as in CPython",
  },
  {
    tests: /^extmod\/hashlib_final\.py$/,
    reason: "expects that a hash ends with its digest; as in CPython, it goes on",
  },
  {
    tests: /^micropython\/(const|const2|const_alltypes|const_error)\.py$/,
    reason: "expects that const() is a declaration; in CPython it is a name like any other",
  },
  {
    tests: /^float\/(float_format_ftoe|string_format_modulo3)\.py$/,
    reason: "expects formats of floats that differ from CPython's",
  },
  {
    tests: /^misc\/non_compliant\.py$/,
    reason: "expects that struct leaves out arguments, which CPython and the port refuse",
  },

  {
    tests: /^unicode\/unicode_id\.py$/,
    reason: "expects names of private characters, which CPython and the port refuse",
  },
  {
    tests: /^micropython\/builtin_execfile\.py$/,
    reason: "puts text into a buffer, which CPython and the port refuse",
  },

  {
    tests: /^basics\/async_(await|for|with)2\.py$/,
    reason: "awaits generators, which CPython and the port refuse",
  },
  {
    tests: /^basics\/exception_chain\.py$/,
    reason: "expects a warning that chains of exceptions are not kept; they are, as in CPython",
  },
  {
    tests: /^(basics\/errno1|extmod\/(deflate_stream_error|vfs_posix_enoent))\.py$/,
    reason: "expects OSError and the name of its number, not the subclasses and texts of CPython",
  },
  {
    tests: /^micropython\/(extreme_exc|heapalloc_traceback)\.py$/,
    reason:
      "expects RuntimeError for deep recursion, and a colon after exceptions without a message",
  },
  {
    tests: /^extmod\/asyncio_(cancel_self|gather_notimpl)\.py$/,
    reason: "expects errors where CPython and the port have none",
  },
  {
    tests: /^extmod\/asyncio_(gather|wait_for|wait_for_fwd)\.py$/,
    reason:
      "expects a timeout of a task that ignores it, and another order and text, than CPython and the port have",
  },
  {
    tests: /^basics\/int_bytes(_int64|_intbig)?\.py$/,
    reason: "converts negative integers without signed=True, which CPython and the port refuse",
  },
  {
    tests: /^extmod\/json_dumps_extra\.py$/,
    reason: "writes bytes as JSON, which CPython and the port refuse",
  },
  {
    tests: /^stress\/recursive_data\.py$/,
    reason: "expects that a container in itself cannot be printed; it can, as in CPython",
  },
  {
    tests: /^extmod\/asyncio_(set_exception_handler|threadsafeflag)\.py$/,
    reason: "depends on the turn in which a task is told; the port's loop has CPython's order",
  },
  {
    tests: /^extmod\/asyncio_(as_uasyncio|heaplock)\.py$|^micropython\/ringio_async\.py$/,
    reason: "asyncio's streams: there is nothing to connect to",
  },
  {
    tests: /^basics\/subclass_native_exc_new\.py$/,
    reason: "expects classes to be shown without their module, which CPython shows",
  },
  {
    tests: /^extmod\/re_(debug|limit|split_empty|split_notimpl|stack_overflow)\.py$/,
    reason: "expects what MicroPython's regular expressions lack; the port's are CPython's",
  },
  {
    tests: /^micropython\/decorator_error\.py$/,
    reason: "expects that decorators are names only; they are any expressions, as in CPython",
  },

  // Limits that are wider here
  {
    tests: /^stress\/qstr_limit\.py$/,
    reason: "expects names to end at 255 bytes; here they may have 65,535",
  },
  {
    tests: /^stress\/bytecode_limit\.py$/,
    reason: "expects that jumps end at 32,767 bytes of bytecode; here they do not",
  },

  // Raw memory and hardware
  {
    tests: /^basics\/(array|struct)_micropython\.py$/,
    reason: "typecodes O, P and S: objects and pointers out of binary data",
  },
  { tests: /^extmod\/uctypes_/, reason: "uctypes: raw memory" },
  { tests: /^basics\/memoryview_slice_size\.py$/, reason: "uctypes.bytearray_at: raw memory" },
  { tests: /^extmod\/machine/, reason: "machine: hardware" },
  { tests: /^basics\/subclass_native_call\.py$/, reason: "machine.Signal: hardware" },
  { tests: /^extmod\/framebuf/, reason: "framebuf: displays" },

  // Network and cryptography
  { tests: /^extmod\/socket_/, reason: "socket: the sandbox has no network" },
  { tests: /^extmod\/(ssl|tls)_/, reason: "ssl and tls: the sandbox has no network" },
  { tests: /^extmod\/websocket_/, reason: "websocket: the sandbox has no network" },
  {
    tests: /^extmod\/select_(ipoll|poll_(basic|custom|eintr|udp))\.py$/,
    reason: "polls sockets: the sandbox has no network",
  },
  {
    tests: /^extmod\/select_poll_fd\.py$/,
    reason: "polls file descriptors of the operating system",
  },
  { tests: /^extmod\/cryptolib_/, reason: "cryptolib: not compiled in" },

  // Files and storage
  { tests: /^extmod\/btree/, reason: "btree: a database on storage, not compiled in" },
  { tests: /^extmod\/vfs_(fat|lfs|rom|blockdev)/, reason: "file systems on block devices" },

  // Other builds of MicroPython
  {
    tests: /^micropython\/meminfo\.py$/,
    reason:
      "expects the unix port's memory report; MicroPython's runner leaves it out on others as well",
  },
];

/** Returns why a test does not apply, or `null` if it does. */
export function reasonNotToRun(path: string): string | null {
  return NOT_APPLICABLE.find(({ tests }) => tests.test(path))?.reason ?? null;
}

/** Lists entries that no longer match any test of the suite. */
export function staleEntries(paths: readonly string[]): string[] {
  return NOT_APPLICABLE.filter(({ tests }) => !paths.some((path) => tests.test(path))).map(
    ({ tests }) => String(tests),
  );
}
