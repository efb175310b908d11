// What this port adds to MicroPython's `os` module (included by extmod/modos.c).
// SPDX-License-Identifier: Apache-2.0

#include <errno.h>
#include <unistd.h>

#include "py/objstr.h"
#include "py/runtime.h"

// os.urandom(n): n random bytes from the host.
static mp_obj_t mp_os_urandom(mp_obj_t length_in) {
    // WASI's getentropy() returns at most this many bytes per call.
    enum { GETENTROPY_MAX_BYTES = 256 };

    mp_int_t length = mp_obj_get_int(length_in);
    if (length < 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("negative argument not allowed"));
    }
    vstr_t bytes;
    vstr_init_len(&bytes, length);
    for (size_t done = 0; done < bytes.len;) {
        size_t chunk = MIN(bytes.len - done, (size_t)GETENTROPY_MAX_BYTES);
        if (getentropy(bytes.buf + done, chunk) != 0) {
            mp_raise_OSError(errno);
        }
        done += chunk;
    }
    return mp_obj_new_bytes_from_vstr(&bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mp_os_urandom_obj, mp_os_urandom);

// os.environ: a dict of the host's choice, and nothing else.
MP_REGISTER_ROOT_POINTER(mp_obj_dict_t os_environ);

// os.getenv(key, default=None)
static mp_obj_t mp_os_getenv(size_t n_args, const mp_obj_t *args) {
    if (!mp_obj_is_str(args[0])) {
        mp_raise_TypeError(MP_ERROR_TEXT("str expected"));
    }
    mp_map_elem_t *found = mp_map_lookup(&MP_STATE_VM(os_environ).map, args[0], MP_MAP_LOOKUP);
    if (found != NULL) {
        return found->value;
    }
    return n_args > 1 ? args[1] : mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(mp_os_getenv_obj, 1, 2, mp_os_getenv);
