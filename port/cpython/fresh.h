// What must differ between runs that start from the same image of memory.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_FRESH_H
#define SANDBOX_FRESH_H

#include "Python.h"

// Makes a generator of the module `_random` seed itself when it is next used
// (patches/0002-a-generator-seeds-itself-when-used.patch). Returns -1 with an exception for anything else.
int _PyRandom_SeedLater(PyObject *generator);

#endif
