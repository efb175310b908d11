// Limits the recursion depth of C code.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_RECURSION_H
#define SANDBOX_RECURSION_H

#include <stdbool.h>

// Restores the interpreter's full depth.
void recursion_reset(void);

// Whether little is left of the C stack in memory: for recursion with large frames.
bool recursion_is_too_deep(void);

#endif
