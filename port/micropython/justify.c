// center(), ljust(), rjust() and zfill() of str and bytes.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "py/objstr.h"
#include "py/runtime.h"
#include "py/unicode.h"

#include "micropython/format.h"

static mp_obj_t made(const mp_obj_type_t *type, vstr_t *out) {
    if (type == &mp_type_str) {
        return mp_obj_new_str_from_utf8_vstr(out);
    }
    return mp_obj_new_str_of_type(type, (const byte *)out->buf, out->len);
}

static int get_width(mp_obj_t width_in) {
    mp_int_t width = mp_obj_get_int(width_in);
    if (width > MP_SSIZE_MAX) {
        m_malloc_fail(MP_SSIZE_MAX);
    }
    return width < 0 ? 0 : (int)width;
}

// Reads the fill character or byte.
static void get_fill(const mp_obj_type_t *type, mp_obj_t fill_in, format_spec_t *spec) {
    bool fits = type == &mp_type_str ? mp_obj_is_str(fill_in)
        : mp_obj_is_type(fill_in, &mp_type_bytes) || mp_obj_is_type(fill_in, &mp_type_bytearray);
    if (fits) {
        mp_buffer_info_t info;
        mp_get_buffer_raise(fill_in, &info, MP_BUFFER_READ);
        spec->fill = info.buf;
        spec->fill_size = info.len;
        fits = (spec->counts_bytes ? info.len : utf8_charlen(info.buf, info.len)) == 1;
    }
    if (!fits) {
        mp_raise_TypeError(MP_ERROR_TEXT("the fill character must be exactly one character long"));
    }
}

static mp_obj_t justify(size_t n_args, const mp_obj_t *args, char align) {
    const mp_obj_type_t *type = mp_obj_get_type(args[0]);
    format_spec_t spec = {
        .fill = " ", .fill_size = 1, .align = align, .precision = -1, .counts_bytes = type != &mp_type_str,
    };
    spec.width = get_width(args[1]);
    if (n_args > 2) {
        get_fill(type, args[2], &spec);
    }
    GET_STR_DATA_LEN(args[0], text, size);
    size_t length = spec.counts_bytes ? size : utf8_charlen(text, size);
    if ((size_t)spec.width <= length && type != &mp_type_bytearray) {
        return args[0];
    }
    // If the number of spaces and the width are both odd, center() puts the extra one in front.
    bool is_shifted = align == '^' && (spec.width - length) % 2 != 0 && spec.width % 2 != 0;
    vstr_t out;
    vstr_init(&out, size);
    if (is_shifted && (size_t)spec.width > length) {
        vstr_add_strn(&out, spec.fill, spec.fill_size);
        spec.width--;
    }
    format_text(&out, &spec, (const char *)text, size);
    return made(type, &out);
}

static mp_obj_t str_center(size_t n_args, const mp_obj_t *args) {
    return justify(n_args, args, '^');
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(str_center_obj, 2, 3, str_center);

static mp_obj_t str_ljust(size_t n_args, const mp_obj_t *args) {
    return justify(n_args, args, '<');
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(str_ljust_obj, 2, 3, str_ljust);

static mp_obj_t str_rjust(size_t n_args, const mp_obj_t *args) {
    return justify(n_args, args, '>');
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(str_rjust_obj, 2, 3, str_rjust);

static mp_obj_t str_zfill(mp_obj_t text_in, mp_obj_t width_in) {
    const mp_obj_type_t *type = mp_obj_get_type(text_in);
    format_spec_t spec = {
        .fill = "0", .fill_size = 1, .align = '>', .precision = -1, .counts_bytes = type != &mp_type_str,
    };
    spec.width = get_width(width_in);
    GET_STR_DATA_LEN(text_in, text, size);
    vstr_t out;
    vstr_init(&out, size);
    if (size > 0 && (*text == '-' || *text == '+')) {
        vstr_add_byte(&out, *text);
        text++;
        size--;
        spec.width = spec.width > 0 ? spec.width - 1 : 0;
    }
    format_text(&out, &spec, (const char *)text, size);
    return made(type, &out);
}
MP_DEFINE_CONST_FUN_OBJ_2(str_zfill_obj, str_zfill);
