// Functions of the host's, as Python sees them.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_MODHOST_H
#define SANDBOX_MODHOST_H

#include "Python.h"

// Makes the object that calls the host's function `name`. Returns NULL with an exception.
PyObject *host_function_new(PyObject *name);

#endif
