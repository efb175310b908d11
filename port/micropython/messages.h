// Messages of exceptions, as CPython words them.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_MESSAGES_H
#define SANDBOX_MESSAGES_H

#include "py/objfun.h"

// The name of a function after those of the classes and functions that it is in.
qstr message_function_name(const mp_obj_fun_bc_t *fun);

// Raises TypeError for a call with `given` positional arguments, of which there may be at most `most`.
NORETURN void message_too_many_arguments(const mp_obj_fun_bc_t *fun, size_t least, size_t most, size_t given);

// Raises TypeError for the parameters with the numbers from `first` to `end` that have no argument.
//   last_argument  the argument of parameter 0, before which the others are; MP_OBJ_NULL is none. NULL
//                  means that all of these parameters have none.
NORETURN void message_missing_arguments(const mp_obj_fun_bc_t *fun, size_t first, size_t end,
    const mp_obj_t *last_argument, bool are_keywords);

// Raises TypeError for a call of a function of C whose arguments do not fit its signature.
NORETURN void message_wrong_arguments(mp_obj_t fun, size_t n_args, size_t n_kw, const mp_obj_t *args, uint32_t sig);

// Prints the name of a class of C, behind that of its module.
void message_class_name(const mp_print_t *print, const mp_obj_type_t *type);

// Prints a function of C.
void message_builtin_function(const mp_print_t *print, mp_obj_t fun, mp_print_kind_t kind);

// Prints a method of a class of C.
void message_builtin_method(const mp_print_t *print, mp_obj_t fun, const mp_obj_type_t *type);

// Raises TypeError for operands that an operator does not work on.
NORETURN void message_unary_operand(mp_unary_op_t op, mp_obj_t operand);
NORETURN void message_binary_operands(mp_binary_op_t op, mp_obj_t left, mp_obj_t right, bool is_inplace);

// Returns the exception for a local variable without a value, which the instruction before `ip` uses.
mp_obj_t message_unbound_local(const mp_obj_fun_bc_t *fun, const byte *ip);

// Raises TypeError for a name that is given and that no parameter has, or only one that stands for a position.
NORETURN void message_unexpected_keyword(const mp_obj_fun_bc_t *fun, qstr name);

// Raises ZeroDivisionError for an operator and numbers of its kind.
NORETURN void message_zero_division(mp_binary_op_t op, bool is_float);

// Raises AttributeError for an attribute that an object or a module lacks.
NORETURN void message_no_attribute(mp_obj_t object, qstr name);

// Raises TypeError for an object that `with` cannot enter or leave.
NORETURN void message_no_context(mp_obj_t object, bool can_enter);

// Raises ImportError for a name that a module lacks.
NORETURN void message_no_import(mp_obj_t module, qstr name);

// Raises ModuleNotFoundError.
NORETURN void message_no_module(qstr name);

#endif
