// What this port adds to MicroPython's `math` module.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "py/obj.h"

MP_DECLARE_CONST_FUN_OBJ_VAR(math_gcd_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR(math_lcm_obj);
MP_DECLARE_CONST_FUN_OBJ_1(math_isqrt_obj);
MP_DECLARE_CONST_FUN_OBJ_2(math_comb_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(math_perm_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(math_prod_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR(math_hypot_obj);
MP_DECLARE_CONST_FUN_OBJ_2(math_dist_obj);
MP_DECLARE_CONST_FUN_OBJ_1(math_fsum_obj);

// The length of a complex number; raises OverflowError if it is too large.
double complex_abs(double real, double imag);

#define MATH_MORE_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_gcd), MP_ROM_PTR(&math_gcd_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_lcm), MP_ROM_PTR(&math_lcm_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_isqrt), MP_ROM_PTR(&math_isqrt_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_comb), MP_ROM_PTR(&math_comb_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_perm), MP_ROM_PTR(&math_perm_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_prod), MP_ROM_PTR(&math_prod_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_hypot), MP_ROM_PTR(&math_hypot_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_dist), MP_ROM_PTR(&math_dist_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_fsum), MP_ROM_PTR(&math_fsum_obj) },
