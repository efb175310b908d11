// What to do about what MicroPython lacks and CPython has.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_REMEDIES_H
#define SANDBOX_REMEDIES_H

#include <stddef.h>

#define REMEDY " in MicroPython (run with python=\"cpython\")"

// Returns the end of the message for a module that was not found; empty if CPython does not have it either.
const char *remedy_for_module(const char *name, size_t size);

// The same for an attribute of a native object or module.
const char *remedy_for_attribute(const char *name);

// The same for a name that is not defined.
const char *remedy_for_name(const char *name);

#endif
