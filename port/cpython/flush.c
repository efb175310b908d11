// Standard output and standard error.
// SPDX-License-Identifier: Apache-2.0

#include "flush.h"

#include "Python.h"

static void flush(const char *name) {
    PyObject *file = PySys_GetObject(name);
    if (file == NULL || file == Py_None) {
        return;
    }
    Py_INCREF(file);
    PyObject *result = PyObject_CallMethod(file, "flush", NULL);
    Py_XDECREF(result);
    Py_DECREF(file);
    PyErr_Clear(); // the program may have closed it, or put anything in its place
}

void flush_output(void) {
    PyObject *exception = PyErr_GetRaisedException();
    flush("stdout");
    flush("stderr");
    PyErr_SetRaisedException(exception);
}
