// Parsing numbers in source code and strings by CPython's grammar. Replaces py/parsenum.c.
// SPDX-License-Identifier: Apache-2.0

#include "micropython/numerals.h"

#include <math.h>
#include <string.h>

#include "py/objint.h"
#include "py/objstr.h"
#include "py/parsenum.h"
#include "py/runtime.h"
#include "py/smallint.h"
#include "py/unicode.h"

#include "micropython/decimal.h"

// Halfway cases between two floats have at most 767 digits; of the rest it only matters whether anything
// is not zero.
#define MOST_SIGNIFICANT (800)
// Beyond this, an exponent turns any text that fits into memory into 0 or infinity.
#define MOST_EXPONENT ((int64_t)1 << 40)

// Text being parsed.
typedef struct {
    const char *at;
    const char *end;
} reader_t;

static NORETURN void raise_invalid(mp_obj_t error, mp_lexer_t *lexer) {
    if (lexer != NULL) {
        ((mp_obj_base_t *)MP_OBJ_TO_PTR(error))->type = &mp_type_SyntaxError;
        mp_obj_exception_add_traceback(error, lexer->source_name, lexer->tok_line, MP_QSTRnull);
    }
    nlr_raise(error);
}

// A message that ends in a colon and a space is followed by the text.
static NORETURN void raise_invalid_text(const char *text, size_t size, const char *message, mp_lexer_t *lexer) {
    vstr_t whole;
    mp_print_t print;
    vstr_init_print(&whole, 50, &print);
    mp_print_str(&print, message);
    if (message[strlen(message) - 1] == ' ') {
        bool is_text = utf8_check((const byte *)text, size);
        mp_obj_print_helper(&print, is_text ? mp_obj_new_str(text, size) : mp_obj_new_bytes((const byte *)text, size), PRINT_REPR);
    }
    raise_invalid(mp_obj_new_exception_arg1(&mp_type_ValueError, mp_obj_new_str_from_utf8_vstr(&whole)), lexer);
}

// Returns whether the next character is this letter, in either case.
static bool next_is(const reader_t *reader, char letter) {
    return reader->at < reader->end && (*reader->at | 0x20) == letter;
}

static bool next_is_sign(const reader_t *reader) {
    return reader->at < reader->end && (*reader->at == '+' || *reader->at == '-');
}

static bool skip_sign(reader_t *reader) {
    return next_is_sign(reader) && *reader->at++ == '-';
}

// Returns the next digit's value, or -1; may skip one underscore before it.
static int read_digit(reader_t *reader, unsigned base, bool may_skip) {
    const char *at = reader->at;
    if (may_skip && at < reader->end && *at == '_') {
        at++;
    }
    if (at == reader->end) {
        return -1;
    }
    unsigned digit = (byte)*at;
    if (unichar_isdigit(digit)) {
        digit -= '0';
    } else {
        digit = (digit | 0x20) - ('a' - 10);
        if (digit < 10) {
            return -1;
        }
    }
    if (digit >= base) {
        return -1;
    }
    reader->at = at + 1;
    return (int)digit;
}

// --- White space --------------------------------------------------------------

static bool is_space(unichar character, bool is_text) {
    if (character < 0x80 || !is_text) {
        return unichar_isspace(character);
    }
    return character == 0x85 || character == 0xa0 || character == 0x1680 || (character >= 0x2000 && character <= 0x200a)
        || character == 0x2028 || character == 0x2029 || character == 0x202f || character == 0x205f || character == 0x3000;
}

void numeral_strip(const char **start, size_t *size, bool is_text) {
    const byte *at = (const byte *)*start, *end = at + *size;
    while (at < end && is_space(is_text ? utf8_get_char(at) : *at, is_text)) {
        at = is_text ? utf8_next_char(at) : at + 1;
    }
    while (at < end) {
        const byte *last = end - 1;
        while (is_text && last > at && UTF8_IS_CONT(*last)) {
            last--;
        }
        if (!is_space(is_text ? utf8_get_char(last) : *last, is_text)) {
            break;
        }
        end = last;
    }
    *start = (const char *)at;
    *size = end - at;
}

bool numeral_text(mp_obj_t text_in, const char **start, size_t *size) {
    mp_buffer_info_t info;
    if (!mp_get_buffer(text_in, &info, MP_BUFFER_READ)) {
        return false;
    }
    *start = info.buf;
    *size = info.len;
    numeral_strip(start, size, mp_obj_is_str(text_in));
    return true;
}

// --- Integers -----------------------------------------------------------------

static NORETURN void raise_invalid_int(const char *text, size_t size, int base, mp_lexer_t *lexer) {
    vstr_t message;
    vstr_init(&message, 48);
    vstr_printf(&message, "invalid literal for int() with base %d: ", base);
    raise_invalid_text(text, size, vstr_null_terminated_str(&message), lexer);
}

// Parses 0x, 0o and 0b. Returns whether an underscore may follow.
static bool read_prefix(reader_t *reader, int *base) {
    if (reader->end - reader->at > 1 && *reader->at == '0') {
        char letter = reader->at[1] | 0x20;
        int named = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
        if (named != 0 && (*base == 0 || *base == named)) {
            *base = named;
            reader->at += 2;
            return true;
        }
    }
    return false;
}

mp_obj_t mp_parse_num_integer(const char *restrict text, size_t size, int asked_base, mp_lexer_t *lexer) {
    reader_t reader = { text, text + size };
    int base = asked_base;
    bool is_negative = skip_sign(&reader);
    bool may_skip = read_prefix(&reader, &base);
    // Leading zeros, as in C's octal numbers, are allowed only for 0.
    bool is_zero = base == 0 && reader.at < reader.end && *reader.at == '0';
    if (base == 0) {
        base = 10;
    }
    const char *start = reader.at;
    mp_int_t value = 0;
    bool fits = true;
    bool has_underscore = false;
    size_t count = 0;
    for (;; count++) {
        const char *before = reader.at;
        int digit = read_digit(&reader, (unsigned)base, may_skip || count > 0);
        if (digit < 0) {
            break;
        }
        has_underscore |= reader.at - before > 1;
        fits = fits && !mp_small_int_mul_overflow(value, base);
        if (fits) {
            value = value * base + digit;
            fits = MP_SMALL_INT_FITS(value);
        }
    }
    if (count == 0 || reader.at != reader.end || (is_zero && (!fits || value != 0))) {
        raise_invalid_int(text, size, asked_base, lexer);
    }
    if (fits) {
        return MP_OBJ_NEW_SMALL_INT(is_negative ? -value : value);
    }
    vstr_t digits;
    if (has_underscore) {
        vstr_init(&digits, reader.end - start);
        for (const char *at = start; at < reader.end; at++) {
            if (*at != '_') {
                vstr_add_byte(&digits, *at);
            }
        }
        start = digits.buf;
    }
    return mp_obj_new_int_from_str_len(&start, has_underscore ? digits.len : (size_t)(reader.end - start), is_negative, base);
}

// --- Floats -------------------------------------------------------------------

// A number's digits, without leading zeros.
typedef struct {
    char digits[MOST_SIGNIFICANT];
    size_t count;
    int64_t power; // of the digit that follows the last one
    bool has_more; // than fits
} decimal_t;

static void keep_digit(decimal_t *decimal, int digit, bool is_fraction) {
    if (digit == 0 && decimal->count == 0) {
        decimal->power -= is_fraction;
    } else if (decimal->count < MOST_SIGNIFICANT) {
        decimal->digits[decimal->count++] = (char)('0' + digit);
        decimal->power -= is_fraction;
    } else {
        decimal->has_more |= digit != 0;
        decimal->power += !is_fraction;
    }
}

// Reads digits with single underscores between them. Returns how many.
static size_t read_digits(reader_t *reader, decimal_t *decimal, bool is_fraction) {
    size_t count = 0;
    for (int digit; (digit = read_digit(reader, 10, count > 0)) >= 0; count++) {
        keep_digit(decimal, digit, is_fraction);
    }
    return count;
}

static bool read_exponent(reader_t *reader, decimal_t *decimal) {
    reader->at++;
    bool is_negative = skip_sign(reader);
    int64_t exponent = 0;
    size_t count = 0;
    for (int digit; (digit = read_digit(reader, 10, count > 0)) >= 0; count++) {
        if (exponent < MOST_EXPONENT) {
            exponent = exponent * 10 + digit;
        }
    }
    decimal->power += is_negative ? -exponent : exponent;
    return count > 0;
}

// Reads an unsigned number. Returns false if there is none.
static bool read_number(reader_t *reader, mp_float_t *value) {
    decimal_t decimal;
    decimal.count = 0;
    decimal.power = 0;
    decimal.has_more = false;
    size_t count = read_digits(reader, &decimal, false);
    if (reader->at < reader->end && *reader->at == '.') {
        reader->at++;
        count += read_digits(reader, &decimal, true);
    }
    if (count == 0 || (next_is(reader, 'e') && !read_exponent(reader, &decimal))) {
        return false;
    }
    if (decimal.has_more) {
        decimal.digits[MOST_SIGNIFICANT - 1] |= 1; // not a halfway case
    }
    *value = decimal_value(decimal.digits, decimal.count, decimal.power);
    return true;
}

static bool read_word(reader_t *reader, const char *word) {
    reader_t ahead = *reader;
    for (; *word != '\0'; word++, ahead.at++) {
        if (!next_is(&ahead, *word)) {
            return false;
        }
    }
    *reader = ahead;
    return true;
}

static bool read_float(reader_t *reader, mp_float_t *value) {
    bool is_negative = skip_sign(reader);
    if (read_word(reader, "infinity") || read_word(reader, "inf")) {
        *value = (mp_float_t)INFINITY;
    } else if (read_word(reader, "nan")) {
        *value = (mp_float_t)NAN;
    } else if (!read_number(reader, value)) {
        return false;
    }
    if (is_negative) {
        *value = -*value;
    }
    return true;
}

// Reads 'j', optionally after a number, a sign or both.
static bool read_imaginary(reader_t *reader, mp_float_t *value) {
    reader_t ahead = *reader;
    bool is_negative = skip_sign(&ahead);
    if (next_is(&ahead, 'j')) {
        *value = is_negative ? -1 : 1;
        *reader = ahead;
    } else if (!read_float(reader, value) || !next_is(reader, 'j')) {
        return false;
    }
    reader->at++;
    return true;
}

static bool read_complex(reader_t *reader, mp_float_t *real, mp_float_t *imaginary) {
    reader_t ahead = *reader;
    if (read_imaginary(&ahead, imaginary)) {
        *reader = ahead;
        return true;
    }
    *imaginary = 0;
    if (!read_float(reader, real)) {
        return false;
    }
    return !next_is_sign(reader) || read_imaginary(reader, imaginary);
}

mp_obj_t mp_parse_num_decimal(const char *text, size_t size, bool allow_imaginary, bool force_complex, mp_lexer_t *lexer) {
    reader_t reader = { text, text + size };
    mp_float_t real = 0, imaginary = 0;
    bool is_valid;
    if (force_complex) {
        is_valid = read_complex(&reader, &real, &imaginary);
    } else {
        is_valid = read_float(&reader, &real);
        if (is_valid && allow_imaginary && next_is(&reader, 'j')) {
            reader.at++;
            imaginary = real;
            real = 0;
            force_complex = true;
        }
    }
    if (!is_valid || reader.at != reader.end) {
        raise_invalid_text(text, size, lexer != NULL ? "invalid decimal literal"
            : force_complex ? "complex() arg is a malformed string" : "could not convert string to float: ", lexer);
    }
    return force_complex ? mp_obj_new_complex(real, imaginary) : mp_obj_new_float(real);
}
