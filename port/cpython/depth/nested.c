// Nested operations in C whose depth CPython does not count: here it is counted, and exceeding it raises
// RecursionError.
// SPDX-License-Identifier: Apache-2.0

#include "nested.h"

#include "Python.h"
#include "pycore_object.h"

// --- Hashes, for example of nested tuples. The linker redirects calls of PyObject_Hash here ------------

Py_hash_t __real_PyObject_Hash(PyObject *object);

Py_hash_t __wrap_PyObject_Hash(PyObject *object) {
    if (!_PyObject_IS_GC(object)) {
        return __real_PyObject_Hash(object);
    }
    if (Py_EnterRecursiveCall(" while hashing an object")) {
        return -1;
    }
    Py_hash_t hash = __real_PyObject_Hash(object);
    Py_LeaveRecursiveCall();
    return hash;
}

// --- Iterators over iterators --------------------------------------------------------------------------

#define ITERATORS(X) \
    X(0, "builtins", "enumerate") X(1, "builtins", "filter") X(2, "builtins", "map") X(3, "builtins", "zip") \
    X(4, "itertools", "accumulate") X(5, "itertools", "batched") X(6, "itertools", "chain") \
    X(7, "itertools", "compress") X(8, "itertools", "cycle") X(9, "itertools", "dropwhile") \
    X(10, "itertools", "filterfalse") X(11, "itertools", "groupby") X(12, "itertools", "_grouper") \
    X(13, "itertools", "islice") X(14, "itertools", "pairwise") X(15, "itertools", "starmap") \
    X(16, "itertools", "takewhile") X(17, "itertools", "_tee") X(18, "itertools", "zip_longest") \
    X(19, "_csv", "Reader")

#define COUNT(number, module, name) +1
static iternextfunc unbounded[0 ITERATORS(COUNT)];

static PyObject *next(PyObject *iterator, iternextfunc unbounded) {
    if (Py_EnterRecursiveCall(" while iterating")) {
        return NULL;
    }
    PyObject *item = unbounded(iterator);
    Py_LeaveRecursiveCall();
    return item;
}

#define BOUNDED(number, module, name) \
    static PyObject *bounded_##number(PyObject *iterator) { \
        return next(iterator, unbounded[number]); \
    }
ITERATORS(BOUNDED)

static const struct {
    const char *module;
    const char *name;
    iternextfunc bounded;
} iterators[] = {
#define ENTRY(number, module, name) { module, name, bounded_##number },
    ITERATORS(ENTRY)
};

// The types are looked up in their modules, and `__next__` in the types, because subclasses inherit the
// function from there.
static int replace_next(PyTypeObject *type, size_t number) {
    PyObject *names = PyType_GetDict(type);
    PyObject *method = PyDict_GetItemString(names, "__next__");
    Py_DECREF(names);
    if (method == NULL || !Py_IS_TYPE(method, &PyWrapperDescr_Type)) {
        PyErr_Format(PyExc_SystemError, "%s has no __next__", type->tp_name);
        return -1;
    }
    unbounded[number] = type->tp_iternext;
    type->tp_iternext = iterators[number].bounded;
    ((PyWrapperDescrObject *)method)->d_wrapped = (void *)iterators[number].bounded;
    return 0;
}

int nested_begin(void) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(iterators); i++) {
        PyObject *module = PyImport_ImportModule(iterators[i].module);
        PyObject *type = module == NULL ? NULL : PyObject_GetAttrString(module, iterators[i].name);
        int status = type == NULL ? -1 : replace_next((PyTypeObject *)type, i);
        Py_XDECREF(type);
        Py_XDECREF(module);
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}
