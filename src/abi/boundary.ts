// Generated from port/common/sandbox.h by artifact/abi.ts (npm run build:abi); edit the header instead.

/** What an artifact exports. Engines pass 32-bit addresses as signed numbers. */
export interface SandboxExports {
  /** Starts the C library. Called once, before any other function. */
  _initialize(): void;
  /**
   * Returns SANDBOX_ABI_VERSION. The only export that may be called before
   * `sandbox_boot`.
   */
  sandbox_abi_version(): number;
  /**
   * Starts the interpreter. Called once, after `sandbox_limit_memory`.
   * Returns 0, or -1 if there is not enough memory to start.
   */
  sandbox_boot(): number;
  /** Sets how many bytes of linear memory the guest may use; 0 until then. */
  sandbox_limit_memory(bytes: number): void;
  /**
   * Lets C code recurse this many times as deeply as an engine's default stack allows, which is what it does
   * until then. The host calls it before a run if the thread has a larger stack.
   */
  sandbox_scale_depth(times: number): void;
  /**
   * Returns the address after the last byte that the guest has ever used.
   *
   * Between calls, everything that the guest knows is in the memory from the end
   * of its stack up to this address; the stack, at the start of memory, is empty.
   * The host may copy these bytes and put them back later or into another instance,
   * whose memory may be larger. The rest of that memory must then be zero.
   */
  sandbox_memory_end(): number;
  /**
   * Reserves `size` bytes outside the Python heap for the host to write into.
   * Returns their address, or 0 if memory is exhausted.
   */
  sandbox_alloc(size: number): number;
  /** Frees what `sandbox_alloc` reserved. 0 is allowed and does nothing. */
  sandbox_free(address: number): void;
  /**
   * Appends one UTF-8 string of `size` bytes to `sys.argv`.
   * Returns a SANDBOX_STATUS.
   */
  sandbox_add_argument(text: number, size: number): number;
  /**
   * Sets a variable of `os.environ`; name and value are UTF-8 without zero bytes.
   * Returns a SANDBOX_STATUS.
   */
  sandbox_set_environment(name: number, nameSize: number, value: number, valueSize: number): number;
  /** Frees objects that no program can reach any more, and closes such files. */
  sandbox_collect(): void;
  /**
   * Fills memory that is not in use with zeros, so that a copy of the guest's memory does not contain what it
   * has freed. Where that needs a collection, objects whose finaliser a program could notice are kept.
   */
  sandbox_clear_free(): void;
  /**
   * The memory becomes an image, from which many runs start: random numbers of each will be its own, unless the
   * program has seeded the generator.
   */
  sandbox_image_follows(): void;
  /**
   * Compiles and runs UTF-8 source in the module `__main__`.
   *   purpose              what to run it for: one of SANDBOX_RUN_*
   *   source, source_size  the program; not kept after the call
   *   name, name_size      what tracebacks call the program
   * Returns a SANDBOX_STATUS. An uncaught exception is described to the host by
   * `sandbox_report` before the call returns.
   */
  sandbox_run(
    purpose: number,
    source: number,
    sourceSize: number,
    name: number,
    nameSize: number,
  ): number;
  /**
   * Calls a function with copies of values, and passes its result to `give_value`.
   *   name, name_size   a global variable of `__main__` or a builtin, in UTF-8; may continue with names of
   *                     attributes, as in `Class.method`
   *   args, size        one value: a list of the positional arguments, followed by a dict of the keyword
   *                     arguments, or None
   * Returns a SANDBOX_STATUS.
   */
  sandbox_call(name: number, nameSize: number, args: number, size: number): number;
  /**
   * Calls a function once for each of several values, and passes each result to `give_value` before the
   * next call. The series ends early if `give_value` returns SANDBOX_STOP. Returns a SANDBOX_STATUS.
   *   name, name_size  as for `sandbox_call`
   *   items, size      values, one after the other: each is the only argument of a call
   */
  sandbox_map(name: number, nameSize: number, items: number, size: number): number;
  /**
   * Answers a question about the text typed at a prompt so far, through `give_value`.
   *   question    one of SANDBOX_PROMPT_*
   *   text, size  the typed text, in UTF-8
   * Returns a SANDBOX_STATUS.
   */
  sandbox_prompt(question: number, text: number, size: number): number;
  /**
   * Performs an operation on the global variables of `__main__`.
   *   operation          one of SANDBOX_GLOBAL_*
   *   name, name_size    the variable's name, in UTF-8
   *   value, value_size  for SANDBOX_GLOBAL_SET
   * Returns a SANDBOX_STATUS. The result is passed to `give_value`.
   */
  sandbox_global(
    operation: number,
    name: number,
    nameSize: number,
    value: number,
    valueSize: number,
  ): number;
  /**
   * Units left in the current slice. Metering counts them down; when they fall below zero, the guest
   * calls `slice_ended`.
   */
  readonly sandbox_units: { value: number };
  /**
   * The lowest address that the C stack may reach. After SANDBOX_STOP the host sets it to -1, so that C
   * code that could raise an exception ends the run instead; it restores the value before the next run.
   */
  readonly sandbox_stack_limit: { value: number };
}

/** The kind of each export. */
export const EXPORT_KINDS = {
  _initialize: "function",
  sandbox_abi_version: "function",
  sandbox_boot: "function",
  sandbox_limit_memory: "function",
  sandbox_scale_depth: "function",
  sandbox_memory_end: "function",
  sandbox_alloc: "function",
  sandbox_free: "function",
  sandbox_add_argument: "function",
  sandbox_set_environment: "function",
  sandbox_collect: "function",
  sandbox_clear_free: "function",
  sandbox_image_follows: "function",
  sandbox_run: "function",
  sandbox_call: "function",
  sandbox_map: "function",
  sandbox_prompt: "function",
  sandbox_global: "function",
  sandbox_units: "global",
  sandbox_stack_limit: "global",
} as const satisfies Readonly<Record<keyof SandboxExports, "function" | "global">>;

/** What an artifact imports from the module `sandbox`. */
export interface SandboxImports {
  /**
   * Describes to the host, in text, how a run ended. A text may arrive in several pieces; the pieces of
   * each kind are in order.
   *   kind         one of SANDBOX_REPORT_*
   *   text, size   UTF-8, valid only during the call
   */
  report(kind: number, text: number, size: number): void;
  /**
   * Passes a requested value to the host; it is valid only during the call.
   * Returns SANDBOX_GO_ON, or SANDBOX_STOP if the host wants no more values of a series for now.
   */
  give_value(value: number, size: number): number;
  /**
   * Asks the host whether to continue when a slice of fuel is used up. Before returning SANDBOX_GO_ON, the
   * host sets `sandbox_units` to the size of the next slice. After SANDBOX_STOP, the run ends as soon as the
   * interpreter's state is consistent; until then, the guest may ask again. If the host cannot wait any
   * longer, it throws, and the instance is never used again.
   * Returns SANDBOX_GO_ON or SANDBOX_STOP.
   */
  slice_ended(): number;
  /**
   * Calls a host function. Meanwhile the host calls no export, and it never throws because of what the
   * function does.
   *   form                         how the payload and the result are encoded: one of SANDBOX_CALL_*
   *   name, name_size              the function, in UTF-8
   *   payload, payload_size        its arguments
   *   answer, answer_capacity      where the answer goes
   * Returns the answer's size. If that exceeds `answer_capacity`, nothing was written, and `take_answer`
   * can fetch the answer until the next call.
   */
  call_host(
    form: number,
    name: number,
    nameSize: number,
    payload: number,
    payloadSize: number,
    answer: number,
    answerCapacity: number,
  ): number;
  /** Writes the pending answer, which has `size` bytes, to `answer`. */
  take_answer(answer: number, size: number): void;
}

/** Names of these imports. */
export const SANDBOX_IMPORTS = [
  "report",
  "give_value",
  "slice_ended",
  "call_host",
  "take_answer",
] as const satisfies readonly (keyof SandboxImports)[];

/** The functions of WASI preview 1 that an artifact may import, and no other. */
export const WASI_FUNCTIONS = [
  "clock_time_get",
  "fd_close",
  "fd_fdstat_get",
  "fd_filestat_get",
  "fd_filestat_set_size",
  "fd_filestat_set_times",
  "fd_prestat_dir_name",
  "fd_prestat_get",
  "fd_read",
  "fd_readdir",
  "fd_seek",
  "fd_sync",
  "fd_write",
  "path_create_directory",
  "path_filestat_get",
  "path_filestat_set_times",
  "path_open",
  "path_remove_directory",
  "path_rename",
  "path_unlink_file",
  "poll_oneoff",
  "proc_exit",
  "random_get",
] as const;
