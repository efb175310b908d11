// Reading and writing JSON.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_JSON_H
#define SANDBOX_JSON_H

#include "py/obj.h"

// Functions of the program that make values, each None or callable, as the parameters of json.loads().
typedef struct {
    mp_obj_t object_hook;
    mp_obj_t object_pairs_hook;
    mp_obj_t parse_float;
    mp_obj_t parse_int;
    mp_obj_t parse_constant;
    bool strict;
} json_reading_t;

// Returns the value that a `str` contains.
mp_obj_t json_read(mp_obj_t text, const json_reading_t *reading);

// How to write, as the parameters of json.dumps().
typedef struct {
    mp_obj_t make_default; // None, or what turns an object into one that can be written
    mp_obj_t indent; // None or a str
    mp_obj_t item_separator;
    mp_obj_t key_separator;
    bool skips_keys;
    bool is_ascii;
    bool allows_nan;
    bool sorts_keys;
} json_writing_t;

// Returns a value as a `str`.
mp_obj_t json_write(mp_obj_t value, const json_writing_t *writing);

extern const mp_obj_type_t json_decode_error_type;

#endif
