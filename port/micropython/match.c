// Matches the subjects of `match` statements with patterns.
// SPDX-License-Identifier: Apache-2.0
//
// Only compiled code calls match_pattern(); its patterns are checked all the same.

#include "micropython/match.h"

#include "py/cstack.h"
#include "py/objarray.h"
#include "py/objlist.h"
#include "py/objnamedtuple.h"
#include "py/objtuple.h"
#include "py/objtype.h"
#include "py/runtime.h"

static bool matches(mp_obj_t subject, mp_obj_t pattern, mp_obj_tuple_t *found);

static NORETURN void raise_no_pattern(void) {
    mp_raise_TypeError(MP_ERROR_TEXT("not a pattern"));
}

static void capture(mp_obj_t subject, mp_obj_t position, mp_obj_tuple_t *found) {
    if (position == mp_const_none) {
        return;
    }
    if (!mp_obj_is_small_int(position) || (mp_uint_t)MP_OBJ_SMALL_INT_VALUE(position) >= found->len) {
        raise_no_pattern();
    }
    found->items[MP_OBJ_SMALL_INT_VALUE(position)] = subject;
}

// Whether instances of a class, or of its subclasses, are sequences or mappings, or match themselves.
static bool is_one_of(const mp_obj_type_t *type, const mp_obj_type_t *const *types, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(type), MP_OBJ_FROM_PTR(types[i]))) {
            return true;
        }
    }
    return false;
}

static const mp_obj_type_t *const sequences[] = {
    &mp_type_list, &mp_type_tuple, &mp_type_range, &mp_type_deque, &mp_type_array, &mp_type_memoryview,
};

static const mp_obj_type_t *const match_themselves[] = {
    &mp_type_int, &mp_type_str, &mp_type_float, &mp_type_list, &mp_type_tuple, &mp_type_dict, &mp_type_set,
    &mp_type_frozenset, &mp_type_bytes, &mp_type_bytearray, &mp_type_bool,
};

static bool matches_items(mp_obj_t subject, const mp_obj_t *args, size_t n, mp_obj_tuple_t *found) {
    if (n == 0 || !mp_obj_is_small_int(args[0])) {
        raise_no_pattern();
    }
    if (!is_one_of(mp_obj_get_type(subject), sequences, MP_ARRAY_SIZE(sequences))) {
        return false;
    }
    size_t star = MP_OBJ_SMALL_INT_VALUE(args[0]);
    const mp_obj_t *patterns = args + 1;
    n--;
    size_t len = MP_OBJ_SMALL_INT_VALUE(mp_obj_len(subject));
    bool has_star = star < n;
    if (has_star ? len + 1 < n : len != n) {
        return false;
    }
    size_t more = has_star ? len + 1 - n : 0; // items of the starred pattern
    for (size_t i = 0; i < n; i++) {
        size_t at = has_star && i > star ? i + more - 1 : i;
        if (has_star && i == star) {
            mp_obj_t rest = mp_obj_new_list(0, NULL);
            for (size_t j = 0; j < more && patterns[i] != mp_const_none; j++) {
                mp_obj_list_append(rest, mp_obj_subscr(subject, MP_OBJ_NEW_SMALL_INT(at + j), MP_OBJ_SENTINEL));
            }
            capture(rest, patterns[i], found);
        } else if (patterns[i] != mp_const_none
                   && !matches(mp_obj_subscr(subject, MP_OBJ_NEW_SMALL_INT(at), MP_OBJ_SENTINEL), patterns[i], found)) {
            return false;
        }
    }
    return true;
}

static bool matches_keys(mp_obj_t subject, const mp_obj_t *args, size_t n, mp_obj_tuple_t *found) {
    if (!mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(subject)), MP_OBJ_FROM_PTR(&mp_type_dict))) {
        return false;
    }
    const mp_obj_t missing = MP_OBJ_FROM_PTR(&match_pattern_obj);
    for (size_t i = 0; i + 1 < n; i += 2) {
        mp_obj_t call[4];
        mp_load_method(subject, MP_QSTR_get, call);
        call[2] = args[i];
        call[3] = missing;
        mp_obj_t value = mp_call_method_n_kw(2, 0, call);
        if (value == missing || !matches(value, args[i + 1], found)) {
            return false;
        }
    }
    if (n % 2 == 1 && args[n - 1] != mp_const_none) {
        mp_obj_t rest = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_dict), subject);
        for (size_t i = 0; i + 1 < n; i += 2) {
            mp_obj_dict_delete(rest, args[i]);
        }
        capture(rest, args[n - 1], found);
    }
    return true;
}

// The names of the attributes that positional patterns of a class stand for.
static mp_obj_tuple_t *match_args(const mp_obj_type_t *type) {
    mp_obj_t dest[2];
    mp_load_method_maybe(MP_OBJ_FROM_PTR(type), MP_QSTR___match_args__, dest);
    if (dest[0] == MP_OBJ_NULL) {
        return MP_OBJ_TO_PTR(mp_const_empty_tuple);
    }
    if (!mp_obj_is_type(dest[0], &mp_type_tuple)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%q.__match_args__ must be a tuple (got %s)"),
            type->name, mp_obj_get_type_str(dest[0]));
    }
    return MP_OBJ_TO_PTR(dest[0]);
}

static bool matches_attribute(mp_obj_t subject, mp_obj_t name, mp_obj_t pattern, mp_obj_tuple_t *found) {
    if (!mp_obj_is_str(name)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("__match_args__ elements must be strings (got %s)"),
            mp_obj_get_type_str(name));
    }
    mp_obj_t dest[2];
    mp_load_method_protected(subject, mp_obj_str_get_qstr(name), dest, false);
    if (dest[0] == MP_OBJ_NULL) {
        return false;
    }
    if (pattern == mp_const_none) {
        return true;
    }
    mp_obj_t value = dest[1] == MP_OBJ_NULL ? dest[0] : mp_obj_new_bound_meth(dest[0], dest[1]);
    return matches(value, pattern, found);
}

static bool matches_class(mp_obj_t subject, const mp_obj_t *args, size_t n, mp_obj_tuple_t *found) {
    if (n < 2 || !mp_obj_is_small_int(args[n - 1])) {
        raise_no_pattern();
    }
    size_t named = MP_OBJ_SMALL_INT_VALUE(args[n - 1]);
    if (named > (n - 2) / 2) {
        raise_no_pattern();
    }
    if (!mp_obj_is_type(args[0], &mp_type_type)) {
        mp_raise_TypeError(MP_ERROR_TEXT("called match pattern must be a class"));
    }
    const mp_obj_type_t *type = MP_OBJ_TO_PTR(args[0]);
    if (!mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(subject)), args[0])) {
        return false;
    }
    size_t positional = n - 2 - 2 * named;
    const mp_obj_t *patterns = args + 1;
    if (positional > 0) {
        mp_obj_tuple_t *names = match_args(type);
        bool is_itself = names->len == 0 && is_one_of(type, match_themselves, MP_ARRAY_SIZE(match_themselves));
        if (positional > (is_itself ? 1 : names->len)) {
            mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%q() accepts %d positional sub-pattern%s (%d given)"),
                type->name, is_itself ? 1 : (int)names->len, is_itself || names->len == 1 ? "" : "s", (int)positional);
        }
        for (size_t i = 0; i < positional; i++) {
            if (!(is_itself ? matches(subject, patterns[i], found)
                  : matches_attribute(subject, names->items[i], patterns[i], found))) {
                return false;
            }
        }
    }
    for (size_t i = positional; i < n - 2; i += 2) {
        if (!matches_attribute(subject, patterns[i], patterns[i + 1], found)) {
            return false;
        }
    }
    return true;
}

static bool matches(mp_obj_t subject, mp_obj_t pattern, mp_obj_tuple_t *found) {
    mp_cstack_check();
    if (!mp_obj_is_exact_type(pattern, &mp_type_tuple)) {
        capture(subject, pattern, found);
        return true;
    }
    size_t n;
    mp_obj_t *args;
    mp_obj_get_array(pattern, &n, &args);
    if (n == 0 || !mp_obj_is_small_int(args[0])) {
        raise_no_pattern();
    }
    mp_int_t kind = MP_OBJ_SMALL_INT_VALUE(args[0]);
    args++;
    n--;
    switch (kind) {
        case MATCH_SEQUENCE:
            return matches_items(subject, args, n, found);
        case MATCH_MAPPING:
            return matches_keys(subject, args, n, found);
        case MATCH_CLASS:
            return matches_class(subject, args, n, found);
        case MATCH_OR:
            for (size_t i = 0; i < n; i++) {
                if (matches(subject, args[i], found)) {
                    return true;
                }
            }
            return false;
    }
    if (n == 1 && kind == MATCH_VALUE) {
        return mp_obj_is_true(mp_binary_op(MP_BINARY_OP_EQUAL, subject, args[0]));
    }
    if (n == 1 && kind == MATCH_CONSTANT) {
        return subject == args[0];
    }
    if (n == 2 && kind == MATCH_AS) {
        if (!matches(subject, args[0], found)) {
            return false;
        }
        capture(subject, args[1], found);
        return true;
    }
    raise_no_pattern();
}

static mp_obj_t match_pattern(mp_obj_t subject, mp_obj_t pattern, mp_obj_t names) {
    mp_int_t n = mp_obj_get_int(names);
    if (n < 0 || n > MP_SSIZE_MAX / (mp_int_t)sizeof(mp_obj_t)) {
        raise_no_pattern();
    }
    mp_obj_tuple_t *found = MP_OBJ_TO_PTR(mp_obj_new_tuple(n, NULL));
    for (mp_int_t i = 0; i < n; i++) {
        found->items[i] = mp_const_none;
    }
    if (!matches(subject, pattern, found)) {
        return mp_const_false;
    }
    return n == 0 ? mp_const_true : MP_OBJ_FROM_PTR(found);
}
MP_DEFINE_CONST_FUN_OBJ_3(match_pattern_obj, match_pattern);
