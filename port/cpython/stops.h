// Ending a run in good order when the host says so.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_STOPS_H
#define SANDBOX_STOPS_H

#include <stdbool.h>

#include "Python.h"

#include "passes.h"

// Whether the host said stop during this run.
bool stops_is_stopped(void);

// Begins a run, which nobody has stopped yet.
void stops_begin(void);

// Raises the exception that unwinds the frames of a stopped run. Returns whether it did.
bool stops_raise(void);

// Whether exceptions pass by the handlers of a function with these global variables, because the run is
// stopped. Then the next thing that the interpreter does, if C code has swallowed the exception, is to
// raise it again. The import system cleans up behind itself: it must not leave half a module.
bool stops_skip_handlers(PyObject *globals);

// Asks the host how to go on, where the slice of fuel is used up.
static inline void stops_check(void) {
    if (sandbox_out_of_fuel()) {
        sandbox_refuel();
    }
}

#endif
