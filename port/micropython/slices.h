// Slices with steps.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "py/obj.h"

/** A slice of a `str` or `bytes`. */
mp_obj_t slice_of_text(mp_obj_t text, mp_obj_t slice);

/** A slice of items, as a tuple. */
mp_obj_t slice_of_items(size_t len, const mp_obj_t *items, mp_obj_t slice);
