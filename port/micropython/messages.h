// Messages of exceptions, as CPython words them.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_MESSAGES_H
#define SANDBOX_MESSAGES_H

#include "py/objfun.h"

// Raises TypeError for a call with `given` positional arguments, of which there may be at most `most`.
NORETURN void message_too_many_arguments(const mp_obj_fun_bc_t *fun, size_t least, size_t most, size_t given);

// Raises TypeError for the parameters with the numbers from `first` to `end` that have no argument.
//   last_argument  the argument of parameter 0, before which the others are; MP_OBJ_NULL is none. NULL
//                  means that all of these parameters have none.
NORETURN void message_missing_arguments(const mp_obj_fun_bc_t *fun, size_t first, size_t end,
    const mp_obj_t *last_argument, bool are_keywords);

// Raises TypeError for operands that an operator does not work on.
NORETURN void message_unary_operand(mp_unary_op_t op, mp_obj_t operand);
NORETURN void message_binary_operands(mp_binary_op_t op, mp_obj_t left, mp_obj_t right);

// Raises AttributeError for an attribute that an object or a module lacks.
NORETURN void message_no_attribute(mp_obj_t object, qstr name);

// Raises ModuleNotFoundError.
NORETURN void message_no_module(qstr name);

#endif
