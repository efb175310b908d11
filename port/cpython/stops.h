// Ending a run cleanly when the host stops it.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_STOPS_H
#define SANDBOX_STOPS_H

#include <stdbool.h>

#include "Python.h"

#include "passes.h"

// Returns whether the host stopped this run.
bool stops_is_stopped(void);

// Begins a run, which is not stopped yet.
void stops_begin(void);

// Ends this run as a process ends that exits at once: no handler and no exit function runs any more.
void stops_exit(int status);

// The status that the program exited with at once; -1 if it did not.
int stops_exit_status(void);

// Raises the exception that unwinds the frames of a stopped run. Returns whether it did.
bool stops_raise(void);

// Returns whether exceptions skip the handlers of a function with these global variables, because the run is
// stopped. If C code has swallowed the exception, the interpreter then raises it again at once. The import
// system may clean up: it must not leave half a module behind.
bool stops_skip_handlers(PyObject *globals);

// Returns whether a slice of fuel has ended since the last call.
bool stops_take_slice_end(PyThreadState *thread);

// Asks the host whether to continue if the slice of fuel is used up.
static inline void stops_check(void) {
    if (sandbox_out_of_fuel()) {
        sandbox_refuel();
    }
}

#endif
