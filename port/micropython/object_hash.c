// Hashes of Python objects. CPython's for what does not depend on a process: sets then have its order.
// SPDX-License-Identifier: Apache-2.0

#include "micropython/object_hash.h"

#include <math.h>

#include "py/mpz.h"
#include "py/objint.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"

// Numbers are hashed modulo this prime, whatever their type.
#define HASH_BITS (61)
#define MODULUS ((UINT64_C(1) << HASH_BITS) - 1)

#define INF_HASH (314159)
#define NONE_HASH (0xfca86420)

// No object's hash: in C, it means an error.
static int64_t not_minus_one(uint64_t hash, int64_t instead) {
    return (int64_t)hash == -1 ? instead : (int64_t)hash;
}

static uint64_t rotate_left(uint64_t x, unsigned bits) {
    return (x << bits) | (x >> (64 - bits));
}

// x * 2^bits modulo the prime, for x below it and 0 < bits < HASH_BITS.
static uint64_t shift_modulo(uint64_t x, unsigned bits) {
    return ((x << bits) & MODULUS) | (x >> (HASH_BITS - bits));
}

static int64_t signed_hash(uint64_t magnitude, bool is_negative) {
    return not_minus_one(is_negative ? -magnitude : magnitude, -2);
}

static int64_t hash_small(mp_int_t value) {
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    return signed_hash(magnitude < MODULUS ? magnitude : magnitude % MODULUS, value < 0);
}

static int64_t hash_big(const mpz_t *z) {
    uint64_t hash = 0;
    for (size_t i = z->len; i-- > 0;) {
        hash = shift_modulo(hash, MPZ_DIG_SIZE) + z->dig[i];
        hash = hash >= MODULUS ? hash - MODULUS : hash;
    }
    return signed_hash(hash, z->neg);
}

static int64_t hash_float(double value, mp_obj_t object) {
    if (isinf(value)) {
        return value < 0 ? -INF_HASH : INF_HASH;
    }
    if (isnan(value)) {
        return (int64_t)object; // none is equal to another
    }
    int exponent;
    double fraction = fabs(frexp(value, &exponent));
    uint64_t hash = 0;
    while (fraction != 0) {
        const int bits = 28;
        fraction *= 1 << bits;
        uint32_t whole = (uint32_t)fraction;
        fraction -= whole;
        exponent -= bits;
        hash = shift_modulo(hash, bits) + whole;
        hash = hash >= MODULUS ? hash - MODULUS : hash;
    }
    exponent %= HASH_BITS;
    exponent = exponent < 0 ? exponent + HASH_BITS : exponent;
    return signed_hash(exponent == 0 ? hash : shift_modulo(hash, exponent), value < 0);
}

static MP_NOINLINE int64_t hash_items(size_t len, const mp_obj_t *items) {
    const uint64_t prime_1 = UINT64_C(11400714785074694791); // xxHash's
    const uint64_t prime_2 = UINT64_C(14029467366897019727);
    const uint64_t prime_5 = UINT64_C(2870177450012600261);
    mp_cstack_check();
    uint64_t hash = prime_5;
    for (size_t i = 0; i < len; i++) {
        hash = rotate_left(hash + (uint64_t)object_hash(items[i]) * prime_2, 31) * prime_1;
    }
    return not_minus_one(hash + (len ^ prime_5 ^ 3527539), 1546275796);
}

// Items in another order have the same hash.
static MP_NOINLINE int64_t hash_frozenset(mp_obj_t object) {
    mp_obj_iter_buf_t buf;
    mp_obj_t iter = mp_getiter(object, &buf);
    uint64_t hash = 0;
    for (mp_obj_t item; (item = mp_iternext(iter)) != MP_OBJ_STOP_ITERATION;) {
        uint64_t h = (uint64_t)object_hash(item);
        hash ^= (h ^ 89869747 ^ (h << 16)) * UINT64_C(3644798167);
    }
    hash ^= ((uint64_t)mp_obj_get_int(mp_obj_len(object)) + 1) * 1927868237;
    hash ^= (hash >> 11) ^ (hash >> 25);
    return not_minus_one(hash * 69069 + 907133923, 590923713);
}

static int64_t hash_other(mp_obj_t object) {
    const mp_obj_type_t *type = mp_obj_get_type(object);
    if (!MP_OBJ_TYPE_HAS_SLOT(type, unary_op)) {
        return (int64_t)object;
    }
    mp_obj_t hash = MP_OBJ_TYPE_GET_SLOT(type, unary_op)(MP_UNARY_OP_HASH, object);
    if (hash == MP_OBJ_NULL) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unhashable type: '%q'"), type->name);
    }
    return not_minus_one(mp_obj_get_int_truncated(hash), -2);
}

int64_t object_hash(mp_obj_t object) {
    if (mp_obj_is_small_int(object)) {
        return hash_small(MP_OBJ_SMALL_INT_VALUE(object));
    }
    if (mp_obj_is_qstr(object)) {
        return qstr_hash(MP_OBJ_QSTR_VALUE(object));
    }
    if (mp_obj_is_str_or_bytes(object)) {
        GET_STR_HASH(object, hash);
        if (hash == 0) {
            GET_STR_DATA_LEN(object, data, len);
            hash = qstr_compute_hash(data, len);
        }
        return hash;
    }
    if (object == mp_const_none) {
        return NONE_HASH;
    }
    if (object == mp_const_false || object == mp_const_true) {
        return object == mp_const_true;
    }
    if (mp_obj_is_float(object)) {
        return hash_float(mp_obj_float_get(object), object);
    }
    if (mp_obj_is_exact_type(object, &mp_type_int)) {
        return hash_big(&((mp_obj_int_t *)MP_OBJ_TO_PTR(object))->mpz);
    }
    if (mp_obj_is_exact_type(object, &mp_type_complex)) {
        mp_float_t real, imag;
        mp_obj_get_complex(object, &real, &imag);
        uint64_t hash = (uint64_t)hash_float(real, object) + 1000003 * (uint64_t)hash_float(imag, object);
        return not_minus_one(hash, -2);
    }
    if (MP_OBJ_TYPE_GET_SLOT_OR_NULL(mp_obj_get_type(object), iter) == mp_obj_tuple_getiter) {
        size_t len;
        mp_obj_t *items;
        mp_obj_tuple_get(object, &len, &items);
        return hash_items(len, items);
    }
    if (mp_obj_is_exact_type(object, &mp_type_frozenset)) {
        return hash_frozenset(object);
    }
    return hash_other(object);
}
