// Describing an uncaught exception to the host.
// SPDX-License-Identifier: Apache-2.0

#include "guest_error.h"

#include <stdio.h>

#include "modhost.h"
#include "sandbox.h"
#include "stops.h"

static void report_text(int32_t kind, PyObject *text) {
    Py_ssize_t size;
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
    if (bytes != NULL) {
        size = PyBytes_GET_SIZE(bytes);
        sandbox_report(kind, PyBytes_AS_STRING(bytes), (uint32_t)size);
        Py_DECREF(bytes);
    }
}

static void report_int(int32_t kind, long value) {
    char digits[24];
    int size = snprintf(digits, sizeof(digits), "%ld", value);
    sandbox_report(kind, digits, (uint32_t)size);
}

static void report_type(PyObject *exception) {
    PyObject *name = PyType_GetName(Py_TYPE(exception));
    if (name != NULL) {
        report_text(SANDBOX_REPORT_TYPE, name);
        Py_DECREF(name);
    }
}

static void report_message(PyObject *exception) {
    PyObject *message = PyObject_Str(exception);
    if (message != NULL) {
        report_text(SANDBOX_REPORT_MESSAGE, message);
        Py_DECREF(message);
    }
}

static void report_traceback(PyObject *exception) {
    PyObject *module = PyImport_ImportModule("traceback");
    PyObject *lines = module == NULL ? NULL
        : PyObject_CallMethod(module, "format_exception", "O", exception);
    PyObject *nothing = lines == NULL ? NULL : PyUnicode_FromStringAndSize(NULL, 0);
    PyObject *text = nothing == NULL ? NULL : PyUnicode_Join(nothing, lines);
    if (text != NULL) {
        report_text(SANDBOX_REPORT_TRACEBACK, text);
    }
    Py_XDECREF(text);
    Py_XDECREF(nothing);
    Py_XDECREF(lines);
    Py_XDECREF(module);
}

// Returns the line that a SyntaxError names if it is in the program itself, or 0.
static long syntax_error_line(PyObject *exception, PyObject *program) {
    PyObject *file = PyObject_GetAttrString(exception, "filename");
    PyObject *line = file == NULL ? NULL : PyObject_GetAttrString(exception, "lineno");
    bool is_ours = line != NULL && PyLong_Check(line) && PyUnicode_Check(file)
        && PyUnicode_Compare(file, program) == 0;
    long number = is_ours ? PyLong_AsLong(line) : 0;
    Py_XDECREF(line);
    Py_XDECREF(file);
    return number;
}

// Reports the line of the program itself that is nearest to where the exception was raised.
static void report_line(PyObject *exception, PyObject *program) {
    long line = 0;
    PyTracebackObject *traceback = (PyTracebackObject *)PyException_GetTraceback(exception);
    for (PyTracebackObject *at = traceback; at != NULL; at = at->tb_next) {
        PyCodeObject *code = PyFrame_GetCode(at->tb_frame);
        if (PyUnicode_Compare(code->co_filename, program) == 0) {
            line = at->tb_lineno >= 0 ? at->tb_lineno : PyCode_Addr2Line(code, at->tb_lasti);
        }
        Py_DECREF(code);
    }
    Py_XDECREF(traceback);
    if (line == 0 && PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError)) {
        line = syntax_error_line(exception, program);
    }
    if (line > 0) {
        report_int(SANDBOX_REPORT_LINE, line);
    }
}

static void report_host_error(PyObject *exception) {
    long number = host_error_number(exception);
    if (number >= 0) {
        report_int(SANDBOX_REPORT_HOST_ERROR, number);
    }
}

static void write_to_stderr(PyObject *value) {
    PyObject *file = PySys_GetObject("stderr");
    if (file != NULL && file != Py_None) {
        Py_INCREF(file);
        if (PyFile_WriteObject(value, file, Py_PRINT_RAW) == 0) {
            PyFile_WriteString("\n", file);
        }
        Py_DECREF(file);
    }
}

// sys.exit(): None means 0, an int is the code, anything else is printed and means 1.
static void report_exit(PyObject *exception) {
    PyObject *value = PyObject_GetAttrString(exception, "code");
    long code = 1;
    if (value == Py_None) {
        code = 0;
    } else if (value != NULL && PyLong_Check(value)) {
        code = (long)PyLong_AsUnsignedLongMask(value);
    } else if (value != NULL) {
        write_to_stderr(value);
    }
    Py_XDECREF(value);
    report_int(SANDBOX_REPORT_EXIT_CODE, code & 0xff);
}

int32_t guest_error_report(PyObject *program) {
    PyObject *exception = PyErr_GetRaisedException();
    bool is_exit = PyErr_GivenExceptionMatches(exception, PyExc_SystemExit);
    // Each of these can run the guest's code, and whatever that raises is dropped.
    report_type(exception);
    PyErr_Clear();
    report_message(exception);
    PyErr_Clear();
    report_traceback(exception);
    PyErr_Clear();
    report_line(exception, program);
    PyErr_Clear();
    report_host_error(exception);
    if (is_exit) {
        report_exit(exception);
        PyErr_Clear();
    }
    Py_DECREF(exception);
    PyErr_Clear();
    return is_exit ? SANDBOX_STATUS_EXIT : SANDBOX_STATUS_EXCEPTION;
}
