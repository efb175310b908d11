// The exports of sandbox.h that run programs.
// SPDX-License-Identifier: Apache-2.0

#include "sandbox.h"

#include "Python.h"
#include "pycore_pylifecycle.h"
#include "pycore_pystate.h"

#include "flush.h"
#include "guarded.h"
#include "program.h"
#include "stops.h"

int32_t sandbox_abi_version(void) {
    return SANDBOX_ABI_VERSION;
}

int32_t sandbox_add_argument(const char *text, uint32_t size) {
    guarded_enter();
    PyObject *argv = PySys_GetObject("argv");
    PyObject *argument = PyUnicode_DecodeUTF8(text, size, "surrogateescape");
    if (argument != NULL && argv != NULL && PyList_Check(argv)) {
        PyList_Append(argv, argument);
    }
    Py_XDECREF(argument);
    return guarded_leave(NULL);
}

void sandbox_collect(void) {
    guarded_enter();
    PyGC_Collect();
    guarded_leave_silently();
}

// --- Running ----------------------------------------------------------------

// Runs what the program registered with `atexit`, once. As at the end of a process, its exceptions are
// written to stderr.
static void run_exit_functions(void) {
    PyObject *exception = PyErr_GetRaisedException();
    _PyAtExit_Call(_PyInterpreterState_GET());
    PyErr_SetRaisedException(exception);
}

static int32_t run(const char *source, uint32_t source_size, const char *name, uint32_t name_size, int start) {
    guarded_enter();
    PyObject *program = PyUnicode_DecodeUTF8(name, name_size, "replace");
    PyObject *result = program == NULL ? NULL : program_run(source, source_size, program, start);
    Py_XDECREF(result);
    if (!stops_is_stopped()) {
        run_exit_functions();
    }
    flush_output();
    int32_t status = guarded_leave(program);
    flush_output();
    Py_XDECREF(program);
    return status;
}

int32_t sandbox_run(const char *source, uint32_t source_size, const char *name, uint32_t name_size) {
    return run(source, source_size, name, name_size, Py_file_input);
}

int32_t sandbox_run_interactively(const char *source, uint32_t source_size, const char *name,
    uint32_t name_size) {
    return run(source, source_size, name, name_size, Py_single_input);
}
