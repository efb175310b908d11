// Freeing deeply nested objects. CPython limits the depth for some types; this does for all. The linker
// redirects calls of _Py_Dealloc to the function below.
// SPDX-License-Identifier: Apache-2.0

#include <stdbool.h>
#include <stdint.h>

#include "Python.h"
#include "pycore_gc.h"
#include "pycore_object.h"

// Maximum depth of objects freed within each other; more wait until the outermost has been freed.
#define MAX_DEPTH 50

// The lowest bit is set if the garbage collector must track the object again before it is freed.
#define WAS_TRACKED 1

static int depth;
static uintptr_t *waiting;
static size_t waiting_count;
static size_t waiting_size;

void __real__Py_Dealloc(PyObject *object);

static bool reserve(void) {
    if (waiting_count < waiting_size) {
        return true;
    }
    size_t size = waiting_size == 0 ? 64 : 2 * waiting_size;
    uintptr_t *larger = PyMem_RawRealloc(waiting, size * sizeof(waiting[0]));
    if (larger == NULL) {
        return false;
    }
    waiting = larger;
    waiting_size = size;
    return true;
}

static void wait(PyObject *object) {
    uintptr_t entry = (uintptr_t)object;
    if (_PyObject_GC_IS_TRACKED(object)) {
        // A collection must not find an object without references.
        PyObject_GC_UnTrack(object);
        entry |= WAS_TRACKED;
    }
    waiting[waiting_count++] = entry;
}

static void free_waiting(void) {
    while (waiting_count > 0) {
        uintptr_t entry = waiting[--waiting_count];
        PyObject *object = (PyObject *)(entry & ~(uintptr_t)WAS_TRACKED);
        if (entry & WAS_TRACKED) {
            PyObject_GC_Track(object);
        }
        __real__Py_Dealloc(object);
    }
}

void __wrap__Py_Dealloc(PyObject *object) {
    if (!_PyObject_IS_GC(object)) {
        __real__Py_Dealloc(object);
        return;
    }
    // Without memory for waiting objects, CPython's own limits must do.
    if (depth >= MAX_DEPTH && reserve()) {
        wait(object);
        return;
    }
    depth++;
    __real__Py_Dealloc(object);
    if (depth == 1 && waiting_count > 0) {
        free_waiting();
    }
    depth--;
}
