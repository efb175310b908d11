// What this port adds to MicroPython's `os` module (included by extmod/modos.c).
// SPDX-License-Identifier: Apache-2.0

#include <errno.h>
#include <unistd.h>

#include "py/objstr.h"
#include "py/runtime.h"

// os.urandom(n): n random bytes from the host.
static mp_obj_t mp_os_urandom(mp_obj_t length_in) {
    // WASI's getentropy() gives at most this many bytes a call.
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
