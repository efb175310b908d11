// What this port adds to MicroPython's `math` module.
// SPDX-License-Identifier: Apache-2.0

#include "micropython/math_more.h"

#include <math.h>
#include <string.h>

#include "common/elementary.h"
#include "py/objint.h"
#include "py/runtime.h"

static const mp_obj_t ZERO = MP_OBJ_NEW_SMALL_INT(0);
static const mp_obj_t ONE = MP_OBJ_NEW_SMALL_INT(1);

// --- Integers ----------------------------------------------------------------------

static mp_obj_t integer(mp_obj_t value) {
    if (mp_obj_is_bool(value)) {
        return MP_OBJ_NEW_SMALL_INT(value == mp_const_true);
    }
    value = mp_obj_plain_index(value);
    if (!mp_obj_is_int(value)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("'%s' object cannot be interpreted as an integer"), mp_obj_get_type_str(value));
    }
    return value;
}

static mp_obj_t gcd_of_two(mp_obj_t a, mp_obj_t b) {
    while (b != ZERO) {
        mp_obj_t rest = mp_binary_op(MP_BINARY_OP_MODULO, a, b);
        a = b;
        b = rest;
    }
    return mp_unary_op(MP_UNARY_OP_ABS, a);
}

static mp_obj_t math_gcd(size_t n, const mp_obj_t *values) {
    mp_obj_t result = ZERO;
    for (size_t i = 0; i < n; i++) {
        result = gcd_of_two(integer(values[i]), result);
    }
    return result;
}
MP_DEFINE_CONST_FUN_OBJ_VAR(math_gcd_obj, 0, math_gcd);

static mp_obj_t math_lcm(size_t n, const mp_obj_t *values) {
    mp_obj_t result = ONE;
    for (size_t i = 0; i < n; i++) {
        mp_obj_t value = integer(values[i]);
        if (value == ZERO || result == ZERO) {
            result = ZERO;
            continue;
        }
        mp_obj_t part = mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, value, gcd_of_two(value, result));
        result = mp_unary_op(MP_UNARY_OP_ABS, mp_binary_op(MP_BINARY_OP_MULTIPLY, result, part));
    }
    return result;
}
MP_DEFINE_CONST_FUN_OBJ_VAR(math_lcm_obj, 0, math_lcm);

static mp_obj_t math_isqrt(mp_obj_t value) {
    value = integer(value);
    if (mp_obj_int_sign(value) < 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("isqrt() argument must be nonnegative"));
    }
    if (mp_obj_is_small_int(value)) {
        mp_int_t n = MP_OBJ_SMALL_INT_VALUE(value), root = (mp_int_t)sqrt((double)n);
        root -= root * root > n;
        root += (root + 1) * (root + 1) <= n;
        return MP_OBJ_NEW_SMALL_INT(root);
    }
    // Newton's method, from above.
    size_t bits = mpz_max_num_bits(&((mp_obj_int_t *)MP_OBJ_TO_PTR(value))->mpz);
    mp_obj_t root = mp_binary_op(MP_BINARY_OP_LSHIFT, ONE, MP_OBJ_NEW_SMALL_INT(bits / 2 + 1));
    for (;;) {
        mp_obj_t sum = mp_binary_op(MP_BINARY_OP_ADD, root, mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, value, root));
        mp_obj_t next = mp_binary_op(MP_BINARY_OP_RSHIFT, sum, ONE);
        if (!mp_obj_is_true(mp_binary_op(MP_BINARY_OP_LESS, next, root))) {
            return root;
        }
        root = next;
    }
}
MP_DEFINE_CONST_FUN_OBJ_1(math_isqrt_obj, math_isqrt);

static mp_obj_t not_negative(mp_obj_t value, const char *name) {
    value = integer(value);
    if (mp_obj_int_sign(value) < 0) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("%s must be a non-negative integer"), name);
    }
    return value;
}

// n * (n - 1) * ... with k factors, each step divided by 1, 2, ... if asked.
static mp_obj_t falling(mp_obj_t n, mp_obj_t k, bool is_divided) {
    if (mp_obj_is_true(mp_binary_op(MP_BINARY_OP_MORE, k, n))) {
        return ZERO;
    }
    if (is_divided) {
        mp_obj_t others = mp_binary_op(MP_BINARY_OP_SUBTRACT, n, k);
        k = mp_obj_is_true(mp_binary_op(MP_BINARY_OP_LESS, others, k)) ? others : k;
    }
    mp_obj_t result = ONE;
    for (mp_int_t i = 0, end = mp_obj_get_int(k); i < end; i++) {
        result = mp_binary_op(MP_BINARY_OP_MULTIPLY, result, mp_binary_op(MP_BINARY_OP_SUBTRACT, n, MP_OBJ_NEW_SMALL_INT(i)));
        if (is_divided) {
            result = mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, result, MP_OBJ_NEW_SMALL_INT(i + 1));
        }
    }
    return result;
}

static mp_obj_t math_comb(mp_obj_t n, mp_obj_t k) {
    n = not_negative(n, "n");
    return falling(n, not_negative(k, "k"), true);
}
MP_DEFINE_CONST_FUN_OBJ_2(math_comb_obj, math_comb);

static mp_obj_t math_perm(size_t n_args, const mp_obj_t *args) {
    mp_obj_t n = not_negative(args[0], "n");
    return falling(n, n_args == 1 || args[1] == mp_const_none ? n : not_negative(args[1], "k"), false);
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(math_perm_obj, 1, 2, math_perm);

static mp_obj_t math_prod(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_iterable, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_obj = MP_OBJ_NULL} },
        { MP_QSTR_start, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_obj = MP_OBJ_NEW_SMALL_INT(1)} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t result = args[1].u_obj, item, iterable = mp_getiter(args[0].u_obj, NULL);
    while ((item = mp_iternext(iterable)) != MP_OBJ_STOP_ITERATION) {
        result = mp_binary_op(MP_BINARY_OP_MULTIPLY, result, item);
    }
    return result;
}
MP_DEFINE_CONST_FUN_OBJ_KW(math_prod_obj, 1, math_prod);

// --- Floats ------------------------------------------------------------------------

static mp_obj_t norm(vstr_t *values) {
    return mp_obj_new_float(elementary_norm((double *)values->buf, values->len / sizeof(double)));
}

static void add_value(vstr_t *values, double value) {
    memcpy(vstr_add_len(values, sizeof(value)), &value, sizeof(value));
}

static mp_obj_t math_hypot(size_t n, const mp_obj_t *sides) {
    vstr_t values;
    vstr_init(&values, n * sizeof(double) + 1);
    for (size_t i = 0; i < n; i++) {
        add_value(&values, mp_obj_get_float(sides[i]));
    }
    return norm(&values);
}
MP_DEFINE_CONST_FUN_OBJ_VAR(math_hypot_obj, 0, math_hypot);

static mp_obj_t math_dist(mp_obj_t p, mp_obj_t q) {
    mp_obj_t p_values = mp_getiter(p, NULL), q_values = mp_getiter(q, NULL), a, b;
    vstr_t values;
    vstr_init(&values, 16);
    for (;;) {
        a = mp_iternext(p_values);
        b = mp_iternext(q_values);
        if (a == MP_OBJ_STOP_ITERATION || b == MP_OBJ_STOP_ITERATION) {
            break;
        }
        add_value(&values, mp_obj_get_float(a) - mp_obj_get_float(b));
    }
    if (a != b) {
        mp_raise_ValueError(MP_ERROR_TEXT("both points must have the same number of dimensions"));
    }
    return norm(&values);
}
MP_DEFINE_CONST_FUN_OBJ_2(math_dist_obj, math_dist);

// The exact sum of finite floats, rounded once: as an integer multiple of the smallest float.
static mp_obj_t math_fsum(mp_obj_t iterable) {
    mp_obj_t item, values = mp_getiter(iterable, NULL), sum = ZERO;
    mp_float_t special = 0;
    while ((item = mp_iternext(values)) != MP_OBJ_STOP_ITERATION) {
        mp_float_t value = mp_obj_get_float(item);
        if (!isfinite(value)) {
            special += value;
            if (isnan(special) && !isnan(value)) {
                mp_raise_ValueError(MP_ERROR_TEXT("-inf + inf in fsum"));
            }
            continue;
        }
        int exponent;
        mp_float_t mantissa = frexp(value, &exponent);
        mp_obj_t whole = mp_obj_new_int_from_float(mantissa * 0x1p53);
        mp_obj_t shift = MP_OBJ_NEW_SMALL_INT(exponent + 1074);
        // Subnormal numbers have fewer digits.
        if (exponent + 1074 < 53) {
            whole = mp_obj_new_int_from_float(scalbn(value, 1074));
            shift = MP_OBJ_NEW_SMALL_INT(53);
        }
        sum = mp_binary_op(MP_BINARY_OP_ADD, sum, mp_binary_op(MP_BINARY_OP_LSHIFT, whole, mp_binary_op(MP_BINARY_OP_SUBTRACT, shift, MP_OBJ_NEW_SMALL_INT(53))));
    }
    if (special != 0) {
        return mp_obj_new_float(special);
    }
    mp_obj_t unit = mp_binary_op(MP_BINARY_OP_LSHIFT, ONE, MP_OBJ_NEW_SMALL_INT(1074));
    return mp_binary_op(MP_BINARY_OP_TRUE_DIVIDE, sum, unit);
}
MP_DEFINE_CONST_FUN_OBJ_1(math_fsum_obj, math_fsum);
