// The module `random`, for integers of any size. Replaces extmod/modrandom.c.
// SPDX-License-Identifier: Apache-2.0

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "py/objint.h"
#include "py/objstr.h"
#include "py/runtime.h"

#include "image.h"

// --- The generator: xoshiro128++ by Blackman and Vigna, in the public domain --------

static uint32_t state[4];

// The image of memory in which the host seeded it; 0 if the program did.
static uint32_t seeded_in;

static uint32_t rotate_left(uint32_t x, unsigned bits) {
    return (x << bits) | (x >> (32 - bits));
}

static uint32_t next_32(void) {
    uint32_t result = rotate_left(state[0] + state[3], 7) + state[0];
    uint32_t shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate_left(state[3], 11);
    return result;
}

static uint64_t next_64(void) {
    uint64_t high = next_32();
    return high << 32 | next_32();
}

// Every bit of the bytes affects the whole state.
static void seed_from(const byte *bytes, size_t size) {
    static const uint32_t start[4] = { 0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef };
    memcpy(state, start, sizeof(state));
    for (size_t i = 0; i < size; i++) {
        state[i % 4] ^= bytes[i];
        next_32();
    }
    state[0] ^= (uint32_t)size;
    for (size_t i = 0; i < 32; i++) {
        next_32();
    }
    state[0] |= (state[0] | state[1] | state[2] | state[3]) == 0; // the one state that never changes
}

static void seed_from_host(void) {
    byte bytes[sizeof(state)];
    if (getentropy(bytes, sizeof(bytes)) != 0) {
        mp_raise_OSError(errno);
    }
    seed_from(bytes, sizeof(bytes));
    seeded_in = image_number;
}

static void seed_if_due(void) {
    if (seeded_in != 0 && seeded_in != image_number) {
        seed_from_host();
    }
}

// --- Integers -------------------------------------------------------------------

static mp_obj_t random_bits(size_t count) {
    seed_if_due();
    if (count <= 64) {
        return mp_obj_new_int_from_uint(count == 0 ? 0 : next_64() >> (64 - count));
    }
    size_t size = (count + 7) / 8;
    vstr_t bytes;
    vstr_init_len(&bytes, size);
    for (size_t i = 0; i < size; i++) {
        bytes.buf[i] = (char)next_32();
    }
    bytes.buf[0] = (char)((byte)bytes.buf[0] >> (8 * size - count));
    mp_obj_t number = mp_obj_int_from_bytes_impl(true, size, (const byte *)bytes.buf);
    vstr_clear(&bytes);
    return number;
}

static bool is_less(mp_obj_t a, mp_obj_t b) {
    return mp_obj_is_true(mp_binary_op(MP_BINARY_OP_LESS, a, b));
}

// Returns an integer from 0 up to, but not including, a limit above 0. All are equally likely.
static mp_obj_t random_below(mp_obj_t limit) {
    size_t bits;
    if (mp_obj_is_small_int(limit)) {
        bits = 64 - (size_t)__builtin_clzll((uint64_t)MP_OBJ_SMALL_INT_VALUE(limit));
    } else {
        const mpz_t *number = &((mp_obj_int_t *)MP_OBJ_TO_PTR(limit))->mpz;
        bits = number->len * MPZ_DIG_SIZE - (size_t)__builtin_clz(number->dig[number->len - 1]);
    }
    for (;;) {
        mp_obj_t number = random_bits(bits);
        if (is_less(number, limit)) {
            return number;
        }
    }
}

static mp_obj_t random_getrandbits(mp_obj_t count_in) {
    mp_int_t count = mp_obj_get_int(count_in);
    if (count < 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("number of bits must be non-negative"));
    }
    if (count > MP_SSIZE_MAX) {
        m_malloc_fail(MP_SSIZE_MAX);
    }
    return random_bits((size_t)count);
}
static MP_DEFINE_CONST_FUN_OBJ_1(random_getrandbits_obj, random_getrandbits);

static mp_obj_t as_int(mp_obj_t value) {
    return mp_obj_is_int(value) ? value : mp_obj_new_int(mp_obj_get_int(value));
}

// start + step * (from 0 to below (stop - start) / step, rounded up)
static mp_obj_t random_from(mp_obj_t start, mp_obj_t stop, mp_obj_t step) {
    if (step == MP_OBJ_NEW_SMALL_INT(0)) {
        mp_raise_ValueError(MP_ERROR_TEXT("zero step for randrange()"));
    }
    mp_obj_t distance = mp_binary_op(MP_BINARY_OP_SUBTRACT, start, stop);
    mp_obj_t negative = mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, distance, step);
    mp_obj_t count = mp_unary_op(MP_UNARY_OP_NEGATIVE, negative);
    if (!is_less(MP_OBJ_NEW_SMALL_INT(0), count)) {
        mp_raise_ValueError(MP_ERROR_TEXT("empty range for randrange()"));
    }
    mp_obj_t offset = mp_binary_op(MP_BINARY_OP_MULTIPLY, step, random_below(count));
    return mp_binary_op(MP_BINARY_OP_ADD, start, offset);
}

static mp_obj_t random_randrange(size_t n_args, const mp_obj_t *args) {
    mp_obj_t first = as_int(args[0]);
    if (n_args == 1) {
        return random_from(MP_OBJ_NEW_SMALL_INT(0), first, MP_OBJ_NEW_SMALL_INT(1));
    }
    return random_from(first, as_int(args[1]), n_args == 2 ? MP_OBJ_NEW_SMALL_INT(1) : as_int(args[2]));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(random_randrange_obj, 1, 3, random_randrange);

static mp_obj_t random_randint(mp_obj_t first, mp_obj_t last) {
    mp_obj_t stop = mp_binary_op(MP_BINARY_OP_ADD, as_int(last), MP_OBJ_NEW_SMALL_INT(1));
    return random_from(as_int(first), stop, MP_OBJ_NEW_SMALL_INT(1));
}
static MP_DEFINE_CONST_FUN_OBJ_2(random_randint_obj, random_randint);

static mp_obj_t random_choice(mp_obj_t sequence) {
    mp_obj_t length = mp_obj_len(sequence);
    if (!is_less(MP_OBJ_NEW_SMALL_INT(0), length)) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("Cannot choose from an empty sequence"));
    }
    return mp_obj_subscr(sequence, random_below(length), MP_OBJ_SENTINEL);
}
static MP_DEFINE_CONST_FUN_OBJ_1(random_choice_obj, random_choice);

// --- Floats ---------------------------------------------------------------------

// Returns a multiple of 2**-53 from 0 up to, but not including, 1.
static mp_float_t next_float(void) {
    seed_if_due();
    return (mp_float_t)(next_64() >> 11) / (mp_float_t)((uint64_t)1 << 53);
}

static mp_obj_t random_random(void) {
    return mp_obj_new_float(next_float());
}
static MP_DEFINE_CONST_FUN_OBJ_0(random_random_obj, random_random);

static mp_obj_t random_uniform(mp_obj_t a_in, mp_obj_t b_in) {
    mp_float_t a = mp_obj_get_float(a_in);
    mp_float_t b = mp_obj_get_float(b_in);
    return mp_obj_new_float(a + (b - a) * next_float());
}
static MP_DEFINE_CONST_FUN_OBJ_2(random_uniform_obj, random_uniform);

// --- Seeds ----------------------------------------------------------------------

static mp_obj_t random_seed(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0 || args[0] == mp_const_none) {
        seed_from_host();
        return mp_const_none;
    }
    mp_buffer_info_t info;
    mp_obj_t seed = args[0];
    seeded_in = 0;
    if (mp_obj_is_float(seed)) {
        mp_float_t value = mp_obj_float_get(seed);
        seed_from((const byte *)&value, sizeof(value));
    } else if (mp_get_buffer(seed, &info, MP_BUFFER_READ)) {
        seed_from(info.buf, info.len);
    } else {
        seed = as_int(seed);
        if (mp_obj_is_small_int(seed)) {
            mp_int_t value = MP_OBJ_SMALL_INT_VALUE(seed);
            value = value < 0 ? -value : value;
            seed_from((const byte *)&value, sizeof(value));
        } else {
            const mpz_t *number = &((mp_obj_int_t *)MP_OBJ_TO_PTR(seed))->mpz;
            seed_from((const byte *)number->dig, number->len * sizeof(mpz_dig_t));
        }
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(random_seed_obj, 0, 1, random_seed);

// The module may be imported by more than one name; it is seeded once.
static mp_obj_t random_init(void) {
    static bool is_seeded = false;
    if (!is_seeded) {
        is_seeded = true;
        seed_from_host();
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(random_init_obj, random_init);

static const mp_rom_map_elem_t random_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_random) },
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&random_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_getrandbits), MP_ROM_PTR(&random_getrandbits_obj) },
    { MP_ROM_QSTR(MP_QSTR_seed), MP_ROM_PTR(&random_seed_obj) },
    { MP_ROM_QSTR(MP_QSTR_randrange), MP_ROM_PTR(&random_randrange_obj) },
    { MP_ROM_QSTR(MP_QSTR_randint), MP_ROM_PTR(&random_randint_obj) },
    { MP_ROM_QSTR(MP_QSTR_choice), MP_ROM_PTR(&random_choice_obj) },
    { MP_ROM_QSTR(MP_QSTR_random), MP_ROM_PTR(&random_random_obj) },
    { MP_ROM_QSTR(MP_QSTR_uniform), MP_ROM_PTR(&random_uniform_obj) },
};
static MP_DEFINE_CONST_DICT(random_globals, random_globals_table);

const mp_obj_module_t random_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&random_globals,
};
MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_random, random_module);
