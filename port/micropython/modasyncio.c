// The event loop that is running, for asyncio.
// SPDX-License-Identifier: Apache-2.0
//
// Python's own variables survive a stop; this is forgotten when the next run begins.

#include "py/runtime.h"

static mp_obj_t get_running_loop(void) {
    mp_obj_t loop = MP_STATE_VM(running_loop);
    return loop == MP_OBJ_NULL ? mp_const_none : loop;
}
static MP_DEFINE_CONST_FUN_OBJ_0(get_running_loop_obj, get_running_loop);

static mp_obj_t set_running_loop(mp_obj_t loop) {
    MP_STATE_VM(running_loop) = loop;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(set_running_loop_obj, set_running_loop);

static const mp_rom_map_elem_t globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__asyncio) },
    { MP_ROM_QSTR(MP_QSTR__get_running_loop), MP_ROM_PTR(&get_running_loop_obj) },
    { MP_ROM_QSTR(MP_QSTR__set_running_loop), MP_ROM_PTR(&set_running_loop_obj) },
};
static MP_DEFINE_CONST_DICT(globals, globals_table);

const mp_obj_module_t asyncio_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&globals,
};

MP_REGISTER_MODULE(MP_QSTR__asyncio, asyncio_module);
MP_REGISTER_ROOT_POINTER(mp_obj_t running_loop);
