// Numbers as they are written.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_NUMERALS_H
#define SANDBOX_NUMERALS_H

#include "py/obj.h"

// Leaves out white space at both ends: Unicode's of texts, ASCII's of bytes.
void numeral_strip(const char **start, size_t *size, bool is_text);

// Gives the part of a text, or of bytes, that has no white space around it. Returns false for what is
// neither.
bool numeral_text(mp_obj_t text, const char **start, size_t *size);

#endif
