// Format specifications, as CPython understands them.
// SPDX-License-Identifier: Apache-2.0

#include "micropython/format.h"

#include <math.h>
#include <string.h>

#include "py/objint.h"
#include "py/objstr.h"
#include "py/objtype.h"
#include "py/runtime.h"
#include "py/unicode.h"

#include "micropython/decimal.h"

// --- Padding ----------------------------------------------------------------

static void add_fill(vstr_t *out, const format_spec_t *spec, size_t count) {
    uint64_t size = (uint64_t)count * spec->fill_size;
    if (size > MP_SSIZE_MAX) {
        m_malloc_fail(MP_SSIZE_MAX);
    }
    char *at = vstr_add_len(out, (size_t)size);
    if (spec->fill_size == 1) {
        memset(at, *spec->fill, count);
        return;
    }
    for (; count > 0; count--, at += spec->fill_size) {
        memcpy(at, spec->fill, spec->fill_size);
    }
}

// Computes the padding before and after a value of some length.
static void measure(const format_spec_t *spec, char align, size_t length, size_t *before, size_t *after) {
    size_t missing = (size_t)spec->width > length ? spec->width - length : 0;
    *before = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
    *after = missing - *before;
}

// --- Text -------------------------------------------------------------------

void format_text(vstr_t *out, const format_spec_t *spec, const char *text, size_t size) {
    size_t length = spec->counts_bytes ? size : utf8_charlen((const byte *)text, size);
    if (spec->precision >= 0 && (size_t)spec->precision < length) {
        length = (size_t)spec->precision;
        const byte *end = (const byte *)text + length;
        if (!spec->counts_bytes) {
            end = (const byte *)text;
            for (size_t i = 0; i < length; i++) {
                end = utf8_next_char(end);
            }
        }
        size = end - (const byte *)text;
    }
    size_t before, after;
    measure(spec, spec->align ? spec->align : '<', length, &before, &after);
    add_fill(out, spec, before);
    vstr_add_strn(out, text, size);
    add_fill(out, spec, after);
}

void format_add_char(vstr_t *out, mp_obj_t value, mp_int_t limit) {
    mp_int_t code;
    if (!mp_obj_get_int_maybe(value, &code) || code < 0 || code >= limit) {
        mp_raise_msg_varg(&mp_type_OverflowError, MP_ERROR_TEXT("%%c arg not in range(0x%x)"), (unsigned)limit);
    }
    if (limit == 0x100) {
        vstr_add_byte(out, (byte)code);
    } else {
        vstr_add_char(out, (unichar)code);
    }
}

// --- Numbers ----------------------------------------------------------------

// The parts of a number in the order in which they are printed.
typedef struct {
    bool is_negative;
    const char *prefix;
    const char *digits; // before the point
    size_t count;
    size_t least; // the minimum number of digits
    const char *rest;
    size_t rest_size;
} number_t;

// Appends the digits, with leading zeros, and separators between groups of them.
static void add_digits(vstr_t *out, const number_t *number, size_t total, char separator, size_t group) {
    for (size_t left = total; left > 0; left--) {
        if (separator && left % group == 0 && left != total) {
            vstr_add_byte(out, separator);
        }
        vstr_add_byte(out, left > number->count ? '0' : number->digits[number->count - left]);
    }
}

static void add_number(vstr_t *out, const format_spec_t *spec, const number_t *number) {
    size_t group = strchr("boxX", spec->type) && spec->type ? 4 : 3;
    char align = spec->align ? spec->align : '>';
    char sign = number->is_negative ? '-' : spec->sign;
    size_t prefix_size = strlen(number->prefix);
    size_t others = (sign != 0) + prefix_size + number->rest_size;
    size_t total = number->count > number->least ? number->count : number->least;
    if (align == '=' && spec->fill_size == 1 && *spec->fill == '0' && (size_t)spec->width > others && number->count > 0) {
        size_t room = spec->width - others;
        if (spec->group) {
            room -= (room - 1) / (group + 1);
        }
        total = room > total ? room : total;
    }
    size_t length = others + total + (spec->group && total > 0 ? (total - 1) / group : 0);
    size_t before, after;
    measure(spec, align, length, &before, &after);
    if (align != '=') {
        add_fill(out, spec, before);
    }
    if (sign) {
        vstr_add_byte(out, sign);
    }
    vstr_add_strn(out, number->prefix, prefix_size);
    if (align == '=') {
        add_fill(out, spec, before);
    }
    if (spec->group) {
        add_digits(out, number, total, spec->group, group);
    } else {
        memset(vstr_add_len(out, total - number->count), '0', total - number->count);
        vstr_add_strn(out, number->digits, number->count);
    }
    vstr_add_strn(out, number->rest, number->rest_size);
    add_fill(out, spec, after);
}

void format_int(vstr_t *out, const format_spec_t *spec, mp_obj_t value) {
    if (!mp_obj_is_int(value)) {
        value = mp_obj_new_int(mp_obj_get_int(value)); // a bool
    }
    int base = 10;
    const char *prefix = "";
    switch (spec->type) {
        case 'b':
            base = 2;
            prefix = "0b";
            break;
        case 'o':
            base = 8;
            prefix = "0o";
            break;
        case 'x':
            base = 16;
            prefix = "0x";
            break;
        case 'X':
            base = 16;
            prefix = "0X";
            break;
    }
    char buffer[32];
    char *digits = buffer;
    size_t room = sizeof(buffer);
    number_t number = { .prefix = spec->alternate ? prefix : "" };
    number.digits = mp_obj_int_formatted(&digits, &room, &number.count, value, base, NULL, spec->type == 'X' ? 'A' : 'a', '\0');
    if (*number.digits == '-') {
        number.is_negative = true;
        number.digits++;
        number.count--;
    }
    number.least = spec->precision > 0 ? (size_t)spec->precision : 0;
    add_number(out, spec, &number);
}

// Appends the digits of a float, without its sign.
static void add_float(vstr_t *digits, const format_spec_t *spec, mp_float_t value) {
    int precision = spec->precision;
    char type = spec->type | 0x20;
    if (isnan(value) || isinf(value)) {
        vstr_add_str(digits, isnan(value) ? "nan" : "inf");
    } else if (spec->type == 0 && precision < 0) {
        decimal_add_shortest(digits, value, spec->alternate, true);
    } else {
        if (precision < 0) {
            precision = 6;
        }
        bool point_zero = spec->type == 0;
        char style = type == 'e' ? 'e' : type == 'f' || spec->type == '%' ? 'f' : 'g';
        decimal_add(digits, value, style, precision, spec->alternate, point_zero);
    }
    if (spec->type == '%') {
        vstr_add_byte(digits, '%');
    }
    if (spec->type >= 'A' && spec->type <= 'Z') {
        for (size_t i = 0; i < digits->len; i++) {
            digits->buf[i] = unichar_toupper((byte)digits->buf[i]);
        }
    }
}

void format_float(vstr_t *out, const format_spec_t *spec, mp_obj_t value_in) {
    mp_float_t value = mp_obj_get_float(value_in);
    if (isinf(value) && !mp_obj_is_float(value_in)) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("int too large to convert to float"));
    }
    if (spec->type == '%') {
        value *= 100;
    }
    vstr_t digits;
    vstr_init(&digits, 32);
    number_t number = { .prefix = "" };
    number.is_negative = signbit(value) && !isnan(value);
    add_float(&digits, spec, signbit(value) ? -value : value);
    while (number.count < digits.len && unichar_isdigit((byte)digits.buf[number.count])) {
        number.count++;
    }
    number.digits = digits.buf;
    number.rest = digits.buf + number.count;
    number.rest_size = digits.len - number.count;
    add_number(out, spec, &number);
    vstr_clear(&digits);
}

// --- Specifications ---------------------------------------------------------

const char *format_parse_digits(const char *at, const char *end, int *number) {
    if (at == end || !unichar_isdigit((byte)*at)) {
        return at;
    }
    int64_t parsed = 0;
    for (; at < end && unichar_isdigit((byte)*at); at++) {
        parsed = parsed * 10 + (*at - '0');
        if (parsed > MP_SSIZE_MAX) {
            mp_raise_ValueError(MP_ERROR_TEXT("Too many decimal digits in format string"));
        }
    }
    *number = (int)parsed;
    return at;
}

static bool is_one_of(const char *at, const char *end, const char *characters) {
    return at < end && *at != '\0' && strchr(characters, *at) != NULL;
}

static void parse_spec(format_spec_t *spec, const char *at, const char *end, bool is_number) {
    *spec = (format_spec_t) { .fill = " ", .fill_size = 1, .precision = -1 };
    if (at < end) {
        const char *second = (const char *)utf8_next_char((const byte *)at);
        bool is_filled = is_one_of(second, end, "<>=^");
        if (is_filled) {
            spec->fill = at;
            spec->fill_size = second - at;
            at = second;
        }
        if (is_one_of(at, end, "<>=^")) {
            spec->align = *at++;
        }
        if (is_one_of(at, end, "+- ")) {
            spec->sign = *at == '-' ? '\0' : *at;
            spec->has_sign = true;
            at++;
        }
        if (is_one_of(at, end, "#")) {
            spec->alternate = true;
            at++;
        }
        if (is_one_of(at, end, "0") && !is_filled) {
            spec->fill = "0";
            if (!spec->align && is_number) {
                spec->align = '=';
            }
        }
    }
    at = format_parse_digits(at, end, &spec->width);
    while (is_one_of(at, end, ",_")) {
        if (spec->group) {
            mp_raise_ValueError(MP_ERROR_TEXT("Cannot specify both ',' and '_'."));
        }
        spec->group = *at++;
    }
    if (is_one_of(at, end, ".")) {
        at = format_parse_digits(at + 1, end, &spec->precision);
        if (spec->precision < 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("Format specifier missing precision"));
        }
    }
    if (end - at > 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("Invalid format specifier"));
    }
    spec->type = at < end ? *at : '\0';
    if (spec->group && spec->type != 0
        && strchr(spec->group == ',' ? "deEfFgG%" : "deEfFgG%boxX", spec->type) == NULL) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("Cannot specify '%c' with '%c'."), spec->group, spec->type);
    }
}

static void format_char(vstr_t *out, format_spec_t *spec, mp_obj_t value) {
    if (spec->has_sign || spec->alternate || spec->precision >= 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("sign, '#' and precision not allowed with integer format specifier 'c'"));
    }
    vstr_t text;
    vstr_init(&text, 4);
    format_add_char(&text, value, 0x110000);
    if (!spec->align) {
        spec->align = '>';
    }
    format_text(out, spec, text.buf, text.len);
}

// Whether the class of a value formats it; then `out` has what it says.
static bool format_by_class(vstr_t *out, mp_obj_t value, const char *spec_text, size_t spec_size) {
    mp_obj_t method[3];
    mp_load_method_maybe(value, MP_QSTR___format__, method);
    if (method[0] == MP_OBJ_NULL) {
        return false;
    }
    method[2] = mp_obj_new_str(spec_text, spec_size);
    mp_obj_t text = mp_call_method_n_kw(1, 0, method);
    if (!mp_obj_is_str(text)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("__format__ must return a str, not %s"), mp_obj_get_type_str(text));
    }
    size_t size;
    const char *data = mp_obj_str_get_data(text, &size);
    vstr_add_strn(out, data, size);
    return true;
}

void format_value(vstr_t *out, mp_obj_t value, const char *spec_text, size_t spec_size) {
    if (mp_obj_is_instance_type(mp_obj_get_type(value))) {
        if (format_by_class(out, value, spec_text, spec_size)) {
            return;
        }
        value = spec_size == 0 ? value : mp_obj_native_part(value);
    }
    if (spec_size == 0) {
        mp_print_t print = { out, (mp_print_strn_t)vstr_add_strn };
        mp_obj_print_helper(&print, value, PRINT_STR);
        return;
    }
    bool is_int = mp_obj_is_bool(value) || mp_obj_is_int(value);
    bool is_number = is_int || mp_obj_is_float(value);
    if (!is_number && !mp_obj_is_str(value)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unsupported format string passed to %s.__format__"), mp_obj_get_type_str(value));
    }
    format_spec_t spec;
    parse_spec(&spec, spec_text, spec_text + spec_size, is_number);
    if (is_int && spec.type == 'c') {
        format_char(out, &spec, value);
    } else if (is_int && (spec.type == 0 || strchr("bdnoxX", spec.type))) {
        if (spec.precision >= 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("Precision not allowed in integer format specifier"));
        }
        format_int(out, &spec, value);
    } else if (is_number && (spec.type == 0 || strchr("eEfFgGn%", spec.type))) {
        format_float(out, &spec, value);
    } else if (!is_number && (spec.type == 0 || spec.type == 's')) {
        if (spec.has_sign || spec.alternate || spec.align == '=' || spec.group) {
            mp_raise_ValueError(MP_ERROR_TEXT("sign, '#', '=', ',' and '_' not allowed in string format specifier"));
        }
        size_t size;
        const char *text = mp_obj_str_get_data(value, &size);
        format_text(out, &spec, text, size);
    } else {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("Unknown format code '%c' for object of type '%s'"), spec.type, mp_obj_get_type_str(value));
    }
}
