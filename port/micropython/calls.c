// Calling the program's functions for the host.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "py/runtime.h"

#include "guarded.h"
#include "sandbox.h"
#include "values.h"

typedef struct {
    const char *name;
    size_t name_size;
    const uint8_t *values;
    size_t size;
} call_t;

// Returns the object that a name refers to, as in `name` or `Class.method`.
static mp_obj_t find(const char *name, size_t size) {
    const char *end = name + size;
    mp_obj_t found = MP_OBJ_NULL;
    while (name <= end) {
        const char *dot = memchr(name, '.', end - name);
        size_t length = (dot == NULL ? end : dot) - name;
        qstr part = qstr_from_strn(name, length);
        found = found == MP_OBJ_NULL ? mp_load_name(part) : mp_load_attr(found, part);
        name += length + 1;
    }
    return found;
}

// Calls with positional arguments and, from a dict, keyword arguments.
static mp_obj_t call_with_keywords(mp_obj_t function, size_t count, const mp_obj_t *args, mp_obj_t keywords) {
    const mp_map_t *map = mp_obj_dict_get_map(keywords);
    mp_obj_t *all = m_new(mp_obj_t, count + 2 * map->used);
    memcpy(all, args, count * sizeof(mp_obj_t));
    mp_obj_t *end = all + count;
    for (size_t i = 0; i < map->alloc; i++) {
        if (mp_map_slot_is_filled(map, i)) {
            *end++ = map->table[i].key;
            *end++ = map->table[i].value;
        }
    }
    // Interning allocates, so only `all` may be used from here on.
    for (mp_obj_t *key = all + count; key < end; key += 2) {
        *key = MP_OBJ_NEW_QSTR(mp_obj_str_get_qstr(*key));
    }
    return mp_call_function_n_kw(function, count, (end - all - count) / 2, all);
}

static void call(const void *context) {
    const call_t *call = context;
    mp_obj_t function = find(call->name, call->name_size);
    size_t count;
    mp_obj_t *args;
    mp_obj_get_array(values_decode(call->values, call->size), &count, &args);
    mp_obj_t keywords = args[count - 1];
    mp_obj_t result = keywords == mp_const_none
        ? mp_call_function_n_kw(function, count - 1, 0, args)
        : call_with_keywords(function, count - 1, args, keywords);
    mp_handle_pending(true);
    values_give(result, "result");
}

int32_t sandbox_call(const char *name, uint32_t name_size, const void *arguments, uint32_t size) {
    call_t context = { name, name_size, arguments, size };
    return guarded_call(call, &context, NULL, 0);
}

static void map(const void *context) {
    const call_t *call = context;
    mp_obj_t function = find(call->name, call->name_size);
    const uint8_t *at = call->values;
    const uint8_t *end = at + call->size;
    int32_t answer = SANDBOX_GO_ON;
    while (at != end && answer == SANDBOX_GO_ON) {
        mp_obj_t result = mp_call_function_1(function, values_decode_next(&at, end));
        mp_handle_pending(true);
        answer = values_give(result, "result");
    }
}

int32_t sandbox_map(const char *name, uint32_t name_size, const void *items, uint32_t size) {
    call_t context = { name, name_size, items, size };
    return guarded_call(map, &context, NULL, 0);
}
