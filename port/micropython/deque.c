// collections.deque, a ring that grows. Rare methods are those of a list of its items.
// SPDX-License-Identifier: Apache-2.0

#include "py/builtin.h"
#include "py/objlist.h"
#include "py/runtime.h"

#define NO_LIMIT SIZE_MAX

typedef struct {
    mp_obj_base_t base;
    size_t alloc;
    size_t first;
    size_t len;
    size_t maxlen;
    size_t changes; // how often it changed, for iterators
    mp_obj_t *items;
} deque_t;

static deque_t *get_deque(mp_obj_t object) {
    return MP_OBJ_TO_PTR(object);
}

static mp_obj_t *item_at(deque_t *self, size_t index) {
    size_t slot = self->first + index;
    return &self->items[slot < self->alloc ? slot : slot - self->alloc];
}

static mp_obj_list_t *to_list(deque_t *self) {
    mp_obj_list_t *list = MP_OBJ_TO_PTR(mp_obj_new_list(self->len, NULL));
    for (size_t i = 0; i < self->len; i++) {
        list->items[i] = *item_at(self, i);
    }
    return list;
}

static void set_items(deque_t *self, mp_obj_list_t *list, size_t alloc) {
    self->items = list->items;
    self->alloc = alloc;
    self->len = list->len;
    self->first = 0;
    self->changes++;
}

static mp_obj_t take(deque_t *self, bool is_left) {
    if (self->len == 0) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("pop from an empty deque"));
    }
    mp_obj_t *slot = item_at(self, is_left ? 0 : self->len - 1);
    mp_obj_t item = *slot;
    *slot = MP_OBJ_NULL;
    self->len--;
    self->changes++;
    if (is_left && ++self->first == self->alloc) {
        self->first = 0;
    }
    return item;
}

static void put(deque_t *self, mp_obj_t item, bool is_left) {
    if (self->maxlen == 0) {
        return;
    }
    if (self->len == self->maxlen) {
        take(self, !is_left);
    } else if (self->len == self->alloc) {
        mp_obj_list_t *list = to_list(self);
        size_t alloc = self->len * 2 + 8;
        list->items = m_renew(mp_obj_t, list->items, list->alloc, alloc);
        set_items(self, list, alloc);
    }
    if (is_left) {
        self->first = (self->first == 0 ? self->alloc : self->first) - 1;
    }
    self->len++;
    self->changes++;
    *item_at(self, is_left ? 0 : self->len - 1) = item;
}

static void put_all(mp_obj_t object, mp_obj_t iterable, bool is_left) {
    deque_t *self = get_deque(object);
    if (iterable == object) {
        iterable = MP_OBJ_FROM_PTR(to_list(self));
    }
    mp_obj_iter_buf_t buffer;
    mp_obj_t iterator = mp_getiter(iterable, &buffer);
    mp_obj_t item;
    while ((item = mp_iternext(iterator)) != MP_OBJ_STOP_ITERATION) {
        put(self, item, is_left);
    }
}

static deque_t *new_deque(const mp_obj_type_t *type, size_t maxlen) {
    deque_t *self = mp_obj_malloc(deque_t, type);
    self->alloc = self->first = self->len = self->changes = 0;
    self->maxlen = maxlen;
    self->items = NULL;
    return self;
}

static mp_obj_t deque_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_iterable, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(&mp_const_empty_tuple_obj) } },
        { MP_QSTR_maxlen, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t given[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, given);
    size_t maxlen = NO_LIMIT;
    if (given[1].u_obj != mp_const_none) {
        mp_int_t limit = mp_obj_get_int(given[1].u_obj);
        if (limit < 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("maxlen must be non-negative"));
        }
        if (limit >= (mp_int_t)M_TOO_LARGE) {
            m_malloc_fail(M_TOO_LARGE);
        }
        maxlen = limit;
    }
    mp_obj_t self = MP_OBJ_FROM_PTR(new_deque(type, maxlen));
    put_all(self, given[0].u_obj, false);
    return self;
}

static mp_obj_t deque_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    deque_t *self = MP_OBJ_TO_PTR(self_in);
    if (op == MP_UNARY_OP_SIZEOF) {
        return MP_OBJ_NEW_SMALL_INT(sizeof(*self) + self->alloc * sizeof(mp_obj_t));
    }
    return op == MP_UNARY_OP_BOOL ? mp_obj_new_bool(self->len > 0)
        : op == MP_UNARY_OP_LEN ? MP_OBJ_NEW_SMALL_INT(self->len) : MP_OBJ_NULL;
}

static mp_obj_t deque_append(mp_obj_t self, mp_obj_t item) {
    put(get_deque(self), item, false);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(deque_append_obj, deque_append);

static mp_obj_t deque_appendleft(mp_obj_t self, mp_obj_t item) {
    put(get_deque(self), item, true);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(deque_appendleft_obj, deque_appendleft);

static mp_obj_t deque_extend(mp_obj_t self, mp_obj_t iterable) {
    put_all(self, iterable, false);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(deque_extend_obj, deque_extend);

static mp_obj_t deque_extendleft(mp_obj_t self, mp_obj_t iterable) {
    put_all(self, iterable, true);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(deque_extendleft_obj, deque_extendleft);

static mp_obj_t deque_pop(mp_obj_t self) {
    return take(get_deque(self), false);
}
static MP_DEFINE_CONST_FUN_OBJ_1(deque_pop_obj, deque_pop);

static mp_obj_t deque_popleft(mp_obj_t self) {
    return take(get_deque(self), true);
}
static MP_DEFINE_CONST_FUN_OBJ_1(deque_popleft_obj, deque_popleft);

static mp_obj_t deque_rotate(size_t n_args, const mp_obj_t *args) {
    deque_t *self = get_deque(args[0]);
    mp_int_t steps = n_args == 1 ? 1 : mp_obj_get_int(args[1]);
    mp_int_t len = self->len;
    if (len > 0) {
        steps %= len;
        steps += steps > len / 2 ? -len : steps < -len / 2 ? len : 0;
        for (; steps > 0; steps--) {
            put(self, take(self, false), true);
        }
        for (; steps < 0; steps++) {
            put(self, take(self, true), false);
        }
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(deque_rotate_obj, 1, 2, deque_rotate);

static mp_obj_t deque_copy(mp_obj_t self_in) {
    deque_t *self = get_deque(self_in);
    deque_t *copy = new_deque(&mp_type_deque, self->maxlen);
    set_items(copy, to_list(self), self->len);
    return MP_OBJ_FROM_PTR(copy);
}
static MP_DEFINE_CONST_FUN_OBJ_1(deque_copy_obj, deque_copy);

static void check_unchanged(deque_t *self, size_t changes) {
    if (self->changes != changes) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("deque mutated during iteration"));
    }
}

// Calls a method of a list of the items, which then are the deque's.
static mp_obj_t as_list(qstr method, size_t n_args, const mp_obj_t *args) {
    deque_t *self = get_deque(args[0]);
    mp_obj_list_t *list = to_list(self);
    size_t changes = self->changes;
    mp_obj_t call[5];
    mp_load_method(MP_OBJ_FROM_PTR(list), method, call);
    for (size_t i = 1; i < n_args; i++) {
        call[1 + i] = args[i];
    }
    mp_obj_t result = mp_call_method_n_kw(n_args - 1, 0, call);
    check_unchanged(self, changes);
    if (list->len != self->len || method == MP_QSTR_reverse) {
        set_items(self, list, list->alloc);
    }
    return result;
}

static mp_obj_t deque_clear(mp_obj_t self) {
    return as_list(MP_QSTR_clear, 1, &self);
}
static MP_DEFINE_CONST_FUN_OBJ_1(deque_clear_obj, deque_clear);

static mp_obj_t deque_reverse(mp_obj_t self) {
    return as_list(MP_QSTR_reverse, 1, &self);
}
static MP_DEFINE_CONST_FUN_OBJ_1(deque_reverse_obj, deque_reverse);

static mp_obj_t deque_count(mp_obj_t self, mp_obj_t item) {
    mp_obj_t args[] = { self, item };
    return as_list(MP_QSTR_count, 2, args);
}
static MP_DEFINE_CONST_FUN_OBJ_2(deque_count_obj, deque_count);

static mp_obj_t deque_index(size_t n_args, const mp_obj_t *args) {
    deque_t *self = get_deque(args[0]);
    mp_obj_list_t *list = to_list(self);
    size_t changes = self->changes;
    mp_obj_t index = mp_seq_index_obj(list->items, list->len, n_args, args);
    check_unchanged(self, changes);
    return index;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(deque_index_obj, 2, 4, deque_index);

static mp_obj_t deque_remove(mp_obj_t self, mp_obj_t item) {
    mp_obj_t args[] = { self, item };
    args[1] = deque_index(2, args);
    as_list(MP_QSTR_pop, 2, args);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(deque_remove_obj, deque_remove);

static mp_obj_t deque_insert(size_t n_args, const mp_obj_t *args) {
    deque_t *self = get_deque(args[0]);
    if (self->len == self->maxlen) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("deque already at its maximum size"));
    }
    return as_list(MP_QSTR_insert, n_args, args);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(deque_insert_obj, 3, 3, deque_insert);

static mp_obj_t deque_binary_op(mp_binary_op_t op, mp_obj_t left, mp_obj_t right) {
    if (op == MP_BINARY_OP_INPLACE_ADD) {
        put_all(left, right, false);
        return left;
    }
    right = mp_obj_cast_to_native_base(right, MP_OBJ_FROM_PTR(&mp_type_deque));
    if (right == MP_OBJ_NULL) {
        return op == MP_BINARY_OP_EQUAL ? mp_const_false : MP_OBJ_NULL;
    }
    if (op == MP_BINARY_OP_ADD) {
        mp_obj_t sum = deque_copy(left);
        put_all(sum, right, false);
        return sum;
    }
    if (op > MP_BINARY_OP_NOT_EQUAL) {
        return MP_OBJ_NULL;
    }
    return mp_binary_op(op, MP_OBJ_FROM_PTR(to_list(MP_OBJ_TO_PTR(left))), MP_OBJ_FROM_PTR(to_list(MP_OBJ_TO_PTR(right))));
}

static mp_obj_t deque_subscr(mp_obj_t self_in, mp_obj_t index, mp_obj_t value) {
    deque_t *self = MP_OBJ_TO_PTR(self_in);
    size_t at = mp_get_index(self->base.type, self->len, index, false);
    if (value == MP_OBJ_NULL) {
        mp_obj_t args[] = { self_in, MP_OBJ_NEW_SMALL_INT(at) };
        as_list(MP_QSTR_pop, 2, args);
        return mp_const_none;
    }
    if (value != MP_OBJ_SENTINEL) {
        *item_at(self, at) = value;
    }
    return *item_at(self, at);
}

static void deque_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    deque_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] == MP_OBJ_NULL && attr == MP_QSTR_maxlen) {
        dest[0] = self->maxlen == NO_LIMIT ? mp_const_none : MP_OBJ_NEW_SMALL_INT(self->maxlen);
    } else {
        dest[1] = MP_OBJ_SENTINEL;
    }
}

static void deque_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    deque_t *self = MP_OBJ_TO_PTR(self_in);
    mp_print_str(print, "deque(");
    mp_obj_print_helper(print, MP_OBJ_FROM_PTR(to_list(self)), PRINT_REPR);
    if (self->maxlen != NO_LIMIT) {
        mp_printf(print, ", maxlen=%u", (unsigned)self->maxlen);
    }
    mp_print_str(print, ")");
}

typedef struct {
    mp_obj_base_t base;
    mp_fun_1_t iternext;
    mp_obj_t deque;
    size_t next;
    size_t changes;
} iterator_t;

static mp_obj_t iterator_next(mp_obj_t self_in) {
    iterator_t *self = MP_OBJ_TO_PTR(self_in);
    deque_t *deque = MP_OBJ_TO_PTR(self->deque);
    check_unchanged(deque, self->changes);
    return self->next < deque->len ? *item_at(deque, self->next++) : MP_OBJ_STOP_ITERATION;
}

static mp_obj_t deque_getiter(mp_obj_t deque, mp_obj_iter_buf_t *buffer) {
    _Static_assert(sizeof(iterator_t) <= sizeof(mp_obj_iter_buf_t), "an iterator must fit");
    iterator_t *self = (iterator_t *)buffer;
    self->base.type = &mp_type_polymorph_iter;
    self->iternext = iterator_next;
    self->deque = deque;
    self->next = 0;
    self->changes = ((deque_t *)MP_OBJ_TO_PTR(deque))->changes;
    return MP_OBJ_FROM_PTR(self);
}

static const mp_rom_map_elem_t deque_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_append), MP_ROM_PTR(&deque_append_obj) },
    { MP_ROM_QSTR(MP_QSTR_appendleft), MP_ROM_PTR(&deque_appendleft_obj) },
    { MP_ROM_QSTR(MP_QSTR_clear), MP_ROM_PTR(&deque_clear_obj) },
    { MP_ROM_QSTR(MP_QSTR_copy), MP_ROM_PTR(&deque_copy_obj) },
    { MP_ROM_QSTR(MP_QSTR_count), MP_ROM_PTR(&deque_count_obj) },
    { MP_ROM_QSTR(MP_QSTR_extend), MP_ROM_PTR(&deque_extend_obj) },
    { MP_ROM_QSTR(MP_QSTR_extendleft), MP_ROM_PTR(&deque_extendleft_obj) },
    { MP_ROM_QSTR(MP_QSTR_index), MP_ROM_PTR(&deque_index_obj) },
    { MP_ROM_QSTR(MP_QSTR_insert), MP_ROM_PTR(&deque_insert_obj) },
    { MP_ROM_QSTR(MP_QSTR_pop), MP_ROM_PTR(&deque_pop_obj) },
    { MP_ROM_QSTR(MP_QSTR_popleft), MP_ROM_PTR(&deque_popleft_obj) },
    { MP_ROM_QSTR(MP_QSTR_remove), MP_ROM_PTR(&deque_remove_obj) },
    { MP_ROM_QSTR(MP_QSTR_reverse), MP_ROM_PTR(&deque_reverse_obj) },
    { MP_ROM_QSTR(MP_QSTR_rotate), MP_ROM_PTR(&deque_rotate_obj) },
};
static MP_DEFINE_CONST_DICT(deque_locals, deque_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mp_type_deque, MP_QSTR_deque, MP_TYPE_FLAG_ITER_IS_GETITER,
    make_new, deque_make_new,
    print, deque_print,
    unary_op, deque_unary_op,
    binary_op, deque_binary_op,
    subscr, deque_subscr,
    attr, deque_attr,
    iter, deque_getiter,
    locals_dict, &deque_locals
    );
