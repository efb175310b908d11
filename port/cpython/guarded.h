// Entering the interpreter from outside of it.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_GUARDED_H
#define SANDBOX_GUARDED_H

#include "Python.h"

// Begins a call of the host's: nobody has stopped it, and no exception is on its way.
void guarded_enter(void);

// Ends it, and describes to the host the exception that is set, if any.
//   program  what tracebacks call the host's own source; may be NULL
// Returns a SANDBOX_STATUS. No exception is left.
int32_t guarded_leave(PyObject *program);

// The same, without a word to the host.
int32_t guarded_leave_silently(void);

#endif
