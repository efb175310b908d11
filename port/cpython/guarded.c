// Entering the interpreter from the host.
// SPDX-License-Identifier: Apache-2.0

#include "guarded.h"

#include "pycore_pystate.h"
#include "pycore_tstate.h"

#include "depth/recursion.h"
#include "guest_error.h"
#include "modhost.h"
#include "sandbox.h"
#include "stops.h"

uint32_t guarded_run_number;

void guarded_enter(void) {
    guarded_run_number++;
    PyErr_Clear();
    recursion_reset();
    stops_begin();
    host_errors_forget();
}

// The event loop that was running has ended, although nothing of its own could say so.
static void end_event_loop(void) {
    Py_CLEAR(((_PyThreadStateImpl *)_PyThreadState_GET())->asyncio_running_loop);
}

// A program that exited at once has only unwound its frames. Now that is told like any other exit.
static void raise_exit(void) {
    int status = stops_exit_status();
    if (status < 0) {
        return;
    }
    stops_begin();
    end_event_loop();
    PyObject *code = PyLong_FromLong(status);
    PyErr_SetObject(PyExc_SystemExit, code);
    Py_XDECREF(code);
}

int32_t guarded_leave_silently(void) {
    // Fuel used since the program last paused counts for this call, too.
    stops_check();
    int32_t status = PyErr_Occurred() ? SANDBOX_STATUS_EXCEPTION : SANDBOX_STATUS_OK;
    PyErr_Clear();
    if (stops_is_stopped()) {
        end_event_loop();
    }
    return stops_is_stopped() && stops_exit_status() < 0 ? SANDBOX_STATUS_STOPPED : status;
}

int32_t guarded_leave(PyObject *program) {
    stops_check();
    raise_exit();
    if (stops_is_stopped() || !PyErr_Occurred()) {
        return guarded_leave_silently();
    }
    PyObject *nothing = program == NULL ? PyUnicode_FromStringAndSize(NULL, 0) : NULL;
    int32_t status = guest_error_report(program == NULL ? nothing : program);
    Py_XDECREF(nothing);
    // A stop may come at any point of this, too.
    return guarded_leave_silently() == SANDBOX_STATUS_STOPPED ? SANDBOX_STATUS_STOPPED : status;
}
