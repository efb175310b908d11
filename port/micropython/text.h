// Methods of `str`, `bytes` and `bytearray` that look at characters.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "py/obj.h"

MP_DECLARE_CONST_FUN_OBJ_1(text_lower_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_upper_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_title_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_capitalize_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_swapcase_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_casefold_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isspace_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isalpha_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isalnum_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isdigit_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isdecimal_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isnumeric_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isprintable_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isidentifier_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isascii_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_isupper_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_islower_obj);
MP_DECLARE_CONST_FUN_OBJ_1(text_istitle_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(text_split_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(text_rsplit_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(text_splitlines_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(text_strip_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(text_lstrip_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(text_rstrip_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(text_expandtabs_obj);
MP_DECLARE_CONST_FUN_OBJ_2(text_removeprefix_obj);
MP_DECLARE_CONST_FUN_OBJ_2(text_removesuffix_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(text_translate_obj);
extern const mp_rom_obj_static_class_method_t text_maketrans_obj;
MP_DECLARE_CONST_FUN_OBJ_1(mp_builtin_ascii_obj);
