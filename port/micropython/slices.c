// Slices with steps.
// SPDX-License-Identifier: Apache-2.0

#include "micropython/slices.h"

#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "py/unicode.h"

static bool is_before_end(const mp_bound_slice_t *slice, mp_int_t i) {
    return slice->step > 0 ? i < slice->stop : i > slice->stop;
}

mp_obj_t slice_of_items(size_t len, const mp_obj_t *items, mp_obj_t slice_in) {
    mp_bound_slice_t slice;
    mp_obj_slice_indices(slice_in, len, &slice);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (mp_int_t i = slice.start; is_before_end(&slice, i); i += slice.step) {
        mp_obj_list_append(list, items[i]);
    }
    return MP_OBJ_TYPE_GET_SLOT(&mp_type_tuple, make_new)(&mp_type_tuple, 1, 0, &list);
}

mp_obj_t slice_of_text(mp_obj_t text, mp_obj_t slice_in) {
    const mp_obj_type_t *type = mp_obj_get_type(text);
    GET_STR_DATA_LEN(text, data, len);
    size_t chars = type == &mp_type_str ? utf8_charlen(data, len) : len;
    mp_bound_slice_t slice;
    mp_obj_slice_indices(slice_in, chars, &slice);
    vstr_t out;
    vstr_init(&out, 16);
    if (chars == len) {
        for (mp_int_t i = slice.start; is_before_end(&slice, i); i += slice.step) {
            vstr_add_byte(&out, data[i]);
        }
        return mp_obj_new_str_type_from_vstr(type, &out);
    }
    // Where each character begins.
    uint32_t *starts = m_new(uint32_t, chars + 1);
    const byte *at = data;
    for (size_t i = 0; i <= chars; i++) {
        starts[i] = at - data;
        at = i < chars ? utf8_next_char(at) : at;
    }
    for (mp_int_t i = slice.start; is_before_end(&slice, i); i += slice.step) {
        vstr_add_strn(&out, (const char *)data + starts[i], starts[i + 1] - starts[i]);
    }
    m_del(uint32_t, starts, chars + 1);
    return mp_obj_new_str_type_from_vstr(type, &out);
}
