// Hashes of Python objects.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

#include "py/obj.h"

/**
 * What Python's hash() returns, all 64 bits: for numbers, None, tuples and frozensets the same as in
 * CPython. May run the program's `__hash__`; raises TypeError for what cannot be hashed.
 */
int64_t object_hash(mp_obj_t object);
