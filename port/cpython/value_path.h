// Paths to values that are passed to the host, for messages.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_VALUE_PATH_H
#define SANDBOX_VALUE_PATH_H

#include "Python.h"

typedef enum { ROOT, INDEX, ENTRY, KEY, ITEM } step_kind_t;

// One step on the path to a value; the steps form a chain on the C stack.
typedef struct step_t {
    const struct step_t *parent;
    step_kind_t kind;
    const char *root; // for a ROOT
    size_t index;     // for an INDEX
    PyObject *key;    // for an ENTRY: the dict's key
} step_t;

// Raises an exception whose message is the path to a value followed by `problem`. Returns -1.
int value_path_refuse(PyObject *type, const step_t *last, const char *problem, ...);

#endif
