// Questions of a prompt about the text typed so far.
// SPDX-License-Identifier: Apache-2.0

#include "Python.h"

#include "guarded.h"
#include "sandbox.h"
#include "values.h"

// Calls a function of the port's module in Lib that answers the question, and passes on its result.
static void answer(const char *function, const char *text, uint32_t size) {
    PyObject *module = PyImport_ImportModule("_sandbox_prompt");
    PyObject *result = module == NULL ? NULL
        : PyObject_CallMethod(module, function, "s#", text, (Py_ssize_t)size);
    if (result != NULL) {
        values_give(result, "value");
    }
    Py_XDECREF(result);
    Py_XDECREF(module);
}

int32_t sandbox_prompt(int32_t question, const char *text, uint32_t size) {
    guarded_enter();
    if (question == SANDBOX_PROMPT_IS_COMPLETE) {
        answer("is_complete", text, size);
    } else if (question == SANDBOX_PROMPT_COMPLETIONS) {
        answer("completions", text, size);
    }
    return guarded_leave(NULL);
}
