// What must not be the same in every run that starts from an image of memory: the state of the module
// `random`, which is seeded when it is imported. Clocks and the system's random numbers are asked for
// anew each time; hashes are meant to be the same everywhere.
// SPDX-License-Identifier: Apache-2.0

#include "fresh.h"

#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "Python.h"

#define SEED_BYTES 16

static bool is_fresh = true;

// Seeds the generator that the functions of `random` share.
static void seed(PyObject *module) {
    uint8_t bytes[SEED_BYTES];
    if (getentropy(bytes, sizeof(bytes)) != 0) {
        return;
    }
    PyObject *generator = PyObject_GetAttrString(module, "_inst");
    PyObject *number = generator == NULL ? NULL
        : PyLong_FromUnsignedNativeBytes(bytes, sizeof(bytes), Py_ASNATIVEBYTES_LITTLE_ENDIAN);
    PyObject *result = number == NULL ? NULL : PyObject_CallMethod(generator, "seed", "O", number);
    Py_XDECREF(result);
    Py_XDECREF(number);
    Py_XDECREF(generator);
}

void fresh_begin(void) {
    if (!is_fresh) {
        return;
    }
    is_fresh = false;
    PyObject *name = PyUnicode_InternFromString("random");
    PyObject *module = name == NULL ? NULL : PyImport_GetModule(name);
    if (module != NULL) {
        seed(module);
    }
    Py_XDECREF(module);
    Py_XDECREF(name);
    PyErr_Clear();
}

// --- The module `_sandbox` ----------------------------------------------------

// _sandbox.image_follows(): the memory becomes an image, from which many runs start.
static PyObject *image_follows(PyObject *module, PyObject *args) {
    (void)module;
    (void)args;
    is_fresh = true;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    { "image_follows", image_follows, METH_NOARGS, NULL },
    { NULL },
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sandbox",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__sandbox(void) {
    return PyModuleDef_Init(&definition);
}
