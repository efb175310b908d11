// Limits the recursion depth of C code.
// SPDX-License-Identifier: Apache-2.0

#include "recursion.h"

#include "Python.h"
#include "pycore_pystate.h"

#include "sandbox.h"

// CPython's limit on nested C calls; the interpreter itself counts twice. Lower than CPython's default, so
// that the engine's stack, whose size the host cannot know, does not run out first.
#define MAX_DEPTH 500

// The C stack in memory has room for at least this many times that depth.
#define MAX_SCALE 4

// The C stack in memory ends at address 0; this much is for raising the exception.
#define STACK_RESERVE (128 * 1024)

static uint32_t scale = 1;

void sandbox_scale_depth(uint32_t times) {
    uint32_t allowed = times < 1 ? 1 : times > MAX_SCALE ? MAX_SCALE : times;
    // A store would mark a page of memory.
    if (scale != allowed) {
        scale = allowed;
    }
}

void recursion_reset(void) {
    PyThreadState *thread = _PyThreadState_GET();
    thread->c_recursion_remaining = (int)(MAX_DEPTH * scale);
    thread->recursion_headroom = 0;
}

bool recursion_is_too_deep(void) {
    return (uintptr_t)__builtin_frame_address(0) < STACK_RESERVE;
}
