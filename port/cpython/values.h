// Values that cross between host and guest, in the wire format of sandbox.h.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_VALUES_H
#define SANDBOX_VALUES_H

#include "Python.h"

// Most small values fit into the buffer itself, which costs no allocation.
#define VALUES_FIRST_BYTES (128)

// Encoded values. Points into itself, so it must not be copied.
typedef struct {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
    size_t count; // values in it
    uint8_t first[VALUES_FIRST_BYTES];
} values_buffer_t;

void values_buffer_init(values_buffer_t *buffer);

void values_buffer_free(values_buffer_t *buffer);

// Appends `value`. Returns 0, or -1 with a TypeError or ValueError that names the part that cannot be
// passed to the host, as in "args[1].rows[3]"; `root` names the value itself.
int values_encode(values_buffer_t *buffer, PyObject *value, const char *root);

// Appends the arguments of a vectorcall as one list: the positional ones, then a dict of the keyword
// arguments, if any. Returns 0, or -1 with an exception.
int values_encode_arguments(values_buffer_t *buffer, PyObject *const *args, Py_ssize_t count, PyObject *names);

// Passes `value` to the host's `give_value`. Returns its result, or -1 with an exception.
int values_give(PyObject *value, const char *root);

// Decodes an object from `size` bytes. Returns NULL with a ValueError unless they are exactly one value of
// the kinds that the host sends.
PyObject *values_decode(const uint8_t *bytes, size_t size);

// The same for the first of several values: moves `*bytes`, which ends at `end`, past it.
PyObject *values_decode_next(const uint8_t **bytes, const uint8_t *end);

#endif
