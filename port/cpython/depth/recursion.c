// Limits the recursion depth of C code.
// SPDX-License-Identifier: Apache-2.0

#include "recursion.h"

#include "Python.h"
#include "pycore_pystate.h"

// CPython's limit on nested C calls; the interpreter itself counts twice. Lower than CPython's default, so
// that the engine's stack, whose size the host cannot know, does not run out first.
#define MAX_DEPTH 500

void recursion_reset(void) {
    PyThreadState *thread = _PyThreadState_GET();
    thread->c_recursion_remaining = MAX_DEPTH;
    thread->recursion_headroom = 0;
}
