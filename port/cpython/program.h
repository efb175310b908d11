// Compiling and running source text in the module `__main__`.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_PROGRAM_H
#define SANDBOX_PROGRAM_H

#include "Python.h"

// Returns the global variables of `__main__`: a borrowed reference, or NULL with an exception.
PyObject *program_globals(void);

// Compiles and runs UTF-8 source.
//   name     its name in tracebacks
//   purpose  one of SANDBOX_RUN_*
//   value    set to the value of the last statement if it is wanted and the statement is an expression,
//            otherwise to NULL
// Returns 0, or -1 with an exception.
int program_run(const char *source, size_t size, PyObject *name, int purpose, PyObject **value);

#endif
