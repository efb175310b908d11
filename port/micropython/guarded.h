// Entering the interpreter from outside of it.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_GUARDED_H
#define SANDBOX_GUARDED_H

#include <stddef.h>
#include <stdint.h>

// Calls `work(context)` with `__main__` as the present module, and describes to the host the
// exception that it raises, if any.
//   name, name_size  what tracebacks call the host's own source
// Answers a SANDBOX_STATUS.
int32_t guarded_call(void (*work)(const void *context), const void *context,
    const char *name, size_t name_size);

// The same, without a word to the host.
int32_t guarded_call_silently(void (*work)(const void *context), const void *context);

#endif
