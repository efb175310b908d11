// Host functions, as Python sees them.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_MODHOST_H
#define SANDBOX_MODHOST_H

#include "Python.h"

// Creates the object that calls the host function `name`. Returns NULL with an exception.
PyObject *host_function_new(PyObject *name);

// Returns the number of the host function's error that became `exception`, or -1 if it is none of the
// last few of this call.
long host_error_number(PyObject *exception);

// Forgets the errors of earlier calls of host functions.
void host_errors_forget(void);

#endif
