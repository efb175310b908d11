// Operations that C does inside each other without counting how deep.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_NESTED_H
#define SANDBOX_NESTED_H

// Makes iterators over iterators count their depth. Called once, when the interpreter has started.
// Returns -1 with an exception set if that fails.
int nested_begin(void);

#endif
