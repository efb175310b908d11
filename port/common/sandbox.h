// The boundary between the host and the guest: every export, every import of
// our own, and every number that both sides must agree on.
// SPDX-License-Identifier: Apache-2.0
//
// The artifact is a WASI reactor. The host creates the memory and instantiates
// the module. Then it either calls `_initialize` and `sandbox_boot` once each, or
// copies the memory of a booted instance instead. After that, it calls any of the
// other exports, one at a time. State stays resident between calls.
//
// This file is the only place that lists what crosses the boundary. artifact/abi.ts
// generates src/abi/constants.ts and src/abi/boundary.ts from it (npm run build:abi).
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stddef.h>
#include <stdint.h>

// Version of this boundary. It changes whenever a host built for another
// version could misbehave.
#define SANDBOX_ABI_VERSION 7

#define SANDBOX_EXPORT(name) __attribute__((export_name(#name))) name
#define SANDBOX_IMPORT(name) __attribute__((import_module("sandbox"), import_name(#name)))

// A mutable i32 global that a pass of the build adds to the module and exports.
#define SANDBOX_GLOBAL(name) extern int32_t name

// --- Exports ----------------------------------------------------------------

// Returns SANDBOX_ABI_VERSION. The only export that may be called before
// `sandbox_boot`.
int32_t SANDBOX_EXPORT(sandbox_abi_version)(void);

// Starts the interpreter. Called once, after `sandbox_limit_memory`.
// Returns 0, or -1 if there is not enough memory to start.
int32_t SANDBOX_EXPORT(sandbox_boot)(void);

// Sets how many bytes of linear memory the guest may use; 0 until then.
void SANDBOX_EXPORT(sandbox_limit_memory)(uint32_t bytes);

// Lets C code recurse this many times as deeply as an engine's default stack allows, which is what it does
// until then. The host calls it before a run if the thread has a larger stack.
void SANDBOX_EXPORT(sandbox_scale_depth)(uint32_t times);

// Returns the address after the last byte that the guest has ever used.
//
// Between calls, everything that the guest knows is in the memory from the end
// of its stack up to this address; the stack, at the start of memory, is empty.
// The host may copy these bytes and put them back later or into another instance,
// whose memory may be larger. The rest of that memory must then be zero.
uint32_t SANDBOX_EXPORT(sandbox_memory_end)(void);

// Reserves `size` bytes outside the Python heap for the host to write into.
// Returns their address, or 0 if memory is exhausted.
void *SANDBOX_EXPORT(sandbox_alloc)(uint32_t size);

// Frees what `sandbox_alloc` reserved. 0 is allowed and does nothing.
void SANDBOX_EXPORT(sandbox_free)(void *address);

// Appends one UTF-8 string of `size` bytes to `sys.argv`.
// Returns a SANDBOX_STATUS.
int32_t SANDBOX_EXPORT(sandbox_add_argument)(const char *text, uint32_t size);

// Sets a variable of `os.environ`; name and value are UTF-8 without zero bytes.
// Returns a SANDBOX_STATUS.
int32_t SANDBOX_EXPORT(sandbox_set_environment)(const char *name, uint32_t name_size,
    const char *value, uint32_t value_size);

// Frees objects that no program can reach any more, and closes such files.
void SANDBOX_EXPORT(sandbox_collect)(void);

// Fills memory that is not in use with zeros, so that a copy of the guest's memory does not contain what it
// has freed. Where that needs a collection, objects whose finaliser a program could notice are kept.
void SANDBOX_EXPORT(sandbox_clear_free)(void);

// The memory becomes an image, from which many runs start: random numbers of each will be its own, unless the
// program has seeded the generator.
void SANDBOX_EXPORT(sandbox_image_follows)(void);

// Compiles and runs UTF-8 source in the module `__main__`.
//   purpose              what to run it for: one of SANDBOX_RUN_*
//   source, source_size  the program; not kept after the call
//   name, name_size      what tracebacks call the program
// Returns a SANDBOX_STATUS. An uncaught exception is described to the host by
// `sandbox_report` before the call returns.
int32_t SANDBOX_EXPORT(sandbox_run)(int32_t purpose, const char *source, uint32_t source_size,
    const char *name, uint32_t name_size);

// These also run what is registered to run at exit.
#define SANDBOX_RUN_PROGRAM 0     // a program
#define SANDBOX_RUN_FOR_RESULT 1  // a program; if its last statement is an expression, the value's `repr` is
                                  // reported, and the value is passed to `give_value` if it can cross
#define SANDBOX_RUN_STATEMENT 2   // a statement typed at a prompt: if it is an expression whose value is not
                                  // None, its `repr` is printed, and the value becomes the builtin `_`
// This does not.
#define SANDBOX_RUN_EVALUATE 3    // statements; if the last one is an expression, its value is passed to
                                  // `give_value`, and one that cannot cross raises TypeError

// Calls a function with copies of values, and passes its result to `give_value`.
//   name, name_size   a global variable of `__main__` or a builtin, in UTF-8; may continue with names of
//                     attributes, as in `Class.method`
//   args, size        one value: a list of the positional arguments, followed by a dict of the keyword
//                     arguments, or None
// Returns a SANDBOX_STATUS.
int32_t SANDBOX_EXPORT(sandbox_call)(const char *name, uint32_t name_size,
    const void *args, uint32_t size);

// Calls a function once for each of several values, and passes each result to `give_value` before the
// next call. The series ends early if `give_value` returns SANDBOX_STOP. Returns a SANDBOX_STATUS.
//   name, name_size  as for `sandbox_call`
//   items, size      values, one after the other: each is the only argument of a call
int32_t SANDBOX_EXPORT(sandbox_map)(const char *name, uint32_t name_size,
    const void *items, uint32_t size);

// Answers a question about the text typed at a prompt so far, through `give_value`.
//   question    one of SANDBOX_PROMPT_*
//   text, size  the typed text, in UTF-8
// Returns a SANDBOX_STATUS.
int32_t SANDBOX_EXPORT(sandbox_prompt)(int32_t question, const char *text, uint32_t size);

#define SANDBOX_PROMPT_IS_COMPLETE 0 // gives a bool: whether it can be run, even if it is wrong
#define SANDBOX_PROMPT_COMPLETIONS 1 // gives a list: a str, the only possible continuation,
                                     // and a str of all possible ones, separated by white space

// Performs an operation on the global variables of `__main__`.
//   operation          one of SANDBOX_GLOBAL_*
//   name, name_size    the variable's name, in UTF-8
//   value, value_size  for SANDBOX_GLOBAL_SET
// Returns a SANDBOX_STATUS. The result is passed to `give_value`.
int32_t SANDBOX_EXPORT(sandbox_global)(int32_t operation, const char *name, uint32_t name_size,
    const void *value, uint32_t value_size);

#define SANDBOX_GLOBAL_GET 0               // gives the value, or nothing if there is none
#define SANDBOX_GLOBAL_SET 1               // gives nothing
#define SANDBOX_GLOBAL_HAS 2               // gives a bool
#define SANDBOX_GLOBAL_DELETE 3            // gives a bool: whether it existed
#define SANDBOX_GLOBAL_NAMES 4             // gives a list of str
#define SANDBOX_GLOBAL_SET_HOST_FUNCTION 5 // sets it to the host function of that name
#define SANDBOX_GLOBAL_ADD_HOST_FUNCTION 6 // the same, unless there already is such a variable

#define SANDBOX_STATUS_OK 0          // ran to its end
#define SANDBOX_STATUS_EXCEPTION 1   // ended by an uncaught exception
#define SANDBOX_STATUS_EXIT 2        // ended by SystemExit; exit code reported
#define SANDBOX_STATUS_STOPPED 3     // the host stopped it: see `slice_ended`

// Units left in the current slice. Metering counts them down; when they fall below zero, the guest
// calls `slice_ended`.
SANDBOX_GLOBAL(sandbox_units);

// The lowest address that the C stack may reach. After SANDBOX_STOP the host sets it to -1, so that C
// code that could raise an exception ends the run instead; it restores the value before the next run.
SANDBOX_GLOBAL(sandbox_stack_limit);

// Metered units per unit of fuel; see docs/limits.md.
#define SANDBOX_UNITS_PER_FUEL 16

// --- Imports ----------------------------------------------------------------

// Describes to the host, in text, how a run ended. A text may arrive in several pieces; the pieces of
// each kind are in order.
//   kind         one of SANDBOX_REPORT_*
//   text, size   UTF-8, valid only during the call
SANDBOX_IMPORT(report) void sandbox_report(int32_t kind, const char *text, uint32_t size);

#define SANDBOX_REPORT_TYPE 1        // the exception's class name
#define SANDBOX_REPORT_MESSAGE 2     // str(exception)
#define SANDBOX_REPORT_TRACEBACK 3   // the traceback as Python prints it
#define SANDBOX_REPORT_LINE 4        // decimal line number in the program, or nothing
#define SANDBOX_REPORT_EXIT_CODE 5   // decimal exit code of SystemExit
#define SANDBOX_REPORT_HOST_ERROR 6  // decimal number of the host function's error that became the exception
#define SANDBOX_REPORT_REPR 7        // repr of the last statement's value

// The host keeps at most this many bytes of a text.
#define SANDBOX_REPORT_MAX_BYTES 65536

// Passes a requested value to the host; it is valid only during the call.
// Returns SANDBOX_GO_ON, or SANDBOX_STOP if the host wants no more values of a series for now.
SANDBOX_IMPORT(give_value) int32_t sandbox_give_value(const void *value, uint32_t size);

// Asks the host whether to continue when a slice of fuel is used up. Before returning SANDBOX_GO_ON, the
// host sets `sandbox_units` to the size of the next slice. After SANDBOX_STOP, the run ends as soon as the
// interpreter's state is consistent; until then, the guest may ask again. If the host cannot wait any
// longer, it throws, and the instance is never used again.
// Returns SANDBOX_GO_ON or SANDBOX_STOP.
SANDBOX_IMPORT(slice_ended) int32_t sandbox_slice_ended(void);

#define SANDBOX_GO_ON 0
#define SANDBOX_STOP 1

// Calls a host function. Meanwhile the host calls no export, and it never throws because of what the
// function does.
//   form                         how the payload and the result are encoded: one of SANDBOX_CALL_*
//   name, name_size              the function, in UTF-8
//   payload, payload_size        its arguments
//   answer, answer_capacity      where the answer goes
// Returns the answer's size. If that exceeds `answer_capacity`, nothing was written, and `take_answer`
// can fetch the answer until the next call.
SANDBOX_IMPORT(call_host) uint32_t sandbox_call_host(int32_t form, const char *name, uint32_t name_size,
    const void *payload, uint32_t payload_size, void *answer, uint32_t answer_capacity);

// Writes the pending answer, which has `size` bytes, to `answer`.
SANDBOX_IMPORT(take_answer) void sandbox_take_answer(void *answer, uint32_t size);

#define SANDBOX_CALL_VALUES 0 // the payload is a list of the arguments, or a tuple if the last of them is a dict
                              // of the keyword arguments; the result is a value
#define SANDBOX_CALL_JSON 1   // the payload is JSON text; the result is a str of JSON

// These are about calls whose answer was a `host_objects.HostCall` with their number: the function goes on while
// Python does other work. They have no name. All such calls end with the run.
#define SANDBOX_CALL_WAIT 2   // the payload is a list: the maximum time in seconds, or None; waits until one of
                              // the calls has ended; the result is a list of the numbers of those that have
                              // ended since the last time
#define SANDBOX_CALL_TAKE 3   // the payload is a list: the number of a call, and whether its result is wanted, or
                              // else None is the result; then the call is forgotten

// An answer begins with one of these bytes.
#define SANDBOX_ANSWER_VALUE 0       // followed by the result
#define SANDBOX_ANSWER_EXCEPTION 1   // followed by a list: the name of a class, the message, and the number
                                     // of the host function's error for SANDBOX_REPORT_HOST_ERROR, or -1
#define SANDBOX_ANSWER_OBJECT 2      // followed by a list: a class of the module `host_objects`, its arguments

// --- WASI -------------------------------------------------------------------

// The only functions of WASI preview 1 that a guest may import.
#define SANDBOX_WASI_FUNCTIONS(X) \
    X(clock_time_get) \
    X(fd_close) X(fd_fdstat_get) X(fd_filestat_get) X(fd_filestat_set_size) \
    X(fd_filestat_set_times) X(fd_prestat_dir_name) \
    X(fd_prestat_get) X(fd_read) X(fd_readdir) X(fd_seek) X(fd_sync) X(fd_write) \
    X(path_create_directory) X(path_filestat_get) X(path_filestat_set_times) X(path_open) \
    X(path_remove_directory) X(path_rename) X(path_unlink_file) \
    X(poll_oneoff) X(proc_exit) X(random_get)

// --- Values -----------------------------------------------------------------

// How values cross the boundary: one byte for the kind, followed by what the comment says. Sizes and
// counts are u32; all numbers are little-endian.
#define SANDBOX_VALUE_NONE 0
#define SANDBOX_VALUE_FALSE 1
#define SANDBOX_VALUE_TRUE 2
#define SANDBOX_VALUE_INT 3          // i64
#define SANDBOX_VALUE_BIG_INT 4      // a byte (1: negative), the size, and that many bytes of magnitude
#define SANDBOX_VALUE_FLOAT 5        // f64
#define SANDBOX_VALUE_STR 6          // the size, and that many bytes of UTF-8
#define SANDBOX_VALUE_BYTES 7        // the size, and the bytes
#define SANDBOX_VALUE_LIST 8         // the count, and that many values
#define SANDBOX_VALUE_TUPLE 9        // as a list; only to the host
#define SANDBOX_VALUE_DICT 10        // the count, and that many pairs of key and value
#define SANDBOX_VALUE_SET 11         // as a list
#define SANDBOX_VALUE_FROZENSET 12   // as a list; only to the host

// How deeply containers may be nested around a value.
#define SANDBOX_VALUE_MAX_DEPTH 100
// The guest passes at most this many bytes and values to the host at once.
#define SANDBOX_VALUE_MAX_BYTES 16777216
#define SANDBOX_VALUE_MAX_COUNT 262144

#endif
