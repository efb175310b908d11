// cmath, with the results of CPython on Linux. What may differ in the last digit raises.
// SPDX-License-Identifier: Apache-2.0

#include <float.h>
#include <math.h>

#include "py/runtime.h"

#include "common/elementary.h"
#include "micropython/math_more.h"

typedef struct {
    double real, imag;
} number_t;

static mp_obj_t new_number(number_t z) {
    return mp_obj_new_complex(z.real, z.imag);
}

static bool is_finite(number_t z) {
    return isfinite(z.real) && isfinite(z.imag);
}

static number_t get_number(mp_obj_t value) {
    number_t z;
    mp_obj_get_complex(value, &z.real, &z.imag);
    return z;
}

static void require(bool is_known) {
    if (!is_known) {
        mp_raise_NotImplementedError(MP_ERROR_TEXT("cmath of such numbers"));
    }
}

// A function of a finite number.
static mp_obj_t apply(mp_obj_t value, number_t (*function)(number_t)) {
    number_t z = get_number(value);
    require(is_finite(z));
    number_t result = function(z);
    if (!is_finite(result)) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("math range error"));
    }
    return new_number(result);
}

#define FUNCTION(name) \
    static mp_obj_t cmath_##name(mp_obj_t value) { \
        return apply(value, complex_##name); \
    } \
    static MP_DEFINE_CONST_FUN_OBJ_1(cmath_##name##_obj, cmath_##name)

static number_t complex_exp(number_t z) {
    double size = exp(z.real);
    require(isfinite(size) || z.imag == 0);
    return (number_t) { size * elementary_cos(z.imag), size * elementary_sin(z.imag) };
}
FUNCTION(exp);

static number_t complex_log(number_t z) {
    double x = fabs(z.real), y = fabs(z.imag);
    double most = fmax(x, y), least = fmin(x, y);
    if (most == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("math domain error"));
    }
    require(most <= DBL_MAX / 4 && most >= DBL_MIN);
    double length = complex_abs(x, y);
    double size = length >= 0.71 && length <= 1.73 ? log1p((most - 1) * (most + 1) + least * least) / 2 : log(length);
    return (number_t) { size, elementary_atan2(z.imag, z.real) };
}
FUNCTION(log);

static number_t complex_log10(number_t z) {
    z = complex_log(z);
    return (number_t) { z.real / M_LN10, z.imag / M_LN10 };
}
FUNCTION(log10);

static number_t complex_sqrt(number_t z) {
    double x = fabs(z.real), y = fabs(z.imag);
    if (x == 0 && y == 0) {
        return (number_t) { 0, z.imag };
    }
    require(x >= DBL_MIN || y >= DBL_MIN);
    double larger = 2 * sqrt(x / 8 + complex_abs(x / 8, y / 8));
    double smaller = y / (2 * larger);
    return z.real >= 0 ? (number_t) { larger, copysign(smaller, z.imag) }
        : (number_t) { smaller, copysign(larger, z.imag) };
}
FUNCTION(sqrt);

// The hyperbolic functions of the C library are not those of Linux to the last digit.
static number_t complex_cos(number_t z) {
    require(z.imag == 0);
    return (number_t) { elementary_cos(z.real), elementary_sin(z.real) * -z.imag };
}
FUNCTION(cos);

static number_t complex_sin(number_t z) {
    require(z.imag == 0);
    return (number_t) { elementary_sin(z.real), elementary_cos(z.real) * z.imag };
}
FUNCTION(sin);

static mp_obj_t cmath_phase(mp_obj_t value) {
    number_t z = get_number(value);
    return mp_obj_new_float(elementary_atan2(z.imag, z.real));
}
static MP_DEFINE_CONST_FUN_OBJ_1(cmath_phase_obj, cmath_phase);

static mp_obj_t cmath_polar(mp_obj_t value) {
    number_t z = get_number(value);
    mp_obj_t items[] = { mp_obj_new_float(complex_abs(z.real, z.imag)), cmath_phase(value) };
    return mp_obj_new_tuple(2, items);
}
static MP_DEFINE_CONST_FUN_OBJ_1(cmath_polar_obj, cmath_polar);

static mp_obj_t cmath_rect(mp_obj_t size_value, mp_obj_t angle_value) {
    number_t polar = { mp_obj_get_float(size_value), mp_obj_get_float(angle_value) };
    require(is_finite(polar));
    double imag = polar.imag == 0 ? polar.imag : elementary_sin(polar.imag);
    return new_number((number_t) { polar.real * elementary_cos(polar.imag), polar.real * imag });
}
static MP_DEFINE_CONST_FUN_OBJ_2(cmath_rect_obj, cmath_rect);

static const mp_rom_map_elem_t cmath_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_cmath) },
    { MP_ROM_QSTR(MP_QSTR_e), mp_const_float_e },
    { MP_ROM_QSTR(MP_QSTR_pi), mp_const_float_pi },
    { MP_ROM_QSTR(MP_QSTR_phase), MP_ROM_PTR(&cmath_phase_obj) },
    { MP_ROM_QSTR(MP_QSTR_polar), MP_ROM_PTR(&cmath_polar_obj) },
    { MP_ROM_QSTR(MP_QSTR_rect), MP_ROM_PTR(&cmath_rect_obj) },
    { MP_ROM_QSTR(MP_QSTR_exp), MP_ROM_PTR(&cmath_exp_obj) },
    { MP_ROM_QSTR(MP_QSTR_log), MP_ROM_PTR(&cmath_log_obj) },
    { MP_ROM_QSTR(MP_QSTR_log10), MP_ROM_PTR(&cmath_log10_obj) },
    { MP_ROM_QSTR(MP_QSTR_sqrt), MP_ROM_PTR(&cmath_sqrt_obj) },
    { MP_ROM_QSTR(MP_QSTR_cos), MP_ROM_PTR(&cmath_cos_obj) },
    { MP_ROM_QSTR(MP_QSTR_sin), MP_ROM_PTR(&cmath_sin_obj) },
};
static MP_DEFINE_CONST_DICT(cmath_globals, cmath_globals_table);

const mp_obj_module_t mp_module_cmath = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&cmath_globals,
};

MP_REGISTER_MODULE(MP_QSTR_cmath, mp_module_cmath);
