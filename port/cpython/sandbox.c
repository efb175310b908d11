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
#include "values.h"

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

int32_t sandbox_set_environment(const char *name, uint32_t name_size, const char *value, uint32_t value_size) {
    guarded_enter();
    PyObject *os = PyImport_ImportModule("os");
    PyObject *environ = os == NULL ? NULL : PyObject_GetAttrString(os, "environ");
    PyObject *key = environ == NULL ? NULL : PyUnicode_DecodeUTF8(name, name_size, "strict");
    PyObject *text = key == NULL ? NULL : PyUnicode_DecodeUTF8(value, value_size, "strict");
    if (text != NULL) {
        PyObject_SetItem(environ, key, text);
    }
    Py_XDECREF(text);
    Py_XDECREF(key);
    Py_XDECREF(environ);
    Py_XDECREF(os);
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

// Reports as much of a `repr` as the host keeps.
static void report_repr(PyObject *value) {
    PyObject *repr = PyObject_Repr(value);
    PyObject *bytes = repr == NULL ? NULL : PyUnicode_AsEncodedString(repr, "utf-8", "backslashreplace");
    if (bytes != NULL) {
        Py_ssize_t size = Py_MIN(PyBytes_GET_SIZE(bytes), SANDBOX_REPORT_MAX_BYTES);
        sandbox_report(SANDBOX_REPORT_REPR, PyBytes_AS_STRING(bytes), (uint32_t)size);
    }
    Py_XDECREF(bytes);
    Py_XDECREF(repr);
}

// Passes the value of the program's last statement to the host, if it can cross. The program has ended,
// so exceptions are dropped.
static void give_result(PyObject *value) {
    values_give(value, "value");
    PyErr_Clear();
    if (value != Py_None) {
        report_repr(value);
        PyErr_Clear();
    }
}

static void run_program(const char *source, uint32_t size, PyObject *name, int32_t purpose) {
    PyObject *value;
    program_run(source, size, name, purpose, &value);
    if (value != NULL && purpose == SANDBOX_RUN_FOR_RESULT) {
        give_result(value);
    } else if (value != NULL) {
        values_give(value, "value");
    }
    Py_XDECREF(value);
}

int32_t sandbox_run(int32_t purpose, const char *source, uint32_t source_size,
    const char *name, uint32_t name_size) {
    guarded_enter();
    PyObject *program = PyUnicode_DecodeUTF8(name, name_size, "replace");
    if (program != NULL) {
        run_program(source, source_size, program, purpose);
    }
    if (purpose != SANDBOX_RUN_EVALUATE && !stops_is_stopped()) {
        run_exit_functions();
    }
    flush_output();
    int32_t status = guarded_leave(program);
    flush_output();
    Py_XDECREF(program);
    return status;
}
