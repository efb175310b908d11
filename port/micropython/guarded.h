// Entering the interpreter from the host.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_GUARDED_H
#define SANDBOX_GUARDED_H

#include <stddef.h>
#include <stdint.h>

// How often the interpreter was entered.
extern uint32_t guarded_run_number;

// Calls `work(context)` with `__main__` as the current module, and reports an uncaught exception to the
// host.
//   name, name_size  the name of the host's source in tracebacks; NULL means the source that ran last
// Returns a SANDBOX_STATUS.
int32_t guarded_call(void (*work)(const void *context), const void *context,
    const char *name, size_t name_size);

// The same, without reporting to the host.
int32_t guarded_call_silently(void (*work)(const void *context), const void *context);

#endif
