// Standard output and standard error.
// SPDX-License-Identifier: Apache-2.0

#include "flush.h"

#include "Python.h"
#include "pycore_global_strings.h"
#include "pycore_pystate.h"
#include "pycore_sysmodule.h"

// Every call of a host function ends up here.
static void flush(PyObject *name) {
    PyObject *file = _PySys_GetAttr(_PyThreadState_GET(), name);
    if (file == NULL || file == Py_None) {
        return;
    }
    Py_INCREF(file);
    PyObject *result = PyObject_CallMethodNoArgs(file, &_Py_ID(flush));
    Py_XDECREF(result);
    Py_DECREF(file);
    PyErr_Clear(); // the program may have closed it, or replaced it with anything
}

void flush_output(void) {
    PyObject *exception = PyErr_GetRaisedException();
    flush(&_Py_ID(stdout));
    flush(&_Py_ID(stderr));
    PyErr_SetRaisedException(exception);
}
