// Clearing what calls that are over left in the C stack.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_DEAD_STACK_H
#define SANDBOX_DEAD_STACK_H

// Clears the part of the C stack that the next calls will use. They do not write to all of their
// frames, and the collector takes what was there before for objects in use.
void dead_stack_clear(void);

#endif
