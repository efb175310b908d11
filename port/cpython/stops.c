// Ending a run cleanly when the host stops it.
// SPDX-License-Identifier: Apache-2.0

#include "Python.h"
#include "pycore_ceval.h"
#include "pycore_interp.h"
#include "pycore_pystate.h"

#include "signals.h"
#include "stopped_imports.h"
#include "stops.h"

// CPython uses the lower bits for events of its own.
#define SLICE_ENDED_BIT (1u << 7)

static bool is_stopped;
static bool has_undone_imports;
static int exit_status = -1;

bool stops_is_stopped(void) {
    return is_stopped;
}

static void forget_raising(void) {
    PyThreadState *thread = _PyThreadState_GET();
    thread->async_exc = NULL;
    thread->eval_breaker &= ~(uintptr_t)(_PY_ASYNC_EXCEPTION_BIT | SLICE_ENDED_BIT);
}

void stops_begin(void) {
    is_stopped = false;
    has_undone_imports = false;
    exit_status = -1;
    forget_raising();
}

// Makes the interpreter raise an exception at its next check. The class is never freed, so its references
// need not be counted.
static void raise_soon(void) {
    PyThreadState *thread = _PyThreadState_GET();
    if (thread == NULL) {
        return; // still starting
    }
    thread->async_exc = PyExc_KeyboardInterrupt;
    thread->eval_breaker |= _PY_ASYNC_EXCEPTION_BIT;
}

void stops_exit(int status) {
    exit_status = status & 0xff;
    is_stopped = true;
    raise_soon();
}

int stops_exit_status(void) {
    return exit_status;
}

bool stops_raise(void) {
    if (is_stopped && !PyErr_Occurred()) {
        PyErr_SetNone(PyExc_KeyboardInterrupt);
    }
    return is_stopped;
}

// Returns whether these are the global variables of one of the two modules that make up the import system.
static bool is_import_system(PyObject *globals) {
    PyObject *importlib = _PyInterpreterState_GET()->imports.importlib;
    if (importlib == NULL) {
        return false;
    }
    PyObject *own = PyModule_GetDict(importlib);
    PyObject *external = PyDict_GetItemString(own, "_bootstrap_external");
    return globals == own
        || (external != NULL && PyModule_Check(external) && globals == PyModule_GetDict(external));
}

bool stops_skip_handlers(PyObject *globals) {
    if (!is_stopped) {
        return false;
    }
    if (is_import_system(globals)) {
        forget_raising();
        if (!has_undone_imports) {
            has_undone_imports = true;
            stopped_imports_undo();
        }
        return false;
    }
    raise_soon();
    return true;
}

// Metering calls this when a slice of fuel is used up, at any point of any function. So it may only ask
// the host and leave a note for the interpreter.
void sandbox_refuel(void) {
    PyThreadState *thread = _PyThreadState_GET();
    if (sandbox_slice_ended() == SANDBOX_STOP) {
        is_stopped = true;
        raise_soon();
    } else {
        signals_send_due();
        if (thread != NULL) {
            thread->eval_breaker |= SLICE_ENDED_BIT;
        }
    }
}

bool stops_take_slice_end(PyThreadState *thread) {
    bool has_ended = thread->eval_breaker & SLICE_ENDED_BIT;
    thread->eval_breaker &= ~(uintptr_t)SLICE_ENDED_BIT;
    return has_ended;
}

// Never actually called: see passes.h. Compilers must not guess the result.
__attribute__((noinline)) int32_t sandbox_out_of_fuel(void) {
    static volatile int32_t never;
    return never;
}

// CPython never calls this: it counts the depth of C calls itself.
void sandbox_stack_full(void) {
    __builtin_trap();
}
