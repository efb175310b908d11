// Floats and decimal digits: exact in both directions, rounded half to even.
// SPDX-License-Identifier: Apache-2.0

#include "micropython/decimal.h"

#include <math.h>
#include <string.h>

#include "py/mpz.h"
#include "py/objint.h"

// Every float is a multiple of 2**-1074, so all digits after this many are zeros.
#define MOST_DIGITS (1100)
#define MANTISSA_BITS (53)
// 10**19 is the largest power of 10 in 64 bits, 10**22 the largest that is a float.
#define MOST_POWER (19)
#define MOST_FLOAT_POWER (22)
#define MOST_INTEGER ((uint64_t)1 << MANTISSA_BITS)
// Floats are below 10**309 and, unless they are 0, above 10**-324.
#define LEAST_POWER (-330)
#define LEAST_NORMAL (2.2250738585072014e-308)
// This many digits survive a conversion to float and back; the other many tell all floats apart.
#define MOST_CERTAIN_DIGITS (15)
#define MOST_NEEDED_DIGITS (17)
#define LEAST_EXPONENT (-1074)

static void add_uint(vstr_t *out, uint64_t value) {
    char digits[20];
    size_t at = sizeof(digits);
    do {
        digits[--at] = '0' + value % 10;
        value /= 10;
    } while (value != 0);
    vstr_add_strn(out, digits + at, sizeof(digits) - at);
}

static void multiply_by_power(mpz_t *number, mp_int_t power) {
    mpz_t ten, exponent, factor;
    mpz_init_from_int(&ten, 10);
    mpz_init_from_int(&exponent, power);
    mpz_init_zero(&factor);
    mpz_pow_inpl(&factor, &ten, &exponent);
    mpz_mul_inpl(number, number, &factor);
}

// Appends the digits of mantissa * 2**exponent * 10**scale, rounded to an integer.
static void add_long(vstr_t *out, uint64_t mantissa, int exponent, int scale) {
    mpz_t number, divisor, quotient, rest;
    mpz_init_from_int(&number, (mp_int_t)mantissa);
    mpz_init_from_int(&divisor, 1);
    mpz_init_zero(&quotient);
    mpz_init_zero(&rest);
    multiply_by_power(scale < 0 ? &divisor : &number, scale < 0 ? -scale : scale);
    if (exponent < 0) {
        mpz_shl_inpl(&divisor, &divisor, (mp_uint_t)-exponent);
    } else {
        mpz_shl_inpl(&number, &number, (mp_uint_t)exponent);
    }
    mpz_divmod_inpl(&quotient, &rest, &number, &divisor);
    mpz_shl_inpl(&rest, &rest, 1);
    int half = mpz_cmp(&rest, &divisor);
    if (half > 0 || (half == 0 && quotient.len > 0 && quotient.dig[0] % 2 != 0)) {
        mpz_t one;
        mpz_init_from_int(&one, 1);
        mpz_add_inpl(&quotient, &quotient, &one);
    }
    size_t room = mp_int_format_size(mpz_max_num_bits(&quotient), 10, NULL, '\0');
    char *digits = vstr_add_len(out, room);
    size_t len = mpz_as_str_inpl(&quotient, 10, NULL, 'a', '\0', digits);
    vstr_cut_tail_bytes(out, room - len);
}

// Appends the digits of value * 10**scale, rounded to an integer.
static void add_scaled(vstr_t *out, mp_float_t value, int scale) {
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &exponent), MANTISSA_BITS);
    exponent -= MANTISSA_BITS;
    if (scale >= 0 && scale <= MOST_POWER && exponent < 0 && exponent > -128) {
        uint64_t power = 1;
        for (int i = 0; i < scale; i++) {
            power *= 10;
        }
        unsigned __int128 product = (unsigned __int128)mantissa * power;
        unsigned __int128 quotient = product >> -exponent;
        unsigned __int128 rest = product - (quotient << -exponent);
        unsigned __int128 half = (unsigned __int128)1 << (-exponent - 1);
        if (quotient < UINT64_MAX) {
            bool up = rest > half || (rest == half && quotient % 2 != 0);
            add_uint(out, (uint64_t)quotient + up);
            return;
        }
    }
    add_long(out, mantissa, exponent, scale);
}

static void add_zeros(vstr_t *out, size_t count) {
    memset(vstr_add_len(out, count), '0', count);
}

// Inserts the point after the first `whole` of the digits from `start` on, with leading zeros if there are
// fewer.
static void insert_point(vstr_t *out, size_t start, int whole, bool alternate) {
    size_t count = out->len - start;
    size_t missing = whole < 1 ? (size_t)(1 - whole) : 0;
    size_t at = start + (whole < 1 ? 1 : (size_t)whole);
    if (missing + count + start == at && !alternate) {
        return;
    }
    vstr_add_len(out, missing + 1);
    char *digits = out->buf + start;
    memmove(digits + missing, digits, count);
    memset(digits, '0', missing);
    char *point = out->buf + at;
    memmove(point + 1, point, out->len - at - 1);
    *point = '.';
}

// Appends the `count` leading digits and returns the power of 10 of the first.
static int add_leading(vstr_t *out, mp_float_t value, size_t count) {
    if (value == 0) {
        add_zeros(out, count);
        return 0;
    }
    size_t start = out->len;
    // A power that is too low shows by a digit too many. One that is too high may not, if all digits are nines.
    int power = (int)floor(log10(value) - 1e-12);
    for (;;) {
        add_scaled(out, value, (int)count - 1 - power);
        size_t found = out->len - start;
        if (found == count) {
            return power;
        }
        power += found > count ? 1 : -1;
        out->len = start;
    }
}

static void add_fixed(vstr_t *out, mp_float_t value, int precision, bool alternate) {
    size_t start = out->len;
    int scale = precision < MOST_DIGITS ? precision : MOST_DIGITS;
    add_scaled(out, value, scale);
    insert_point(out, start, (int)(out->len - start) - scale, alternate);
    add_zeros(out, (size_t)(precision - scale));
}

static void add_exponent(vstr_t *out, int power) {
    vstr_add_byte(out, 'e');
    vstr_add_byte(out, power < 0 ? '-' : '+');
    unsigned size = (unsigned)(power < 0 ? -power : power);
    if (size < 10) {
        vstr_add_byte(out, '0');
    }
    add_uint(out, size);
}

// Completes the number whose digits, the first of this power, were appended from `start` on.
static void finish_general(vstr_t *out, size_t start, int power, int precision, bool keep_zeros,
    bool alternate, bool point_zero) {
    bool with_exponent = power < -4 || power >= precision - point_zero;
    size_t least = start + (with_exponent || power < 0 ? 1 : (size_t)power + 1);
    while (!keep_zeros && out->len > least && out->buf[out->len - 1] == '0') {
        out->len--;
    }
    if (out->len < least) {
        add_zeros(out, least - out->len);
    }
    insert_point(out, start, with_exponent ? 1 : power + 1, alternate && (with_exponent || !point_zero));
    if (with_exponent) {
        add_exponent(out, power);
    } else if (point_zero && memchr(out->buf + start, '.', out->len - start) == NULL) {
        vstr_add_str(out, ".0");
    }
}

static void add_general(vstr_t *out, mp_float_t value, int precision, bool alternate, bool point_zero) {
    size_t start = out->len;
    if (precision == 0) {
        precision = 1;
    }
    size_t count = (size_t)(precision < MOST_DIGITS ? precision : MOST_DIGITS);
    int power = add_leading(out, value, count);
    if (alternate) {
        add_zeros(out, (size_t)precision - count);
    }
    finish_general(out, start, power, precision, alternate, alternate, point_zero);
}

// --- Shortest digits, and reading them ----------------------------------------

static size_t bits_of(const mpz_t *number) {
    return number->len * MPZ_DIG_SIZE - (size_t)__builtin_clz(number->dig[number->len - 1]);
}

// Returns the float nearest to bits * 2**exponent. `bits` has at least two bits more than a float, and the
// last one is set if anything was cut off.
static mp_float_t nearest(uint64_t bits, int exponent) {
    int least = 64 - __builtin_clzll(bits) + exponent - MANTISSA_BITS;
    int surplus = (least < LEAST_EXPONENT ? LEAST_EXPONENT : least) - exponent;
    if (surplus > 63) {
        return 0;
    }
    uint64_t half = (uint64_t)1 << (surplus - 1);
    uint64_t rest = bits & (2 * half - 1);
    bits >>= surplus;
    bits += rest > half || (rest == half && bits % 2 != 0);
    return ldexp((double)bits, exponent + surplus);
}

mp_float_t decimal_quotient(const mpz_t *number, const mpz_t *divisor) {
    if (number->len == 0) {
        return 0;
    }
    // Shifted so that the quotient has 62 or 63 bits.
    mp_int_t shift = 62 - ((mp_int_t)bits_of(number) - (mp_int_t)bits_of(divisor));
    mpz_t shifted, quotient, rest;
    mpz_init_zero(&shifted);
    mpz_init_zero(&quotient);
    mpz_init_zero(&rest);
    mpz_shl_inpl(&shifted, shift < 0 ? divisor : number, (mp_uint_t)(shift < 0 ? -shift : shift));
    const mpz_t *upper = shift < 0 ? number : &shifted, *lower = shift < 0 ? &shifted : divisor;
    bool is_negative = number->neg != divisor->neg;
    mpz_t upper_size = *upper, lower_size = *lower;
    upper_size.neg = lower_size.neg = 0;
    mpz_divmod_inpl(&quotient, &rest, &upper_size, &lower_size);
    mp_int_t bits = 0;
    mpz_as_int_checked(&quotient, &bits);
    mp_float_t value = shift > 2200 ? 0 : shift < -2200 ? (mp_float_t)INFINITY
        : nearest((uint64_t)bits | (rest.len > 0), (int)-shift);
    return is_negative ? -value : value;
}

mp_float_t decimal_value(const char *digits, size_t count, int64_t power) {
    while (count > 0 && digits[count - 1] == '0') {
        count--;
        power++;
    }
    if (count == 0 || (int64_t)count + power < LEAST_POWER) {
        return 0;
    }
    if ((int64_t)count + power > -LEAST_POWER) {
        return (mp_float_t)INFINITY;
    }
    uint64_t small = 0;
    for (size_t i = 0; i < count && i < MOST_POWER; i++) {
        small = small * 10 + (uint64_t)(digits[i] - '0');
    }
    if (count <= MOST_POWER && small <= MOST_INTEGER && power >= -MOST_FLOAT_POWER && power <= MOST_FLOAT_POWER) {
        mp_float_t factor = 1; // exact, as 10**22 is
        for (int64_t i = power < 0 ? -power : power; i > 0; i--) {
            factor *= 10;
        }
        return power < 0 ? (mp_float_t)small / factor : (mp_float_t)small * factor;
    }
    mpz_t number, divisor;
    mpz_init_zero(&number);
    mpz_set_from_str(&number, digits, count, false, 10);
    mpz_init_from_int(&divisor, 1);
    multiply_by_power(power < 0 ? &divisor : &number, power < 0 ? -power : power);
    return decimal_quotient(&number, &divisor);
}

// Appends the fewest leading digits that identify the float, and returns the power of the first.
static int add_shortest(vstr_t *out, mp_float_t value) {
    size_t start = out->len;
    size_t count = value < LEAST_NORMAL ? 1 : MOST_CERTAIN_DIGITS;
    for (;; count++) {
        int power = add_leading(out, value, count);
        if (count == MOST_NEEDED_DIGITS || decimal_value(out->buf + start, count, power + 1 - (int)count) == value) {
            return power;
        }
        out->len = start;
    }
}

void decimal_add(vstr_t *out, mp_float_t value, char type, int precision, bool alternate,
    bool point_zero) {
    if (type == 'f') {
        add_fixed(out, value, precision, alternate);
    } else if (type == 'g') {
        add_general(out, value, precision, alternate, point_zero);
    } else {
        size_t start = out->len;
        size_t count = (size_t)(precision < MOST_DIGITS ? precision : MOST_DIGITS) + 1;
        int power = add_leading(out, value, count);
        add_zeros(out, (size_t)precision + 1 - count);
        insert_point(out, start, 1, alternate);
        add_exponent(out, power);
    }
}

void decimal_add_shortest(vstr_t *out, mp_float_t value, bool alternate, bool point_zero) {
    size_t start = out->len;
    int power = add_shortest(out, value);
    finish_general(out, start, power, MOST_NEEDED_DIGITS - 1 + point_zero, false, alternate, point_zero);
}

void decimal_print(const mp_print_t *print, mp_float_t value, bool with_plus, bool point_zero) {
    VSTR_FIXED(text, 64);
    if (signbit(value) && !isnan(value)) {
        vstr_add_byte(&text, '-');
    } else if (with_plus) {
        vstr_add_byte(&text, '+');
    }
    if (isnan(value) || isinf(value)) {
        vstr_add_str(&text, isnan(value) ? "nan" : "inf");
    } else {
        decimal_add_shortest(&text, signbit(value) ? -value : value, false, point_zero);
    }
    print->print_strn(print->data, text.buf, text.len);
}

mp_float_t decimal_round(mp_float_t value, mp_int_t digits) {
    if (isnan(value) || isinf(value) || digits > -LEAST_POWER) {
        return value;
    }
    if (digits < LEAST_POWER) {
        return value * 0;
    }
    vstr_t text;
    vstr_init(&text, 32);
    add_scaled(&text, fabs(value), (int)digits);
    mp_float_t rounded = decimal_value(text.buf, text.len, -digits);
    vstr_clear(&text);
    return copysign(rounded, value);
}
