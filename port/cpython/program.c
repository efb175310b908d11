// Compiling and running source text in the module `__main__`.
// SPDX-License-Identifier: Apache-2.0

#include "program.h"

#include "pycore_pystate.h"

PyObject *program_globals(void) {
    PyObject *module = PyImport_AddModuleRef("__main__");
    if (module == NULL) {
        return NULL;
    }
    PyObject *globals = PyModule_GetDict(module);
    Py_DECREF(module); // sys.modules keeps it
    return globals;
}

// The module that tracebacks read lines from, which is in `sys.modules` unless a program removed it.
static PyObject *import_linecache(void) {
    PyObject *name = PyUnicode_InternFromString("linecache");
    PyObject *module = name == NULL ? NULL : PyImport_GetModule(name);
    if (module == NULL && name != NULL && !PyErr_Occurred()) {
        module = PyImport_Import(name);
    }
    Py_XDECREF(name);
    return module;
}

// Lets tracebacks show the lines of a source that is in no file.
static int remember_lines(PyObject *text, PyObject *name) {
    PyObject *linecache = import_linecache();
    PyObject *cache = linecache == NULL ? NULL : PyObject_GetAttrString(linecache, "cache");
    PyObject *lines = cache == NULL ? NULL : PyUnicode_Splitlines(text, 1);
    PyObject *entry = lines == NULL ? NULL
        : Py_BuildValue("(nOOO)", PyUnicode_GET_LENGTH(text), Py_None, lines, name);
    int status = entry == NULL ? -1 : PyObject_SetItem(cache, name, entry);
    Py_XDECREF(entry);
    Py_XDECREF(lines);
    Py_XDECREF(cache);
    Py_XDECREF(linecache);
    return status;
}

static PyObject *compile(PyObject *text, PyObject *name, int start) {
    Py_ssize_t size;
    const char *source = PyUnicode_AsUTF8AndSize(text, &size);
    if (source == NULL) {
        return NULL;
    }
    if (strlen(source) != (size_t)size) {
        PyErr_SetString(PyExc_SyntaxError, "source code string cannot contain null bytes");
        return NULL;
    }
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    flags.cf_flags = PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE;
    return Py_CompileStringObject(source, name, start, &flags, -1);
}

static PyObject *run_text(PyObject *text, PyObject *name, int start) {
    PyObject *globals = program_globals();
    if (globals == NULL || remember_lines(text, name) != 0
        || PyDict_SetItemString(globals, "__file__", name) != 0) {
        return NULL;
    }
    PyObject *code = compile(text, name, start);
    PyObject *result = code == NULL ? NULL : PyEval_EvalCode(code, globals, globals);
    Py_XDECREF(code);
    return result;
}

PyObject *program_run(const char *source, size_t size, PyObject *name, int start) {
    PyObject *text = PyUnicode_DecodeUTF8(source, size, "strict");
    PyObject *result = text == NULL ? NULL : run_text(text, name, start);
    Py_XDECREF(text);
    return result;
}
