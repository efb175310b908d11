// What must differ between runs that start from the same image of memory: the state of the module
// `random`, which is seeded on import. Clocks and the system's random numbers are read anew each time;
// hashes are meant to be the same everywhere.
// SPDX-License-Identifier: Apache-2.0

#include "fresh.h"

// _sandbox.image_follows(generator): the memory becomes an image, from which many runs start.
static PyObject *image_follows(PyObject *module, PyObject *generator) {
    (void)module;
    if (_PyRandom_SeedLater(generator) != 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    { "image_follows", image_follows, METH_O, NULL },
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
