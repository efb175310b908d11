// How deep C may call itself.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_RECURSION_H
#define SANDBOX_RECURSION_H

// Gives the interpreter its whole depth again.
void recursion_reset(void);

#endif
