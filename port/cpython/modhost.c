// Calling the host: plain functions in Python, and the low-level module `host`.
// SPDX-License-Identifier: Apache-2.0

#include "modhost.h"

#include <stddef.h>

#include "pycore_call.h"

#include "flush.h"
#include "guarded.h"
#include "sandbox.h"
#include "values.h"

// Most results of host functions fit into this, which costs no allocation.
#define SHORT_ANSWER_BYTES 128

// --- Calls ------------------------------------------------------------------

// Returns the builtin exception class of that name, or RuntimeError if there is none; borrowed.
static PyObject *exception_class(PyObject *name) {
    PyObject *found = PyDict_GetItemWithError(PyEval_GetBuiltins(), name);
    return found != NULL && PyExceptionClass_Check(found) ? found : PyExc_RuntimeError;
}

// A host function's exception is recognised by its message, an object of its own. The last few messages are
// kept, but no exceptions: those would keep alive whatever they refer to.
#define MAX_HOST_ERRORS (16)

static struct {
    PyObject *message;
    long number;
} host_errors[MAX_HOST_ERRORS];

void host_errors_forget(void) {
    for (size_t i = 0; i < MAX_HOST_ERRORS; i++) {
        Py_CLEAR(host_errors[i].message);
    }
}

static void remember_host_error(PyObject *message, long number) {
    if (number >= 0) {
        size_t at = number % MAX_HOST_ERRORS;
        Py_XSETREF(host_errors[at].message, Py_NewRef(message));
        host_errors[at].number = number;
    }
}

long host_error_number(PyObject *exception) {
    PyObject *args = ((PyBaseExceptionObject *)exception)->args;
    if (args == NULL || PyTuple_GET_SIZE(args) == 0) {
        return -1;
    }
    for (size_t i = 0; i < MAX_HOST_ERRORS; i++) {
        if (host_errors[i].message != NULL && host_errors[i].message == PyTuple_GET_ITEM(args, 0)) {
            return host_errors[i].number;
        }
    }
    return -1;
}

// Raises the exception in the host's answer: a list of its class, its message and its number.
static PyObject *raise_answer(PyObject *parts) {
    PyObject *name, *message;
    long number;
    if (!PyArg_ParseTuple(parts, "UUl", &name, &message, &number)) {
        return NULL;
    }
    remember_host_error(message, number);
    PyObject *class = Py_NewRef(exception_class(name));
    PyObject *exception = PyObject_CallOneArg(class, message);
    if (exception == NULL) { // for example UnicodeDecodeError, which needs more than a message
        PyErr_Clear();
        exception = PyObject_CallOneArg(PyExc_RuntimeError, message);
    }
    if (exception != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    }
    Py_XDECREF(exception);
    Py_DECREF(class);
    return NULL;
}

// Creates the object in the host's answer: a list of a class of the module `host_objects` and the arguments
// of its constructor.
static PyObject *make_object(PyObject *parts) {
    if (PyTuple_GET_SIZE(parts) == 0) {
        PyErr_SetString(PyExc_ValueError, "malformed value from the host");
        return NULL;
    }
    PyObject *module = PyImport_ImportModule("host_objects");
    PyObject *class = module == NULL ? NULL : PyObject_GetAttr(module, PyTuple_GET_ITEM(parts, 0));
    PyObject *args = class == NULL ? NULL : PyTuple_GetSlice(parts, 1, PyTuple_GET_SIZE(parts));
    PyObject *object = args == NULL ? NULL : PyObject_CallObject(class, args);
    Py_XDECREF(args);
    Py_XDECREF(class);
    Py_XDECREF(module);
    return object;
}

// Returns the result in the host's answer, or raises its exception.
static PyObject *read_answer(const uint8_t *answer, uint32_t size) {
    PyObject *value = values_decode(answer + 1, size - 1);
    if (value == NULL || answer[0] == SANDBOX_ANSWER_VALUE) {
        return value;
    }
    PyObject *parts = PySequence_Tuple(value);
    Py_DECREF(value);
    if (parts == NULL) {
        return NULL;
    }
    PyObject *result = answer[0] == SANDBOX_ANSWER_OBJECT ? make_object(parts) : raise_answer(parts);
    Py_DECREF(parts);
    return result;
}

// Calls the host function `name` and returns its result, or NULL with its exception.
static PyObject *call_host(int32_t form, PyObject *name, const void *payload, size_t payload_size) {
    Py_ssize_t name_size;
    const char *name_text = PyUnicode_AsUTF8AndSize(name, &name_size);
    if (name_text == NULL) {
        return NULL;
    }
    flush_output(); // output printed before the call must appear before it
    uint8_t short_answer[SHORT_ANSWER_BYTES];
    uint32_t size = sandbox_call_host(form, name_text, (uint32_t)name_size, payload, (uint32_t)payload_size,
        short_answer, SHORT_ANSWER_BYTES);
    if (size <= SHORT_ANSWER_BYTES) {
        return read_answer(short_answer, size);
    }
    uint8_t *answer = PyMem_Malloc(size);
    if (answer == NULL) {
        return PyErr_NoMemory();
    }
    sandbox_take_answer(answer, size);
    PyObject *value = read_answer(answer, size);
    PyMem_Free(answer);
    return value;
}

// --- Plain functions --------------------------------------------------------

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *name;
} host_function_t;

static PyObject *host_function_call(PyObject *self, PyObject *const *args, size_t count_and_flag, PyObject *names) {
    values_buffer_t payload;
    values_buffer_init(&payload);
    PyObject *value = NULL;
    if (values_encode_arguments(&payload, args, PyVectorcall_NARGS(count_and_flag), names) == 0) {
        value = call_host(SANDBOX_CALL_VALUES, ((host_function_t *)self)->name, payload.bytes, payload.size);
    }
    values_buffer_free(&payload);
    return value;
}

static PyObject *host_function_repr(PyObject *self) {
    return PyUnicode_FromFormat("<host function %U>", ((host_function_t *)self)->name);
}

static void host_function_dealloc(PyObject *self) {
    Py_DECREF(((host_function_t *)self)->name);
    Py_TYPE(self)->tp_free(self);
}

static PyMemberDef host_function_members[] = {
    { "__name__", Py_T_OBJECT_EX, offsetof(host_function_t, name), Py_READONLY, NULL },
    { "__qualname__", Py_T_OBJECT_EX, offsetof(host_function_t, name), Py_READONLY, NULL },
    { NULL },
};

static PyTypeObject host_function_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "host.host_function",
    .tp_basicsize = sizeof(host_function_t),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION
        | Py_TPFLAGS_IMMUTABLETYPE,
    .tp_vectorcall_offset = offsetof(host_function_t, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_dealloc = host_function_dealloc,
    .tp_repr = host_function_repr,
    .tp_members = host_function_members,
};

PyObject *host_function_new(PyObject *name) {
    if (PyType_Ready(&host_function_type) != 0) {
        return NULL;
    }
    host_function_t *self = PyObject_New(host_function_t, &host_function_type);
    if (self != NULL) {
        self->vectorcall = host_function_call;
        self->name = Py_NewRef(name);
    }
    return (PyObject *)self;
}

// --- The module `host` ------------------------------------------------------

// host.call(name, payload_json): returns the answer as JSON.
static PyObject *mod_host_call(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *name;
    const char *payload;
    Py_ssize_t payload_size;
    if (!PyArg_ParseTuple(args, "Us#:call", &name, &payload, &payload_size)) {
        return NULL;
    }
    return call_host(SANDBOX_CALL_JSON, name, payload, (size_t)payload_size);
}

// Makes a call of a form that has no name, with the arguments as its payload.
static PyObject *call_with(int32_t form, PyObject *const *args, Py_ssize_t count) {
    values_buffer_t payload;
    values_buffer_init(&payload);
    PyObject *value = NULL;
    PyObject *name = PyUnicode_FromStringAndSize(NULL, 0);
    if (name != NULL && values_encode_arguments(&payload, args, count, NULL) == 0) {
        value = call_host(form, name, payload.bytes, payload.size);
    }
    Py_XDECREF(name);
    values_buffer_free(&payload);
    return value;
}

// host._wait(seconds): see SANDBOX_CALL_WAIT.
static PyObject *mod_host_wait(PyObject *module, PyObject *const *args, Py_ssize_t count) {
    (void)module;
    return call_with(SANDBOX_CALL_WAIT, args, count);
}

// host._take(number, is_wanted): see SANDBOX_CALL_TAKE.
static PyObject *mod_host_take(PyObject *module, PyObject *const *args, Py_ssize_t count) {
    (void)module;
    return call_with(SANDBOX_CALL_TAKE, args, count);
}

// host._run_number(): a number that differs between this run and earlier ones.
static PyObject *mod_host_run_number(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromUnsignedLong(guarded_run_number);
}

static PyMethodDef mod_host_methods[] = {
    { "call", mod_host_call, METH_VARARGS, "call(name, payload_json) -> str" },
    { "_wait", _PyCFunction_CAST(mod_host_wait), METH_FASTCALL, NULL },
    { "_take", _PyCFunction_CAST(mod_host_take), METH_FASTCALL, NULL },
    { "_run_number", mod_host_run_number, METH_NOARGS, NULL },
    { NULL },
};

static PyModuleDef mod_host = {
    PyModuleDef_HEAD_INIT,
    .m_name = "host",
    .m_size = 0,
    .m_methods = mod_host_methods,
};

PyMODINIT_FUNC PyInit_host(void) {
    return PyModuleDef_Init(&mod_host);
}
