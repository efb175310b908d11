// The global variables of `__main__`, for the host.
// SPDX-License-Identifier: Apache-2.0

#include "Python.h"

#include "guarded.h"
#include "modhost.h"
#include "program.h"
#include "sandbox.h"
#include "values.h"

static int give_names(PyObject *globals) {
    PyObject *names = PyList_New(0);
    Py_ssize_t position = 0;
    PyObject *key, *value;
    int status = names == NULL ? -1 : 0;
    while (status == 0 && PyDict_Next(globals, &position, &key, &value)) {
        if (PyUnicode_Check(key)) {
            status = PyList_Append(names, key);
        }
    }
    if (status == 0) {
        status = values_give(names, "names");
    }
    Py_XDECREF(names);
    return status;
}

// Sets `name` to `value`, and takes over that reference.
static int set_global(PyObject *globals, PyObject *name, PyObject *value) {
    int status = value == NULL ? -1 : PyDict_SetItem(globals, name, value);
    Py_XDECREF(value);
    return status;
}

static int access_global(int32_t operation, PyObject *globals, PyObject *name, const void *value,
    size_t value_size) {
    PyObject *found;
    if (PyDict_GetItemRef(globals, name, &found) < 0) {
        return -1;
    }
    int status = 0;
    switch (operation) {
        case SANDBOX_GLOBAL_GET:
            status = found == NULL ? 0 : values_give(found, PyUnicode_AsUTF8(name));
            break;
        case SANDBOX_GLOBAL_SET:
            status = set_global(globals, name, values_decode(value, value_size));
            break;
        case SANDBOX_GLOBAL_HAS:
            status = values_give(found == NULL ? Py_False : Py_True, "value");
            break;
        case SANDBOX_GLOBAL_DELETE:
            status = values_give(found == NULL ? Py_False : Py_True, "value");
            if (status == 0 && found != NULL) {
                status = PyDict_DelItem(globals, name);
            }
            break;
        case SANDBOX_GLOBAL_SET_HOST_FUNCTION:
            status = set_global(globals, name, host_function_new(name));
            break;
        case SANDBOX_GLOBAL_ADD_HOST_FUNCTION:
            status = found != NULL ? 0 : set_global(globals, name, host_function_new(name));
            break;
        default:
            break;
    }
    Py_XDECREF(found);
    return status;
}

int32_t sandbox_global(int32_t operation, const char *name, uint32_t name_size,
    const void *value, uint32_t value_size) {
    guarded_enter();
    PyObject *globals = program_globals();
    if (globals != NULL && operation == SANDBOX_GLOBAL_NAMES) {
        give_names(globals);
    } else if (globals != NULL) {
        PyObject *key = PyUnicode_DecodeUTF8(name, name_size, "strict");
        if (key != NULL) {
            PyUnicode_InternInPlace(&key);
            access_global(operation, globals, key, value, value_size);
            Py_DECREF(key);
        }
    }
    return guarded_leave(NULL);
}
