// Compiling and running source text in the module `__main__`.
// SPDX-License-Identifier: Apache-2.0

#include "program.h"

#include "pycore_ast.h"
#include "pycore_compile.h"
#include "pycore_parser.h"
#include "pycore_pyarena.h"
#include "pycore_pystate.h"

#include "sandbox.h"

PyObject *program_globals(void) {
    PyObject *module = PyImport_AddModuleRef("__main__");
    if (module == NULL) {
        return NULL;
    }
    PyObject *globals = PyModule_GetDict(module);
    Py_DECREF(module); // sys.modules keeps it
    return globals;
}

// Returns the module that tracebacks read lines from; a program may have removed it from `sys.modules`.
static PyObject *import_linecache(void) {
    PyObject *name = PyUnicode_InternFromString("linecache");
    PyObject *module = name == NULL ? NULL : PyImport_GetModule(name);
    if (module == NULL && name != NULL && !PyErr_Occurred()) {
        module = PyImport_Import(name);
    }
    Py_XDECREF(name);
    return module;
}

// Lets tracebacks show the lines of source that is not in a file.
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

// Returns a program's UTF-8, or NULL with an exception.
static const char *source_of(PyObject *text) {
    Py_ssize_t size;
    const char *source = PyUnicode_AsUTF8AndSize(text, &size);
    if (source != NULL && strlen(source) != (size_t)size) {
        PyErr_SetString(PyExc_SyntaxError, "source code string cannot contain null bytes");
        return NULL;
    }
    return source;
}

// A compiled program: its statements, and the last one separately if it is an expression. The first may be
// NULL, the second often is.
typedef struct {
    PyObject *statements;
    PyObject *expression;
} compiled_t;

static void clear(compiled_t *compiled) {
    Py_CLEAR(compiled->statements);
    Py_CLEAR(compiled->expression);
}

static int compile_for_value(mod_ty module, PyObject *name, PyCompilerFlags *flags, PyArena *arena,
    compiled_t *compiled) {
    asdl_stmt_seq *body = module->v.Module.body;
    Py_ssize_t count = asdl_seq_LEN(body);
    stmt_ty last = count == 0 ? NULL : asdl_seq_GET(body, count - 1);
    mod_ty expression = NULL;
    if (last != NULL && last->kind == Expr_kind) {
        expression = _PyAST_Expression(last->v.Expr.value, arena);
        if (expression == NULL) {
            return -1;
        }
        body->size -= 1;
    }
    if (expression == NULL || count > 1) {
        compiled->statements = (PyObject *)_PyAST_Compile(module, name, flags, -1, arena);
        if (compiled->statements == NULL) {
            return -1;
        }
    }
    if (expression != NULL) {
        compiled->expression = (PyObject *)_PyAST_Compile(expression, name, flags, -1, arena);
        if (compiled->expression == NULL) {
            return -1;
        }
    }
    return 0;
}

static int compile(PyObject *text, PyObject *name, int purpose, compiled_t *compiled) {
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    flags.cf_flags = PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE;
    const char *source = source_of(text);
    if (source == NULL) {
        return -1;
    }
    if (purpose == SANDBOX_RUN_PROGRAM || purpose == SANDBOX_RUN_STATEMENT) {
        int start = purpose == SANDBOX_RUN_PROGRAM ? Py_file_input : Py_single_input;
        compiled->statements = Py_CompileStringObject(source, name, start, &flags, -1);
        return compiled->statements == NULL ? -1 : 0;
    }
    PyArena *arena = _PyArena_New();
    if (arena == NULL) {
        return -1;
    }
    mod_ty module = _PyParser_ASTFromString(source, name, Py_file_input, &flags, arena);
    int status = module == NULL ? -1 : compile_for_value(module, name, &flags, arena, compiled);
    _PyArena_Free(arena);
    return status;
}

static int evaluate(PyObject *code, PyObject *globals, PyObject **value) {
    if (code == NULL) {
        return 0;
    }
    PyObject *result = PyEval_EvalCode(code, globals, globals);
    if (result == NULL) {
        return -1;
    }
    if (value == NULL) {
        Py_DECREF(result);
    } else {
        *value = result;
    }
    return 0;
}

static int run_text(PyObject *text, PyObject *name, int purpose, PyObject **value) {
    PyObject *globals = program_globals();
    if (globals == NULL || remember_lines(text, name) != 0
        || PyDict_SetItemString(globals, "__file__", name) != 0) {
        return -1;
    }
    compiled_t compiled = { NULL, NULL };
    int status = compile(text, name, purpose, &compiled);
    if (status == 0) {
        status = evaluate(compiled.statements, globals, NULL);
    }
    if (status == 0) {
        status = evaluate(compiled.expression, globals, value);
    }
    clear(&compiled);
    return status;
}

int program_run(const char *source, size_t size, PyObject *name, int purpose, PyObject **value) {
    *value = NULL;
    PyObject *text = PyUnicode_DecodeUTF8(source, size, "strict");
    int status = text == NULL ? -1 : run_text(text, name, purpose, value);
    Py_XDECREF(text);
    if (status != 0 && !PyErr_Occurred()) {
        PyErr_NoMemory(); // the parser does not always say so
    }
    return status;
}
