// The order in which classes are searched, and what happens when a class is made.
// SPDX-License-Identifier: Apache-2.0
//
// A class with one base is followed by it. The order of a class with several bases is behind the items of
// its tuple of bases: how many classes there are, and each of them.

#include "micropython/class_order.h"

#include "py/objlist.h"
#include "py/runtime.h"

static const mp_obj_tuple_t *bases_of(const mp_obj_type_t *type) {
    const mp_obj_base_t *parent = MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, parent);
    return parent != NULL && parent->type == &mp_type_tuple ? (const mp_obj_tuple_t *)parent : NULL;
}

void class_order_next(class_order_t *order) {
    if (order->rest != NULL) {
        order->type = order->left == 0 ? NULL : MP_OBJ_TO_PTR(*order->rest);
        order->left -= order->left == 0 ? 0 : 1;
        order->rest++;
        return;
    }
    const mp_obj_tuple_t *bases = bases_of(order->type);
    if (bases != NULL) {
        order->left = MP_OBJ_SMALL_INT_VALUE(bases->items[bases->len]);
        order->rest = bases->items + bases->len + 1;
        class_order_next(order);
        return;
    }
    order->type = MP_OBJ_TYPE_GET_SLOT_OR_NULL(order->type, parent);
    if (order->type == &mp_type_object) {
        order->type = NULL;
    }
}

// --- Merging the orders of the bases (C3) ------------------------------------------

static void append_order(mp_obj_t list, const mp_obj_type_t *type) {
    for (class_order_t order = class_order(type); order.type != NULL; class_order_next(&order)) {
        mp_obj_list_append(list, MP_OBJ_FROM_PTR(order.type));
    }
    mp_obj_list_append(list, MP_OBJ_FROM_PTR(&mp_type_object));
}

// Below, lists of classes are one after another in one list, and MP_OBJ_NULL ends each.

// Whether a class is in a list behind its first one.
static bool is_behind(const mp_obj_list_t *lists, mp_obj_t class) {
    bool is_first = true;
    for (size_t i = 0; i < lists->len; i++) {
        mp_obj_t item = lists->items[i];
        if (item == MP_OBJ_NULL) {
            is_first = true;
        } else if (item != MP_OBJ_SENTINEL) {
            if (!is_first && item == class) {
                return true;
            }
            is_first = false;
        }
    }
    return false;
}

// The first class of a list that is behind no other; MP_OBJ_NULL if there is none, or all lists are empty.
static mp_obj_t next_class(const mp_obj_list_t *lists, bool *all_empty) {
    bool is_first = true;
    *all_empty = true;
    for (size_t i = 0; i < lists->len; i++) {
        mp_obj_t item = lists->items[i];
        if (item == MP_OBJ_NULL) {
            is_first = true;
        } else if (item != MP_OBJ_SENTINEL && is_first) {
            *all_empty = false;
            if (!is_behind(lists, item)) {
                return item;
            }
            is_first = false;
        }
    }
    return MP_OBJ_NULL;
}

mp_obj_t class_bases(mp_obj_t bases_in) {
    size_t len;
    mp_obj_t *bases;
    mp_obj_tuple_get(bases_in, &len, &bases);
    mp_obj_t lists_in = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i < len; i++) {
        append_order(lists_in, MP_OBJ_TO_PTR(bases[i]));
        mp_obj_list_append(lists_in, MP_OBJ_NULL);
    }
    for (size_t i = 0; i < len; i++) {
        mp_obj_list_append(lists_in, bases[i]);
    }
    mp_obj_list_t *lists = MP_OBJ_TO_PTR(lists_in);
    mp_obj_t order_in = mp_obj_new_list(0, NULL);
    mp_obj_list_t *order = MP_OBJ_TO_PTR(order_in);
    for (;;) {
        bool all_empty;
        mp_obj_t class = next_class(lists, &all_empty);
        if (all_empty) {
            break;
        }
        if (class == MP_OBJ_NULL) {
            mp_raise_TypeError(MP_ERROR_TEXT("Cannot create a consistent method resolution order (MRO) for bases"));
        }
        for (size_t i = 0; i < lists->len; i++) {
            if (lists->items[i] == class) {
                lists->items[i] = MP_OBJ_SENTINEL;
            }
        }
        if (class != MP_OBJ_FROM_PTR(&mp_type_object)) {
            mp_obj_list_append(order_in, class);
        }
    }
    mp_obj_tuple_t *all = MP_OBJ_TO_PTR(mp_obj_new_tuple(len + 1 + order->len, NULL));
    for (size_t i = 0; i < len; i++) {
        all->items[i] = bases[i];
    }
    all->items[len] = MP_OBJ_NEW_SMALL_INT(order->len);
    for (size_t i = 0; i < order->len; i++) {
        all->items[len + 1 + i] = order->items[i];
    }
    all->len = len;
    return MP_OBJ_FROM_PTR(all);
}

mp_obj_t class_order_tuple(const mp_obj_type_t *type) {
    mp_obj_t list_in = mp_obj_new_list(0, NULL);
    append_order(list_in, type);
    mp_obj_list_t *list = MP_OBJ_TO_PTR(list_in);
    return mp_obj_new_tuple(list->len, list->items);
}

// --- A new class --------------------------------------------------------------------

static mp_map_elem_t *member(mp_map_t *members, qstr name) {
    return mp_map_lookup(members, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP);
}

static void wrap_function(mp_map_t *members, qstr name, const mp_obj_type_t *wrapper) {
    mp_map_elem_t *elem = member(members, name);
    if (elem != NULL && mp_obj_get_type(elem->value)->flags & MP_TYPE_FLAG_BINDS_SELF) {
        mp_obj_t wrapped = MP_OBJ_TYPE_GET_SLOT(wrapper, make_new)(wrapper, 1, 0, &elem->value);
        mp_map_lookup(members, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = wrapped;
    }
}

void class_prepare(mp_map_t *members) {
    wrap_function(members, MP_QSTR___new__, &mp_type_staticmethod);
    wrap_function(members, MP_QSTR___init_subclass__, &mp_type_classmethod);
    wrap_function(members, MP_QSTR___class_getitem__, &mp_type_classmethod);
    if (member(members, MP_QSTR___eq__) != NULL && member(members, MP_QSTR___hash__) == NULL) {
        mp_obj_t name = MP_OBJ_NEW_QSTR(MP_QSTR___hash__);
        mp_map_lookup(members, name, MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = mp_const_none;
    }
}

void class_announce(mp_obj_t class, mp_map_t *kwargs) {
    mp_map_t members;
    mp_map_init_copy(&members, &MP_OBJ_TYPE_GET_SLOT((mp_obj_type_t *)MP_OBJ_TO_PTR(class), locals_dict)->map);
    for (size_t i = 0; i < members.alloc; i++) {
        if (!mp_map_slot_is_filled(&members, i) || !mp_obj_is_instance_type(mp_obj_get_type(members.table[i].value))) {
            continue;
        }
        mp_obj_t method[4];
        mp_load_method_maybe(members.table[i].value, MP_QSTR___set_name__, method);
        if (method[0] != MP_OBJ_NULL) {
            method[2] = class;
            method[3] = members.table[i].key;
            mp_call_method_n_kw(2, 0, method);
        }
    }
    mp_obj_t method[3] = { MP_OBJ_NULL, class, class };
    mp_load_super_method(MP_QSTR___init_subclass__, method);
    mp_obj_t *args = m_new(mp_obj_t, 2 + 2 * kwargs->used);
    size_t n = 0;
    args[n++] = method[0];
    args[n++] = method[1];
    for (size_t i = 0; i < kwargs->alloc; i++) {
        if (mp_map_slot_is_filled(kwargs, i)) {
            args[n++] = kwargs->table[i].key;
            args[n++] = kwargs->table[i].value;
        }
    }
    mp_call_method_n_kw(0, kwargs->used, args);
}

// --- __slots__ ----------------------------------------------------------------------

static bool is_listed(mp_obj_t slots, qstr attr) {
    if (mp_obj_is_str(slots)) {
        return mp_obj_equal(slots, MP_OBJ_NEW_QSTR(attr));
    }
    mp_obj_iter_buf_t buf;
    mp_obj_t iter = mp_getiter(slots, &buf);
    for (mp_obj_t slot; (slot = mp_iternext(iter)) != MP_OBJ_STOP_ITERATION;) {
        if (slot == MP_OBJ_NEW_QSTR(MP_QSTR___dict__) || mp_obj_equal(slot, MP_OBJ_NEW_QSTR(attr))) {
            return true;
        }
    }
    return false;
}

bool class_has_room_for(const mp_obj_type_t *type, qstr attr) {
    for (class_order_t order = class_order(type); order.type != NULL; class_order_next(&order)) {
        if (!mp_obj_is_instance_type(order.type)) {
            continue;
        }
        mp_map_elem_t *slots = member(&MP_OBJ_TYPE_GET_SLOT(order.type, locals_dict)->map, MP_QSTR___slots__);
        if (slots == NULL || is_listed(slots->value, attr)) {
            return true;
        }
    }
    return false;
}
