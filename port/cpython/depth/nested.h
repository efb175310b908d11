// Nested operations in C whose depth CPython does not count.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_NESTED_H
#define SANDBOX_NESTED_H

// Makes nested iterators count their depth. Called once, after the interpreter has started.
// Returns -1 with an exception set if that fails.
int nested_begin(void);

#endif
