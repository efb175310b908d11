// Clearing what finished calls left on the C stack.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_DEAD_STACK_H
#define SANDBOX_DEAD_STACK_H

// Clears the part of the C stack that the next calls will use. Calls do not write to all of their frames,
// and the collector would take old contents for live objects.
void dead_stack_clear(void);

#endif
