// Calling the program's functions for the host.
// SPDX-License-Identifier: Apache-2.0

#include "Python.h"

#include "flush.h"
#include "guarded.h"
#include "program.h"
#include "sandbox.h"
#include "values.h"

// Returns a global variable of `__main__` or a builtin.
static PyObject *find_global(PyObject *name) {
    PyObject *globals = program_globals();
    PyObject *found;
    if (globals == NULL || PyDict_GetItemRef(globals, name, &found) < 0) {
        return NULL;
    }
    if (found != NULL || PyDict_GetItemRef(PyEval_GetBuiltins(), name, &found) < 0) {
        return found;
    }
    if (found == NULL) {
        PyErr_Format(PyExc_NameError, "name '%U' is not defined", name);
    }
    return found;
}

// Returns the object that a name refers to, as in `name` or `Class.method`.
static PyObject *find(const char *name, size_t size) {
    const char *end = name + size;
    PyObject *found = NULL;
    while (name <= end) {
        const char *dot = memchr(name, '.', end - name);
        size_t length = (dot == NULL ? end : dot) - name;
        PyObject *part = PyUnicode_DecodeUTF8(name, length, "strict");
        if (part != NULL) {
            PyUnicode_InternInPlace(&part);
        }
        PyObject *next = part == NULL ? NULL : found == NULL ? find_global(part) : PyObject_GetAttr(found, part);
        Py_XDECREF(part);
        Py_XDECREF(found);
        if (next == NULL) {
            return NULL;
        }
        found = next;
        name += length + 1;
    }
    return found;
}

// Passes a result to the host. Returns the result of `values_give`, or -1 if there is none.
static int give_result(PyObject *result) {
    int answer = result == NULL ? -1 : values_give(result, "result");
    Py_XDECREF(result);
    return answer;
}

static PyObject *call(PyObject *function, const uint8_t *arguments, size_t size) {
    PyObject *all = values_decode(arguments, size);
    if (all == NULL) {
        return NULL;
    }
    Py_ssize_t count = PyList_GET_SIZE(all) - 1;
    PyObject *keywords = PyList_GetItemRef(all, count);
    PyObject *list = keywords == NULL ? NULL : PyList_GetSlice(all, 0, count);
    PyObject *args = list == NULL ? NULL : PyList_AsTuple(list);
    PyObject *result = args == NULL ? NULL
        : PyObject_Call(function, args, keywords == Py_None ? NULL : keywords);
    Py_XDECREF(args);
    Py_XDECREF(list);
    Py_XDECREF(keywords);
    Py_DECREF(all);
    return result;
}

// Ends a call; an exception's line is one of the program that ran last.
static int32_t leave(void) {
    PyObject *exception = PyErr_GetRaisedException();
    PyObject *globals = program_globals();
    PyObject *file = NULL;
    if (globals != NULL && PyDict_GetItemStringRef(globals, "__file__", &file) == 1 && !PyUnicode_Check(file)) {
        Py_CLEAR(file);
    }
    PyErr_SetRaisedException(exception);
    flush_output();
    int32_t status = guarded_leave(file);
    Py_XDECREF(file);
    return status;
}

int32_t sandbox_call(const char *name, uint32_t name_size, const void *arguments, uint32_t size) {
    guarded_enter();
    PyObject *function = find(name, name_size);
    if (function != NULL) {
        give_result(call(function, arguments, size));
        Py_DECREF(function);
    }
    return leave();
}

int32_t sandbox_map(const char *name, uint32_t name_size, const void *items, uint32_t size) {
    guarded_enter();
    PyObject *function = find(name, name_size);
    const uint8_t *at = items;
    const uint8_t *end = at + size;
    int answer = function == NULL ? -1 : SANDBOX_GO_ON;
    while (answer == SANDBOX_GO_ON && at != end) {
        PyObject *item = values_decode_next(&at, end);
        answer = item == NULL ? -1 : give_result(PyObject_CallOneArg(function, item));
        Py_XDECREF(item);
    }
    Py_XDECREF(function);
    return leave();
}
