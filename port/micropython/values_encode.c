// Encoding Python objects for the host; sandbox.h describes the format.
// SPDX-License-Identifier: Apache-2.0

#include <stdarg.h>
#include <string.h>

#include "py/objint.h"
#include "py/objlist.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#include "sandbox.h"
#include "values.h"

// MicroPython does not export the type of sets.
typedef struct _set_object_t {
    mp_obj_base_t base;
    mp_set_t set;
} set_object_t;

// --- Paths to values --------------------------------------------------------

typedef enum { ROOT, INDEX, ENTRY, KEY, ITEM } step_kind_t;

// One step on the path to a value; the steps form a chain on the C stack.
typedef struct _step_t {
    const struct _step_t *parent;
    step_kind_t kind;
    const char *root; // for a ROOT
    size_t index;     // for an INDEX
    mp_obj_t key;     // for an ENTRY: the dict's key
} step_t;

static bool is_identifier(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (!unichar_isalpha(text[i]) && text[i] != '_' && (i == 0 || !unichar_isdigit(text[i]))) {
            return false;
        }
    }
    return size > 0;
}

// Prints a key as part of a path: .name, ['any text'], [7], or [...] if it is long or anything else.
static void print_key(const mp_print_t *print, mp_obj_t key) {
    enum { LONGEST_KEY = 64 };
    size_t size = 0;
    const char *text = mp_obj_is_str(key) ? mp_obj_str_get_data(key, &size) : NULL;
    if (text != NULL && size <= LONGEST_KEY && is_identifier(text, size)) {
        mp_printf(print, ".%s", text);
    } else if (mp_obj_is_small_int(key) || (text != NULL && size <= LONGEST_KEY)) {
        mp_print_str(print, "[");
        mp_obj_print_helper(print, key, PRINT_REPR);
        mp_print_str(print, "]");
    } else {
        mp_print_str(print, "[...]");
    }
}

static void print_step(const mp_print_t *print, const step_t *step) {
    switch (step->kind) {
        case ROOT:
            mp_print_str(print, step->root);
            break;
        case INDEX:
            mp_printf(print, "[%u]", (unsigned)step->index);
            break;
        case ENTRY:
            print_key(print, step->key);
            break;
        case KEY:
            mp_print_str(print, "<key>");
            break;
        case ITEM:
            mp_print_str(print, "<item>");
            break;
    }
}

static void print_path(const mp_print_t *print, const step_t *last) {
    enum { MOST_STEPS = 16, MOST_LEVELS = SANDBOX_VALUE_MAX_DEPTH + 3 };
    const step_t *path[MOST_LEVELS];
    size_t length = 0;
    for (const step_t *step = last; step != NULL && length < MOST_LEVELS; step = step->parent) {
        path[length++] = step;
    }
    size_t hidden = length > MOST_STEPS ? length - MOST_STEPS : 0;
    while (length > hidden) {
        print_step(print, path[--length]);
    }
    mp_print_str(print, hidden > 0 ? "... " : " ");
}

// Raises an exception whose message is the path to a value followed by `problem`.
static NORETURN void refuse(const mp_obj_type_t *type, const step_t *last, const char *problem, ...) {
    vstr_t message;
    mp_print_t print;
    vstr_init_print(&message, 64, &print);
    print_path(&print, last);
    va_list args;
    va_start(args, problem);
    mp_vprintf(&print, problem, args);
    va_end(args);
    nlr_raise(mp_obj_new_exception_arg1(type, mp_obj_new_str_from_utf8_vstr(&message)));
}

// --- Writing ----------------------------------------------------------------

void values_buffer_init(values_buffer_t *buffer) {
    buffer->bytes = buffer->first;
    buffer->size = 0;
    buffer->capacity = sizeof(buffer->first);
    buffer->count = 0;
}

void values_buffer_free(values_buffer_t *buffer) {
    if (buffer->bytes != buffer->first) {
        m_del(uint8_t, buffer->bytes, buffer->capacity);
    }
    values_buffer_init(buffer);
}

// Makes room for `size` more bytes. May collect, and so run finalisers that change the very containers
// being encoded: anything read from them before must not be trusted afterwards.
static void reserve(values_buffer_t *buffer, size_t size, const step_t *step) {
    if (size <= buffer->capacity - buffer->size) {
        return;
    }
    if (size > SANDBOX_VALUE_MAX_BYTES - buffer->size) {
        refuse(&mp_type_ValueError, step, "does not fit; at most %u bytes can be passed to the host at once",
            (unsigned)SANDBOX_VALUE_MAX_BYTES);
    }
    size_t capacity = MAX(buffer->size + size, 2 * buffer->capacity);
    if (buffer->bytes == buffer->first) {
        uint8_t *bytes = m_new(uint8_t, capacity);
        memcpy(bytes, buffer->first, buffer->size);
        buffer->bytes = bytes;
    } else {
        buffer->bytes = m_renew(uint8_t, buffer->bytes, buffer->capacity, capacity);
    }
    buffer->capacity = capacity;
}

// These require room that was already reserved.
static void put_u8(values_buffer_t *buffer, uint8_t value) {
    buffer->bytes[buffer->size++] = value;
}

static void put_bytes(values_buffer_t *buffer, const void *from, size_t size) {
    memcpy(buffer->bytes + buffer->size, from, size);
    buffer->size += size;
}

static void put_u32(values_buffer_t *buffer, uint32_t value) {
    put_bytes(buffer, &value, sizeof(value)); // WebAssembly is little-endian
}

static void put_int(values_buffer_t *buffer, int64_t value) {
    put_u8(buffer, SANDBOX_VALUE_INT);
    put_bytes(buffer, &value, sizeof(value));
}

static void encode_big_int(values_buffer_t *buffer, mp_obj_t value, const step_t *step) {
    const mpz_t *z = &((mp_obj_int_t *)MP_OBJ_TO_PTR(value))->mpz;
    uint32_t size = z->len * sizeof(mpz_dig_t);
    _Static_assert(MPZ_DIG_SIZE == 8 * sizeof(mpz_dig_t), "digits must be the magnitude's bytes");
    reserve(buffer, size + 6, step);
    put_u8(buffer, SANDBOX_VALUE_BIG_INT);
    put_u8(buffer, z->neg);
    put_u32(buffer, size);
    put_bytes(buffer, z->dig, size);
}

// Returns whether bytes are standard UTF-8; MicroPython's strings may also contain surrogates and overlong
// forms.
static bool is_utf8(const uint8_t *at, size_t size) {
    const uint8_t *end = at + size;
    while (at < end) {
        uint8_t lead = *at++;
        if (lead < 0x80) {
            continue;
        }
        size_t follow = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        if (lead < 0xc2 || lead > 0xf4 || (size_t)(end - at) < follow) {
            return false;
        }
        uint8_t least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        uint8_t most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (*at < least || *at > most) {
            return false;
        }
        for (at++; --follow > 0; at++) {
            if ((*at & 0xc0) != 0x80) {
                return false;
            }
        }
    }
    return true;
}

static void encode_str(values_buffer_t *buffer, mp_obj_t value, const step_t *step) {
    size_t size;
    const char *text = mp_obj_str_get_data(value, &size);
    if (!is_utf8((const uint8_t *)text, size)) {
        refuse(&mp_type_ValueError, step, "is a str with half of a surrogate pair, or otherwise no Unicode");
    }
    reserve(buffer, size + 5, step);
    put_u8(buffer, SANDBOX_VALUE_STR);
    put_u32(buffer, size);
    put_bytes(buffer, text, size);
}

static void encode_bytes(values_buffer_t *buffer, mp_obj_t value, const step_t *step) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(value, &info, MP_BUFFER_READ);
    size_t room = info.len;
    reserve(buffer, room + 5, step);
    mp_get_buffer_raise(value, &info, MP_BUFFER_READ);
    size_t size = MIN(info.len, room);
    put_u8(buffer, SANDBOX_VALUE_BYTES);
    put_u32(buffer, size);
    put_bytes(buffer, info.buf, size);
}

// --- Containers -------------------------------------------------------------

static void encode_value(values_buffer_t *buffer, mp_obj_t value, const step_t *step, size_t depth);

// Begins a container and returns where it begins; the number of its values is filled in at its end.
static size_t begin_container(values_buffer_t *buffer, uint8_t tag, const step_t *step) {
    reserve(buffer, 5, step);
    put_u8(buffer, tag);
    size_t at = buffer->size;
    put_u32(buffer, 0);
    return at;
}

static void end_container(values_buffer_t *buffer, size_t at, uint32_t count) {
    memcpy(buffer->bytes + at, &count, sizeof(count));
}

static void encode_list(values_buffer_t *buffer, mp_obj_t value, const step_t *parent, size_t depth) {
    const mp_obj_list_t *list = MP_OBJ_TO_PTR(value);
    size_t at = begin_container(buffer, SANDBOX_VALUE_LIST, parent);
    step_t step = { .parent = parent, .kind = INDEX };
    for (; step.index < list->len; step.index++) {
        encode_value(buffer, list->items[step.index], &step, depth);
    }
    end_container(buffer, at, step.index);
}

static void encode_tuple(values_buffer_t *buffer, mp_obj_t value, const step_t *parent, size_t depth) {
    const mp_obj_tuple_t *tuple = MP_OBJ_TO_PTR(value);
    size_t at = begin_container(buffer, SANDBOX_VALUE_TUPLE, parent);
    step_t step = { .parent = parent, .kind = INDEX };
    for (; step.index < tuple->len; step.index++) {
        encode_value(buffer, tuple->items[step.index], &step, depth);
    }
    end_container(buffer, at, step.index);
}

static void encode_entry(values_buffer_t *buffer, mp_obj_t key, mp_obj_t value, const step_t *parent,
    size_t depth) {
    step_t step = { .parent = parent, .kind = KEY, .key = key };
    encode_value(buffer, key, &step, depth);
    step.kind = ENTRY;
    encode_value(buffer, value, &step, depth);
}

static void encode_dict(values_buffer_t *buffer, mp_obj_t value, const step_t *step, size_t depth) {
    const mp_map_t *map = mp_obj_dict_get_map(value);
    size_t at = begin_container(buffer, SANDBOX_VALUE_DICT, step);
    uint32_t count = 0;
    for (size_t i = 0; i < map->alloc; i++) {
        if (mp_map_slot_is_filled(map, i)) {
            encode_entry(buffer, map->table[i].key, map->table[i].value, step, depth);
            count++;
        }
    }
    end_container(buffer, at, count);
}

static void encode_set(values_buffer_t *buffer, mp_obj_t value, uint8_t tag, const step_t *parent,
    size_t depth) {
    const mp_set_t *set = &((set_object_t *)MP_OBJ_TO_PTR(value))->set;
    size_t at = begin_container(buffer, tag, parent);
    step_t step = { .parent = parent, .kind = ITEM };
    uint32_t count = 0;
    for (size_t i = 0; i < set->alloc; i++) {
        if (mp_set_slot_is_filled(set, i)) {
            encode_value(buffer, set->table[i], &step, depth);
            count++;
        }
    }
    end_container(buffer, at, count);
}

static void encode_container(values_buffer_t *buffer, mp_obj_t value, const step_t *step, size_t depth) {
    if (mp_obj_is_type(value, &mp_type_list)) {
        encode_list(buffer, value, step, depth);
    } else if (mp_obj_is_dict_or_ordereddict(value)) {
        encode_dict(buffer, value, step, depth);
    } else if (mp_obj_is_type(value, &mp_type_set)) {
        encode_set(buffer, value, SANDBOX_VALUE_SET, step, depth);
    } else if (mp_obj_is_type(value, &mp_type_frozenset)) {
        encode_set(buffer, value, SANDBOX_VALUE_FROZENSET, step, depth);
    } else if (MP_OBJ_TYPE_GET_SLOT_OR_NULL(mp_obj_get_type(value), iter) == mp_obj_tuple_getiter) {
        encode_tuple(buffer, value, step, depth); // including named tuples
    } else {
        refuse(&mp_type_TypeError, step, "is of type %s, which cannot be passed to the host",
            mp_obj_get_type_str(value));
    }
}

// --- Values -----------------------------------------------------------------

// Guarded by artifact/passes/stack-guard.ts. `depth` counts the containers around the value.
__attribute__((noinline)) static void encode_value(values_buffer_t *buffer, mp_obj_t value,
    const step_t *step, size_t depth) {
    if (++buffer->count > SANDBOX_VALUE_MAX_COUNT) {
        refuse(&mp_type_ValueError, step, "does not fit; at most %u values can be passed to the host at once",
            (unsigned)SANDBOX_VALUE_MAX_COUNT);
    }
    reserve(buffer, 1 + sizeof(uint64_t), step); // nothing smaller needs another check
    if (mp_obj_is_small_int(value)) {
        put_int(buffer, MP_OBJ_SMALL_INT_VALUE(value));
    } else if (value == mp_const_none) {
        put_u8(buffer, SANDBOX_VALUE_NONE);
    } else if (mp_obj_is_bool(value)) {
        put_u8(buffer, value == mp_const_true ? SANDBOX_VALUE_TRUE : SANDBOX_VALUE_FALSE);
    } else if (mp_obj_is_float(value)) {
        mp_float_t number = mp_obj_float_get(value);
        put_u8(buffer, SANDBOX_VALUE_FLOAT);
        put_bytes(buffer, &number, sizeof(number));
    } else if (mp_obj_is_str(value)) {
        encode_str(buffer, value, step);
    } else if (mp_obj_is_int(value)) {
        encode_big_int(buffer, value, step);
    } else if (mp_obj_is_type(value, &mp_type_bytes) || mp_obj_is_type(value, &mp_type_bytearray)
        || mp_obj_is_type(value, &mp_type_memoryview)) {
        encode_bytes(buffer, value, step);
    } else if (depth >= SANDBOX_VALUE_MAX_DEPTH) {
        refuse(&mp_type_ValueError, step, "is nested too deep, or part of itself; allowed are %u levels",
            (unsigned)SANDBOX_VALUE_MAX_DEPTH);
    } else {
        encode_container(buffer, value, step, depth + 1);
    }
}

void values_encode(values_buffer_t *buffer, mp_obj_t value, const char *root) {
    step_t step = { .kind = ROOT, .root = root };
    encode_value(buffer, value, &step, 0);
}

void values_encode_arguments(values_buffer_t *buffer, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    step_t root = { .kind = ROOT, .root = "args" };
    buffer->count += 1 + (n_kw > 0); // the list and the dict themselves
    size_t at = begin_container(buffer, n_kw > 0 ? SANDBOX_VALUE_TUPLE : SANDBOX_VALUE_LIST, &root);
    step_t step = { .parent = &root, .kind = INDEX };
    for (; step.index < n_args; step.index++) {
        encode_value(buffer, args[step.index], &step, 0);
    }
    end_container(buffer, at, n_args + (n_kw > 0));
    if (n_kw == 0) {
        return;
    }
    root.root = "kwargs";
    at = begin_container(buffer, SANDBOX_VALUE_DICT, &root);
    for (size_t i = n_args; i < n_args + 2 * n_kw; i += 2) {
        encode_entry(buffer, args[i], args[i + 1], &root, 0);
    }
    end_container(buffer, at, n_kw);
}

int32_t values_give(mp_obj_t value, const char *root) {
    values_buffer_t buffer;
    values_buffer_init(&buffer);
    values_encode(&buffer, value, root);
    int32_t answer = sandbox_give_value(buffer.bytes, buffer.size);
    values_buffer_free(&buffer);
    return answer;
}
