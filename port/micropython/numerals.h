// Parsing numbers.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_NUMERALS_H
#define SANDBOX_NUMERALS_H

#include "py/obj.h"

// Strips white space from both ends: Unicode's from str, ASCII's from bytes.
void numeral_strip(const char **start, size_t *size, bool is_text);

// Returns in `start` and `size` the text or bytes without surrounding white space. Returns false for any
// other object.
bool numeral_text(mp_obj_t text, const char **start, size_t *size);

#endif
