// Values that cross between host and guest, in the wire format of sandbox.h.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_VALUES_H
#define SANDBOX_VALUES_H

#include <stdint.h>

#include "py/obj.h"

// Most small values fit into the buffer itself, which costs no allocation.
#define VALUES_FIRST_BYTES (128)

// Encoded values. Points into itself, so it must not be copied.
typedef struct _values_buffer_t {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
    size_t count; // values in it
    uint8_t first[VALUES_FIRST_BYTES];
} values_buffer_t;

void values_buffer_init(values_buffer_t *buffer);

// Frees its memory. Not needed after an exception: the garbage collector finds it.
void values_buffer_free(values_buffer_t *buffer);

// Appends `value`. Raises a TypeError or ValueError that names the part that cannot be passed to the host,
// as in "args[1].rows[3]"; `root` names the value itself.
void values_encode(values_buffer_t *buffer, mp_obj_t value, const char *root);

// Appends the arguments of a call, as MicroPython passes them, as one list: the positional ones, then a
// dict of the keyword arguments, if any.
void values_encode_arguments(values_buffer_t *buffer, size_t n_args, size_t n_kw, const mp_obj_t *args);

// Passes `value` to the host's `give_value` and returns its result. Raises like `values_encode`.
int32_t values_give(mp_obj_t value, const char *root);

// Decodes an object from `size` bytes, which the caller keeps alive.
// Raises ValueError unless they are exactly one value of the kinds that the host sends.
mp_obj_t values_decode(const uint8_t *bytes, size_t size);

// The same for the first of several values: moves `*bytes`, which ends at `end`, past it.
mp_obj_t values_decode_next(const uint8_t **bytes, const uint8_t *end);

#endif
