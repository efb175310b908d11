// Paths to values that are passed to the host, for messages.
// SPDX-License-Identifier: Apache-2.0

#include "value_path.h"

#include <stdarg.h>

#include "sandbox.h"

#define MAX_KEY_LENGTH 64
#define MAX_STEPS_SHOWN 16
#define MAX_STEPS (SANDBOX_VALUE_MAX_DEPTH + 3)

// Describes a key as part of a path: .name, ['any text'], [7], or [...] if it is long or anything else.
static PyObject *describe_key(PyObject *key) {
    int overflow = 1;
    if (PyUnicode_Check(key) && PyUnicode_GET_LENGTH(key) <= MAX_KEY_LENGTH) {
        if (PyUnicode_IsIdentifier(key)) {
            return PyUnicode_FromFormat(".%U", key);
        }
        PyObject *text = PyUnicode_Type.tp_repr(key);
        PyObject *described = text == NULL ? NULL : PyUnicode_FromFormat("[%U]", text);
        Py_XDECREF(text);
        return described;
    }
    if (PyLong_Check(key) && !PyBool_Check(key)) {
        long long number = PyLong_AsLongLongAndOverflow(key, &overflow);
        if (overflow == 0) {
            return PyUnicode_FromFormat("[%lld]", number);
        }
    }
    return PyUnicode_FromString("[...]");
}

static PyObject *describe_step(const step_t *step) {
    switch (step->kind) {
        case ROOT:
            return PyUnicode_FromString(step->root);
        case INDEX:
            return PyUnicode_FromFormat("[%zu]", step->index);
        case ENTRY:
            return describe_key(step->key);
        case KEY:
            return PyUnicode_FromString("<key>");
        default:
            return PyUnicode_FromString("<item>");
    }
}

static PyObject *describe_path(const step_t *last) {
    const step_t *path[MAX_STEPS];
    size_t length = 0;
    for (const step_t *step = last; step != NULL && length < MAX_STEPS; step = step->parent) {
        path[length++] = step;
    }
    size_t hidden = length > MAX_STEPS_SHOWN ? length - MAX_STEPS_SHOWN : 0;
    PyObject *text = PyUnicode_FromStringAndSize(NULL, 0);
    while (text != NULL && length > hidden) {
        PyUnicode_AppendAndDel(&text, describe_step(path[--length]));
    }
    if (text != NULL) {
        PyUnicode_AppendAndDel(&text, PyUnicode_FromString(hidden > 0 ? "... " : " "));
    }
    return text;
}

int value_path_refuse(PyObject *type, const step_t *last, const char *problem, ...) {
    va_list args;
    va_start(args, problem);
    PyObject *path = describe_path(last);
    PyObject *rest = path == NULL ? NULL : PyUnicode_FromFormatV(problem, args);
    va_end(args);
    if (rest != NULL) {
        PyErr_Format(type, "%U%U", path, rest);
    }
    Py_XDECREF(rest);
    Py_XDECREF(path);
    return -1;
}
