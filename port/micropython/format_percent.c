// The operator % of str and bytes.
// SPDX-License-Identifier: Apache-2.0

#include "micropython/format.h"
#include "micropython/text.h"

#include <string.h>

#include "py/objstr.h"
#include "py/runtime.h"
#include "py/unicode.h"

// The values that fill a pattern.
typedef struct {
    const mp_obj_t *values;
    size_t count;
    size_t used;
    mp_obj_t dict; // or MP_OBJ_NULL
} values_t;

static mp_obj_t next_value(values_t *values) {
    if (values->used >= values->count) {
        mp_raise_TypeError(MP_ERROR_TEXT("not enough arguments for format string"));
    }
    return values->values[values->used++];
}

// Returns the value of "(key)" and moves `at` past the parenthesis.
static mp_obj_t keyed_value(values_t *values, const byte **at, const byte *end, bool is_bytes) {
    if (values->dict == MP_OBJ_NULL) {
        mp_raise_TypeError(MP_ERROR_TEXT("format requires a mapping"));
    }
    values->used = values->count; // the mapping itself
    const byte *key = ++*at;
    for (size_t depth = 1;; ++*at) {
        if (*at >= end) {
            mp_raise_ValueError(MP_ERROR_TEXT("incomplete format key"));
        }
        if (**at == ')' && --depth == 0) {
            break;
        }
        depth += **at == '(';
    }
    mp_obj_t key_in = mp_obj_new_str_of_type(is_bytes ? &mp_type_bytes : &mp_type_str, key, *at - key);
    ++*at;
    return mp_obj_dict_get(values->dict, key_in);
}

// Parses a width or precision: digits, or * for the next value.
static int parse_number(values_t *values, const byte **at, const byte *end) {
    mp_int_t number = 0;
    if (*at < end && **at == '*') {
        ++*at;
        mp_obj_t value = next_value(values);
        if (!mp_obj_is_int(value) && !mp_obj_is_bool(value)) {
            mp_raise_TypeError(MP_ERROR_TEXT("* wants int"));
        }
        number = mp_obj_get_int(value);
    }
    for (; *at < end && unichar_isdigit(**at) && number <= MP_SSIZE_MAX; ++*at) {
        number = number * 10 + (**at - '0');
    }
    if (number > MP_SSIZE_MAX || number < -MP_SSIZE_MAX) {
        mp_raise_ValueError(MP_ERROR_TEXT("width or precision too big"));
    }
    return (int)number;
}

static void parse_flags(format_spec_t *spec, const byte **at, const byte *end) {
    for (; *at < end; ++*at) {
        switch (**at) {
            case '-':
                spec->align = '<';
                break;
            case '+':
                spec->sign = '+';
                break;
            case ' ':
                spec->sign = spec->sign ? spec->sign : ' ';
                break;
            case '#':
                spec->alternate = true;
                break;
            case '0':
                spec->fill = "0";
                break;
            default:
                return;
        }
    }
}

static bool is_number(mp_obj_t value) {
    return mp_obj_is_int(value) || mp_obj_is_bool(value) || mp_obj_is_float(value);
}

// Appends the one character or byte for %c.
static void add_char(vstr_t *text, mp_obj_t value, bool is_bytes) {
    size_t size;
    if (mp_obj_is_int(value) || mp_obj_is_bool(value)) {
        format_add_char(text, value, is_bytes ? 0x100 : 0x110000);
        return;
    }
    if (is_bytes ? mp_obj_is_type(value, &mp_type_bytes) || mp_obj_is_type(value, &mp_type_bytearray) : mp_obj_is_str(value)) {
        mp_buffer_info_t info;
        mp_get_buffer_raise(value, &info, MP_BUFFER_READ);
        size = info.len;
        if ((is_bytes ? size : utf8_charlen(info.buf, size)) == 1) {
            vstr_add_strn(text, info.buf, size);
            return;
        }
    }
    mp_raise_TypeError(MP_ERROR_TEXT("%c requires int or char"));
}

// Appends the text for %s, %r, %a or %b.
static void add_text(vstr_t *text, mp_obj_t value, char type, bool is_bytes) {
    mp_buffer_info_t info;
    if (is_bytes && (type == 's' || type == 'b')) {
        if (mp_obj_is_str(value) || !mp_get_buffer(value, &info, MP_BUFFER_READ)) {
            mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%%b requires a bytes-like object, not '%s'"), mp_obj_get_type_str(value));
        }
        vstr_add_strn(text, info.buf, info.len);
        return;
    }
    mp_print_t print = { text, (mp_print_strn_t)vstr_add_strn };
    bool is_ascii = type == 'a' || (type == 'r' && is_bytes);
    if (is_ascii) {
        value = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_builtin_ascii_obj), value);
    }
    mp_obj_print_helper(&print, value, type == 'r' && !is_ascii ? PRINT_REPR : PRINT_STR);
}

static void add_number(vstr_t *out, format_spec_t *spec, mp_obj_t value) {
    bool is_real = strchr("eEfFgG", spec->type) != NULL;
    bool is_decimal = strchr("diu", spec->type) != NULL;
    if (is_decimal && mp_obj_is_float(value)) {
        value = mp_obj_new_int_from_float(mp_obj_float_get(value));
    }
    if (!is_number(value)) {
        if (is_real) {
            value = mp_obj_new_float(mp_obj_get_float(value));
        } else {
            mp_obj_t whole = is_decimal ? mp_unary_op(MP_UNARY_OP_INT_MAYBE, value) : mp_obj_plain_index(value);
            if (whole == MP_OBJ_NULL || !mp_obj_is_int(whole)) {
                mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%%%c format: %s is required, not %s"), spec->type,
                    is_decimal ? "a real number" : "an integer", mp_obj_get_type_str(value));
            }
            value = whole;
        }
    }
    if (spec->align == '<') {
        spec->fill = " ";
    } else if (*spec->fill == '0') {
        spec->align = '=';
    }
    if (is_real) {
        format_float(out, spec, value);
    } else if (mp_obj_is_float(value)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%%%c format: an integer is required, not float"), spec->type);
    } else {
        format_int(out, spec, value);
    }
}

static void add_value(vstr_t *out, format_spec_t *spec, mp_obj_t value) {
    bool is_text = strchr("abcrs", spec->type) != NULL;
    if (!is_text) {
        add_number(out, spec, value);
        return;
    }
    vstr_t text;
    vstr_init(&text, 16);
    if (spec->type == 'c') {
        add_char(&text, value, spec->counts_bytes);
        spec->precision = -1;
    } else {
        add_text(&text, value, spec->type, spec->counts_bytes);
    }
    spec->fill = " ";
    if (!spec->align) {
        spec->align = '>';
    }
    format_text(out, spec, text.buf, text.len);
    vstr_clear(&text);
}

mp_obj_t format_percent(mp_obj_t pattern, size_t n_values, const mp_obj_t *all, mp_obj_t dict) {
    bool is_bytes = mp_obj_is_type(pattern, &mp_type_bytes);
    values_t values = { .values = all, .count = n_values, .dict = dict };
    GET_STR_DATA_LEN(pattern, start, size);
    const byte *end = start + size;
    vstr_t out;
    vstr_init(&out, size);
    for (const byte *at = start; at < end; at++) {
        if (*at != '%') {
            vstr_add_byte(&out, *at);
            continue;
        }
        at++;
        mp_obj_t value = MP_OBJ_NULL;
        if (at < end && *at == '(') {
            value = keyed_value(&values, &at, end, is_bytes);
        }
        format_spec_t spec = { .fill = " ", .fill_size = 1, .precision = -1, .counts_bytes = is_bytes };
        parse_flags(&spec, &at, end);
        spec.width = parse_number(&values, &at, end);
        if (spec.width < 0) {
            spec.align = '<';
            spec.width = -spec.width;
        }
        if (at < end && *at == '.') {
            at++;
            spec.precision = parse_number(&values, &at, end);
            spec.precision = spec.precision < 0 ? 0 : spec.precision;
        }
        if (at < end && strchr("hlL", *at) && *at) {
            at++;
        }
        if (at >= end) {
            mp_raise_ValueError(MP_ERROR_TEXT("incomplete format"));
        }
        spec.type = *at;
        if (*at == '%' && at[-1] == '%') {
            vstr_add_byte(&out, '%');
            continue;
        }
        if (*at == '\0' || strchr(is_bytes ? "abcsrdiuoxXeEfFgG" : "acsrdiuoxXeEfFgG", *at) == NULL) {
            mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("unsupported format character '%c' (0x%x) at index %d"), *at, *at, (int)(at - start));
        }
        add_value(&out, &spec, value != MP_OBJ_NULL ? value : next_value(&values));
    }
    if (dict == MP_OBJ_NULL && values.used < values.count) {
        mp_raise_TypeError(MP_ERROR_TEXT("not all arguments converted during string formatting"));
    }
    return is_bytes ? mp_obj_new_bytes_from_vstr(&out) : mp_obj_new_str_from_utf8_vstr(&out);
}
