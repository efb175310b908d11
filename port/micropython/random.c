// The module `random`, for integers of any size. Replaces extmod/modrandom.c.
// SPDX-License-Identifier: Apache-2.0

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "py/objint.h"
#include "py/objstr.h"
#include "py/runtime.h"

#include "common/elementary.h"
#include "image.h"

// --- The generator: the Mersenne Twister by Matsumoto and Nishimura, seeded as CPython does --------

#define WORDS 624
#define MIDDLE 397

static uint32_t state[WORDS];
static size_t used = WORDS; // words of the state that have been given out

// The image of memory in which the host seeded it; 0 if the program did.
static uint32_t seeded_in;

static mp_float_t next_gauss; // NaN if there is none

static uint32_t twist(uint32_t high, uint32_t low, uint32_t other) {
    uint32_t mixed = (high & 0x80000000) | (low & 0x7fffffff);
    return other ^ mixed >> 1 ^ (mixed & 1 ? 0x9908b0df : 0);
}

static uint32_t next_32(void) {
    if (used == WORDS) {
        for (size_t i = 0; i < WORDS; i++) {
            state[i] = twist(state[i], state[(i + 1) % WORDS], state[(i + MIDDLE) % WORDS]);
        }
        used = 0;
    }
    uint32_t y = state[used++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >> 18;
}

// Every word of the key affects the whole state.
static void seed_from(const uint32_t *key, size_t words) {
    state[0] = 19650218;
    for (size_t i = 1; i < WORDS; i++) {
        state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >> 30) + i;
    }
    size_t at = 1, rounds = words > WORDS ? words : WORDS;
    for (size_t i = 0; i < rounds; i++) {
        state[at] = (state[at] ^ (state[at - 1] ^ state[at - 1] >> 30) * 1664525) + key[i % words] + i % words;
        if (++at == WORDS) {
            state[0] = state[WORDS - 1];
            at = 1;
        }
    }
    for (size_t i = 0; i < WORDS - 1; i++) {
        state[at] = (state[at] ^ (state[at - 1] ^ state[at - 1] >> 30) * 1566083941) - at;
        if (++at == WORDS) {
            state[0] = state[WORDS - 1];
            at = 1;
        }
    }
    state[0] = 0x80000000;
    used = WORDS;
    next_gauss = NAN;
}

static void seed_from_host(void) {
    uint32_t key[8];
    if (getentropy(key, sizeof(key)) != 0) {
        mp_raise_OSError(errno);
    }
    seed_from(key, MP_ARRAY_SIZE(key));
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
        uint64_t low = count == 0 ? 0 : next_32() >> (count < 32 ? 32 - count : 0);
        return mp_obj_new_int_from_uint(count <= 32 ? low : (uint64_t)(next_32() >> (64 - count)) << 32 | low);
    }
    size_t words = (count + 31) / 32;
    vstr_t bytes;
    vstr_init_len(&bytes, words * 4);
    for (size_t i = 0; i < words; i++) {
        uint32_t word = next_32() >> (i + 1 == words ? 32 * words - count : 0);
        memcpy(bytes.buf + 4 * i, &word, 4);
    }
    mp_obj_t number = mp_obj_int_from_bytes_impl(false, words * 4, (const byte *)bytes.buf);
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
    uint64_t high = next_32() >> 5;
    return (mp_float_t)(high << 26 | next_32() >> 6) / (mp_float_t)((uint64_t)1 << 53);
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

static mp_obj_t random_gauss(size_t n_args, const mp_obj_t *args) {
    mp_float_t mean = n_args > 0 ? mp_obj_get_float(args[0]) : 0, deviation = n_args > 1 ? mp_obj_get_float(args[1]) : 1;
    seed_if_due();
    mp_float_t z = next_gauss;
    next_gauss = NAN;
    if (isnan(z)) {
        mp_float_t angle = next_float() * (2 * M_PI), radius = sqrt(-2 * log(1 - next_float()));
        z = elementary_cos(angle) * radius;
        next_gauss = elementary_sin(angle) * radius;
    }
    return mp_obj_new_float(mean + z * deviation);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(random_gauss_obj, 0, 2, random_gauss);

// --- Several elements -------------------------------------------------------------

static mp_obj_t element(mp_obj_t sequence, mp_obj_t index) {
    return mp_obj_subscr(sequence, index, MP_OBJ_SENTINEL);
}

static mp_obj_t random_shuffle(mp_obj_t list) {
    for (mp_int_t i = mp_obj_get_int(mp_obj_len(list)) - 1; i > 0; i--) {
        mp_obj_t at = MP_OBJ_NEW_SMALL_INT(i), other = random_below(MP_OBJ_NEW_SMALL_INT(i + 1));
        mp_obj_t value = element(list, at);
        mp_obj_subscr(list, at, element(list, other));
        mp_obj_subscr(list, other, value);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(random_shuffle_obj, random_shuffle);

static mp_obj_t random_sample(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_population, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_obj = MP_OBJ_NULL} },
        { MP_QSTR_k, MP_ARG_REQUIRED | MP_ARG_INT, {.u_int = 0} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t population = args[0].u_obj;
    mp_int_t k = args[1].u_int, n = mp_obj_get_int(mp_obj_len(population));
    if (k < 0 || k > n) {
        mp_raise_ValueError(MP_ERROR_TEXT("Sample larger than population or is negative"));
    }
    if (mp_obj_is_type(population, &mp_type_set) || mp_obj_is_type(population, &mp_type_frozenset) || mp_obj_is_dict_or_ordereddict(population)) {
        mp_raise_TypeError(MP_ERROR_TEXT("Population must be a sequence.  For dicts or sets, use sorted(d)."));
    }
    mp_obj_t sample = mp_obj_new_list(0, NULL);
    // What costs less memory: a copy of the population, or a set of what was chosen.
    mp_int_t set_size = 21;
    for (mp_int_t size = 3 * k, power = 1; k > 5 && power < size; ) {
        power *= 4;
        set_size = 21 + power;
    }
    mp_obj_t pool = n <= set_size ? mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_list), population) : mp_obj_new_set(0, NULL);
    for (mp_int_t i = 0; i < k; i++) {
        if (n <= set_size) {
            mp_obj_t at = random_below(MP_OBJ_NEW_SMALL_INT(n - i));
            mp_obj_list_append(sample, element(pool, at));
            mp_obj_subscr(pool, at, element(pool, MP_OBJ_NEW_SMALL_INT(n - i - 1)));
            continue;
        }
        mp_obj_t at = random_below(MP_OBJ_NEW_SMALL_INT(n));
        while (mp_obj_is_true(mp_binary_op(MP_BINARY_OP_IN, at, pool))) {
            at = random_below(MP_OBJ_NEW_SMALL_INT(n));
        }
        mp_obj_set_store(pool, at);
        mp_obj_list_append(sample, element(population, at));
    }
    return sample;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(random_sample_obj, 1, random_sample);

static mp_obj_t random_choices(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_population, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_obj = MP_OBJ_NULL} },
        { MP_QSTR_weights, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_cum_weights, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_k, MP_ARG_KW_ONLY | MP_ARG_INT, {.u_int = 1} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t population = args[0].u_obj, limits = args[2].u_obj;
    mp_int_t n = mp_obj_get_int(mp_obj_len(population));
    if (args[1].u_obj != mp_const_none) {
        if (limits != mp_const_none) {
            mp_raise_TypeError(MP_ERROR_TEXT("Cannot specify both weights and cumulative weights"));
        }
        limits = mp_obj_new_list(0, NULL);
        mp_obj_t total = MP_OBJ_NULL, weight, weights = mp_getiter(args[1].u_obj, NULL);
        while ((weight = mp_iternext(weights)) != MP_OBJ_STOP_ITERATION) {
            total = total == MP_OBJ_NULL ? weight : mp_binary_op(MP_BINARY_OP_ADD, total, weight);
            mp_obj_list_append(limits, total);
        }
    }
    mp_float_t total = 0;
    if (limits != mp_const_none) {
        if (mp_obj_get_int(mp_obj_len(limits)) != n) {
            mp_raise_ValueError(MP_ERROR_TEXT("The number of weights does not match the population"));
        }
        total = n == 0 ? 0 : mp_obj_get_float(element(limits, MP_OBJ_NEW_SMALL_INT(n - 1)));
        if (!(total > 0)) {
            mp_raise_ValueError(MP_ERROR_TEXT("Total of weights must be greater than zero"));
        }
    }
    mp_obj_t chosen = mp_obj_new_list(0, NULL);
    for (mp_int_t i = 0; i < args[3].u_int; i++) {
        mp_float_t x = next_float();
        mp_int_t low = 0, high = n - 1;
        if (limits == mp_const_none) {
            low = (mp_int_t)(x * n);
        }
        while (limits != mp_const_none && low < high) {
            mp_int_t middle = (low + high) / 2;
            if (x * total < mp_obj_get_float(element(limits, MP_OBJ_NEW_SMALL_INT(middle)))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        mp_obj_list_append(chosen, element(population, MP_OBJ_NEW_SMALL_INT(low)));
    }
    return chosen;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(random_choices_obj, 1, random_choices);

// --- Seeds ----------------------------------------------------------------------

static mp_obj_t random_seed(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0 || args[0] == mp_const_none) {
        seed_from_host();
        return mp_const_none;
    }
    mp_obj_t seed = args[0];
    if (mp_obj_is_float(seed)) {
        seed = mp_unary_op(MP_UNARY_OP_HASH, seed);
        if (mp_obj_int_sign(seed) < 0) {
            mp_obj_t limit = mp_obj_new_int_from_ull(UINT64_MAX);
            seed = mp_binary_op(MP_BINARY_OP_ADD, mp_binary_op(MP_BINARY_OP_ADD, seed, limit), MP_OBJ_NEW_SMALL_INT(1));
        }
    } else if (mp_obj_is_str_or_bytes(seed) || mp_obj_is_type(seed, &mp_type_bytearray)) {
        mp_raise_NotImplementedError(MP_ERROR_TEXT("seeds of text or bytes"));
    } else {
        seed = mp_unary_op(MP_UNARY_OP_ABS, as_int(seed));
    }
    seeded_in = 0;
    uint32_t words[2] = { 0, 0 };
    if (mp_obj_is_small_int(seed)) {
        uint64_t value = (uint64_t)MP_OBJ_SMALL_INT_VALUE(seed);
        memcpy(words, &value, sizeof(words));
        seed_from(words, words[1] == 0 ? 1 : 2);
    } else {
        const mpz_t *number = &((mp_obj_int_t *)MP_OBJ_TO_PTR(seed))->mpz;
        seed_from((const uint32_t *)number->dig, number->len);
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
    { MP_ROM_QSTR(MP_QSTR_choices), MP_ROM_PTR(&random_choices_obj) },
    { MP_ROM_QSTR(MP_QSTR_sample), MP_ROM_PTR(&random_sample_obj) },
    { MP_ROM_QSTR(MP_QSTR_shuffle), MP_ROM_PTR(&random_shuffle_obj) },
    { MP_ROM_QSTR(MP_QSTR_gauss), MP_ROM_PTR(&random_gauss_obj) },
    { MP_ROM_QSTR(MP_QSTR_random), MP_ROM_PTR(&random_random_obj) },
    { MP_ROM_QSTR(MP_QSTR_uniform), MP_ROM_PTR(&random_uniform_obj) },
};
static MP_DEFINE_CONST_DICT(random_globals, random_globals_table);

const mp_obj_module_t random_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&random_globals,
};
MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_random, random_module);
