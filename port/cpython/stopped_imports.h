// Undoing imports that a stop interrupts.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_STOPPED_IMPORTS_H
#define SANDBOX_STOPPED_IMPORTS_H

#include <stdbool.h>

#include "Python.h"

// Forgets all modules whose import is not complete, and those that were imported on their behalf: a package that is
// imported again has to import its parts again, to have them as attributes. Keeps the exception that is set.
void stopped_imports_undo(void);

#endif
