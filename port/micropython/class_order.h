// The order in which classes are searched.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "py/objtuple.h"
#include "py/objtype.h"

/** The classes from one on, in their method resolution order, without `object`. */
typedef struct {
    const mp_obj_type_t *type; // the next one; NULL at the end
    const mp_obj_t *rest; // those after it, if they are listed
    size_t left;
} class_order_t;

/** The method resolution order of a class, which is its first element. */
static inline class_order_t class_order(const mp_obj_type_t *type) {
    return (class_order_t) { .type = type == &mp_type_object ? NULL : type };
}

/** Goes on to the next class. */
void class_order_next(class_order_t *order);

/**
 * A tuple of two or more bases, with the order of their classes behind its items.
 *
 * Raises TypeError if there is no order that has each class before its bases, and those as they are listed.
 */
mp_obj_t class_bases(mp_obj_t bases);

/** The method resolution order of a class as a tuple, with `object`. */
mp_obj_t class_order_tuple(const mp_obj_type_t *type);

/** Changes what is in a new class's namespace as its meaning demands, before the class exists. */
void class_prepare(mp_map_t *members);

/** Calls what wants to know of a new class: `__set_name__` of its members, `__init_subclass__` of its bases. */
void class_announce(mp_obj_t class, mp_map_t *kwargs);

/** Whether instances of a class may have an attribute: its bases and itself may list them in `__slots__`. */
bool class_has_room_for(const mp_obj_type_t *type, qstr attr);
