// Undoing imports that a stop interrupts.
// SPDX-License-Identifier: Apache-2.0

#include "stopped_imports.h"

#include "pycore_interp.h"
#include "pycore_moduleobject.h"
#include "pycore_pystate.h"
#include "pycore_runtime.h"

static bool is_being_imported(PyObject *module) {
    if (!PyModule_CheckExact(module)) {
        return false;
    }
    PyObject *spec = PyDict_GetItemWithError(PyModule_GetDict(module), &_Py_ID(__spec__));
    return spec != NULL && _PyModuleSpec_IsInitializing(spec);
}

// A module is last in the table when its import has begun, and again when it is complete. So everything behind
// the first one that is incomplete was imported on its behalf.
void stopped_imports_undo(void) {
    PyObject *exception = PyErr_GetRaisedException();
    PyObject *modules = _PyInterpreterState_GET()->imports.modules;
    PyObject *names = modules == NULL || !PyDict_CheckExact(modules) ? NULL : PyDict_Keys(modules);
    bool undoes = false;
    for (Py_ssize_t i = 0; names != NULL && i < PyList_GET_SIZE(names); i++) {
        PyObject *name = PyList_GET_ITEM(names, i);
        PyObject *module = PyDict_GetItemWithError(modules, name);
        undoes = undoes || (module != NULL && is_being_imported(module));
        if (undoes && module != NULL) {
            PyDict_DelItem(modules, name);
        }
        PyErr_Clear();
    }
    Py_XDECREF(names);
    PyErr_SetRaisedException(exception);
}
