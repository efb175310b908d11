// Where a value stands within the values that are passed to the host, for messages.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_VALUE_PATH_H
#define SANDBOX_VALUE_PATH_H

#include "Python.h"

typedef enum { ROOT, INDEX, ENTRY, KEY, ITEM } step_kind_t;

// One step on the way to a value; the steps of one value are a chain on the C stack.
typedef struct step_t {
    const struct step_t *parent;
    step_kind_t kind;
    const char *root; // of a ROOT
    size_t index;     // of an INDEX
    PyObject *key;    // of an ENTRY: the dict's key
} step_t;

// Raises an exception whose message is the path to a value and `problem`. Returns -1.
int value_path_refuse(PyObject *type, const step_t *last, const char *problem, ...);

#endif
