// Compiling and running source text in the module `__main__`.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_PROGRAM_H
#define SANDBOX_PROGRAM_H

#include "Python.h"

// The global variables of `__main__`. A borrowed reference, or NULL with an exception.
PyObject *program_globals(void);

// Compiles and runs UTF-8 source.
//   name   what tracebacks call it
//   start  Py_file_input, Py_single_input or Py_eval_input
// Returns a value, or NULL with an exception.
PyObject *program_run(const char *source, size_t size, PyObject *name, int start);

#endif
