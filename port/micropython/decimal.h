// Floats and decimal digits.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_DECIMAL_H
#define SANDBOX_DECIMAL_H

#include "py/mpz.h"
#include "py/obj.h"

// Appends `value` in the style of `type` ('e', 'f' or 'g') as CPython prints it, without a sign.
//   value      neither negative nor infinite nor NaN
//   precision  not negative
//   alternate  keep the point, and the zeros of 'g'
//   point_zero with 'g': something follows the point, as in str()
void decimal_add(vstr_t *out, mp_float_t value, char type, int precision, bool alternate,
    bool point_zero);

// Appends `value` as repr() prints it. It is neither negative nor infinite nor NaN.
void decimal_add_shortest(vstr_t *out, mp_float_t value, bool alternate, bool point_zero);

// Prints any float as repr() does.
void decimal_print(const mp_print_t *print, mp_float_t value, bool with_plus, bool point_zero);

// Returns the float nearest to the digits * 10**power.
mp_float_t decimal_value(const char *digits, size_t count, int64_t power);

// Returns the float nearest to a quotient, or infinity if it is too large. The divisor is not 0.
mp_float_t decimal_quotient(const mpz_t *number, const mpz_t *divisor);

// Rounds to `digits` digits after the point, or before it if negative.
mp_float_t decimal_round(mp_float_t value, mp_int_t digits);

#endif
