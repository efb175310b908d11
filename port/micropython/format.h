// How str.format(), f-strings, format() and % format one value.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_FORMAT_H
#define SANDBOX_FORMAT_H

#include "py/obj.h"

typedef struct {
    const char *fill; // one character
    size_t fill_size;
    char align; // '<', '>', '^', '=', or 0: the value's default
    bool has_sign; // or a '-', which has no effect
    char sign; // '+', ' ', or 0
    bool alternate;
    char group; // ',', '_', or 0
    char type; // or 0
    bool counts_bytes; // instead of characters
    int width; // 0: no padding
    int precision; // -1: none
} format_spec_t;

// Appends `value` according to a format specification.
void format_value(vstr_t *out, mp_obj_t value, const char *spec, size_t spec_size);

// Appends text, truncated to the precision and padded to the width.
void format_text(vstr_t *out, const format_spec_t *spec, const char *text, size_t size);

// Appends the character, or the byte, with a code below the limit: 0x110000 or 0x100.
void format_add_char(vstr_t *out, mp_obj_t value, mp_int_t limit);

// Appends an integer in the base of the type, with at least as many digits as the precision.
void format_int(vstr_t *out, const format_spec_t *spec, mp_obj_t value);

// Appends a number as a float. A type of 0 formats it as str() does.
void format_float(vstr_t *out, const format_spec_t *spec, mp_obj_t value);

// Parses a decimal number. Returns where it ends; if there is none, leaves `number` alone.
const char *format_parse_digits(const char *at, const char *end, int *number);

// pattern % values
mp_obj_t format_percent(mp_obj_t pattern, size_t n_values, const mp_obj_t *values, mp_obj_t dict);

// Methods, in justify.c.
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(str_center_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(str_ljust_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(str_rjust_obj);
MP_DECLARE_CONST_FUN_OBJ_2(str_zfill_obj);

#endif
