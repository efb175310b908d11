// Limits the recursion depth of C code.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_RECURSION_H
#define SANDBOX_RECURSION_H

// Restores the interpreter's full depth.
void recursion_reset(void);

#endif
