// Entering the interpreter from the host.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_GUARDED_H
#define SANDBOX_GUARDED_H

#include "Python.h"

// How often the interpreter was entered.
extern uint32_t guarded_run_number;

// Begins a call from the host: not stopped, and without an exception.
void guarded_enter(void);

// Ends it, and describes the exception that is set, if any, to the host.
//   program  the name of the host's source in tracebacks; may be NULL
// Returns a SANDBOX_STATUS. No exception is left.
int32_t guarded_leave(PyObject *program);

// The same, without reporting to the host.
int32_t guarded_leave_silently(void);

#endif
