// Functions of the host's, as Python sees them.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_MODHOST_H
#define SANDBOX_MODHOST_H

#include "Python.h"

// Makes the object that calls the host's function `name`. Returns NULL with an exception.
PyObject *host_function_new(PyObject *name);

// The number of the host function's error that became `exception`, or -1 if it is none of the last few
// of this call.
long host_error_number(PyObject *exception);

// Forgets the errors of the host functions that were called so far.
void host_errors_forget(void);

#endif
