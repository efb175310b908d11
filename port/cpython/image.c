// Images of memory, from which many runs start.
// SPDX-License-Identifier: Apache-2.0

#include "image.h"

#include <stdbool.h>

#include "Python.h"

#include "guarded.h"
#include "sandbox.h"

uint32_t image_number = 1;

// The import system keeps lists of the files in folders, and looks again only if a folder's time has changed. In
// the runs that follow, other files may be in the same folder, with the same time. Only Lib is always the same.
static void forget_folders(void) {
    PyObject *finders = PySys_GetObject("path_importer_cache");
    PyObject *lib = PyUnicode_FromWideChar(SANDBOX_LIB_DIR, -1);
    PyObject *folders = finders == NULL || !PyDict_CheckExact(finders) ? NULL : PyDict_Keys(finders);
    for (Py_ssize_t i = 0; folders != NULL && lib != NULL && i < PyList_GET_SIZE(folders); i++) {
        PyObject *folder = PyList_GET_ITEM(folders, i);
        bool is_in_lib = PyUnicode_CheckExact(folder) && PyUnicode_Tailmatch(folder, lib, 0, PY_SSIZE_T_MAX, -1) == 1;
        if (!is_in_lib) {
            PyDict_DelItem(finders, folder);
        }
    }
    Py_XDECREF(folders);
    Py_XDECREF(lib);
}

void sandbox_image_follows(void) {
    guarded_enter();
    image_number++;
    forget_folders();
    guarded_leave_silently();
}
