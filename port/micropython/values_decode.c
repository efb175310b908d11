// Decoding values from the host; sandbox.h describes the format.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "py/objint.h"
#include "py/runtime.h"

#include "sandbox.h"
#include "values.h"

typedef struct _reader_t {
    const uint8_t *at;
    const uint8_t *end;
} reader_t;

static NORETURN void malformed(void) {
    mp_raise_ValueError(MP_ERROR_TEXT("malformed value from the host"));
}

static const uint8_t *take(reader_t *reader, size_t size) {
    if ((size_t)(reader->end - reader->at) < size) {
        malformed();
    }
    const uint8_t *taken = reader->at;
    reader->at += size;
    return taken;
}

static uint8_t take_u8(reader_t *reader) {
    return *take(reader, 1);
}

static uint32_t take_u32(reader_t *reader) {
    uint32_t value;
    memcpy(&value, take(reader, sizeof(value)), sizeof(value));
    return value;
}

static mp_obj_t decode_int(reader_t *reader) {
    int64_t value;
    memcpy(&value, take(reader, sizeof(value)), sizeof(value));
    return value == (mp_int_t)value ? mp_obj_new_int((mp_int_t)value) : mp_obj_new_int_from_ll(value);
}

static mp_obj_t decode_float(reader_t *reader) {
    mp_float_t value;
    memcpy(&value, take(reader, sizeof(value)), sizeof(value));
    return mp_obj_new_float(value);
}

static mp_obj_t decode_big_int(reader_t *reader) {
    uint8_t negative = take_u8(reader);
    uint32_t size = take_u32(reader);
    const uint8_t *magnitude = take(reader, size);
    mp_obj_int_t *value = mp_obj_int_new_mpz();
    mpz_set_from_bytes(&value->mpz, false, size, magnitude);
    if (negative) {
        mpz_neg_inpl(&value->mpz, &value->mpz);
    }
    return MP_OBJ_FROM_PTR(value);
}

static mp_obj_t decode_str(reader_t *reader) {
    uint32_t size = take_u32(reader);
    return mp_obj_new_str((const char *)take(reader, size), size);
}

static mp_obj_t decode_bytes(reader_t *reader) {
    uint32_t size = take_u32(reader);
    return mp_obj_new_bytes(take(reader, size), size);
}

// Room that is made for the entries of a dict before they are read.
#define MAX_ROOM (256)

static mp_obj_t decode_value(reader_t *reader, size_t depth);

static mp_obj_t decode_list(reader_t *reader, size_t depth) {
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (uint32_t left = take_u32(reader); left > 0; left--) {
        mp_obj_list_append(list, decode_value(reader, depth));
    }
    return list;
}

static mp_obj_t decode_dict(reader_t *reader, size_t depth) {
    uint32_t left = take_u32(reader);
    mp_obj_t dict = mp_obj_new_dict(MIN(left, MAX_ROOM));
    for (; left > 0; left--) {
        mp_obj_t key = decode_value(reader, depth);
        mp_obj_dict_store(dict, key, decode_value(reader, depth));
    }
    return dict;
}

static mp_obj_t decode_set(reader_t *reader, size_t depth) {
    mp_obj_t set = mp_obj_new_set(0, NULL);
    for (uint32_t left = take_u32(reader); left > 0; left--) {
        mp_obj_set_store(set, decode_value(reader, depth));
    }
    return set;
}

// Guarded by artifact/passes/stack-guard.ts.
__attribute__((noinline)) static mp_obj_t decode_value(reader_t *reader, size_t depth) {
    if (depth > SANDBOX_VALUE_MAX_DEPTH) {
        malformed();
    }
    switch (take_u8(reader)) {
        case SANDBOX_VALUE_NONE:
            return mp_const_none;
        case SANDBOX_VALUE_FALSE:
            return mp_const_false;
        case SANDBOX_VALUE_TRUE:
            return mp_const_true;
        case SANDBOX_VALUE_INT:
            return decode_int(reader);
        case SANDBOX_VALUE_BIG_INT:
            return decode_big_int(reader);
        case SANDBOX_VALUE_FLOAT:
            return decode_float(reader);
        case SANDBOX_VALUE_STR:
            return decode_str(reader);
        case SANDBOX_VALUE_BYTES:
            return decode_bytes(reader);
        case SANDBOX_VALUE_LIST:
            return decode_list(reader, depth + 1);
        case SANDBOX_VALUE_DICT:
            return decode_dict(reader, depth + 1);
        case SANDBOX_VALUE_SET:
            return decode_set(reader, depth + 1);
        default:
            malformed();
    }
}

mp_obj_t values_decode_next(const uint8_t **bytes, const uint8_t *end) {
    reader_t reader = { *bytes, end };
    mp_obj_t value = decode_value(&reader, 0);
    *bytes = reader.at;
    return value;
}

mp_obj_t values_decode(const uint8_t *bytes, size_t size) {
    const uint8_t *at = bytes;
    mp_obj_t value = values_decode_next(&at, bytes + size);
    if (at != bytes + size) {
        malformed();
    }
    return value;
}
