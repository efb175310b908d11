// What this port adds to MicroPython's `time` module (included by extmod/modtime.c).
// SPDX-License-Identifier: Apache-2.0

#include <math.h>
#include <time.h>

#include "py/mphal.h"
#include "py/objtuple.h"
#include "py/runtime.h"

// time.time(): seconds since 1970 as a float.
static mp_obj_t mp_time_time_get(void) {
    return mp_obj_new_float((mp_float_t)mp_hal_time_ns() / MICROPY_FLOAT_CONST(1e9));
}

// Returns an argument, which may be a float, in whole seconds since 1970, or the current time.
static mp_int_t seconds_of(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0 || args[0] == mp_const_none) {
        return (mp_int_t)(mp_hal_time_ns() / 1000000000u);
    }
    if (mp_obj_is_float(args[0])) {
        mp_float_t seconds = MICROPY_FLOAT_C_FUN(floor)(mp_obj_float_get(args[0]));
        return mp_obj_get_int(mp_obj_new_int_from_float(seconds));
    }
    return mp_obj_get_int(args[0]);
}

// time.gmtime([seconds]), time.localtime([seconds]): the sandbox's time zone is always UTC.
static mp_obj_t sandbox_gmtime(size_t n_args, const mp_obj_t *args) {
    static const qstr names[] = {
        MP_QSTR_tm_year, MP_QSTR_tm_mon, MP_QSTR_tm_mday, MP_QSTR_tm_hour, MP_QSTR_tm_min,
        MP_QSTR_tm_sec, MP_QSTR_tm_wday, MP_QSTR_tm_yday, MP_QSTR_tm_isdst,
    };
    time_t seconds = (time_t)seconds_of(n_args, args);
    struct tm tm;
    if (gmtime_r(&seconds, &tm) == NULL) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("timestamp out of range"));
    }
    // C counts years from 1900, months and days of the year from 0, weekdays from Sunday.
    mp_obj_t values[] = {
        MP_OBJ_NEW_SMALL_INT(tm.tm_year + 1900), MP_OBJ_NEW_SMALL_INT(tm.tm_mon + 1),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mday), MP_OBJ_NEW_SMALL_INT(tm.tm_hour),
        MP_OBJ_NEW_SMALL_INT(tm.tm_min), MP_OBJ_NEW_SMALL_INT(tm.tm_sec),
        MP_OBJ_NEW_SMALL_INT((tm.tm_wday + 6) % 7), MP_OBJ_NEW_SMALL_INT(tm.tm_yday + 1),
        MP_OBJ_NEW_SMALL_INT(0),
    };
    return mp_obj_new_attrtuple(names, MP_ARRAY_SIZE(values), values);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(sandbox_gmtime_obj, 0, 1, sandbox_gmtime);

// time.mktime(tuple): the inverse of localtime().
static mp_obj_t sandbox_mktime(mp_obj_t tuple) {
    mp_int_t count = mp_obj_get_int(mp_obj_len(tuple));
    if (count < 8 || count > 9) {
        mp_raise_TypeError(MP_ERROR_TEXT("mktime needs a tuple of length 8 or 9"));
    }
    int fields[6];
    for (size_t i = 0; i < MP_ARRAY_SIZE(fields); i++) {
        fields[i] = mp_obj_get_int(mp_obj_subscr(tuple, MP_OBJ_NEW_SMALL_INT(i), MP_OBJ_SENTINEL));
    }
    struct tm tm = {
        .tm_year = fields[0] - 1900, .tm_mon = fields[1] - 1, .tm_mday = fields[2],
        .tm_hour = fields[3], .tm_min = fields[4], .tm_sec = fields[5],
    };
    return mp_obj_new_float((mp_float_t)timegm(&tm));
}
static MP_DEFINE_CONST_FUN_OBJ_1(sandbox_mktime_obj, sandbox_mktime);

// time.monotonic(), perf_counter(), process_time(): seconds of a clock that only goes forward, as a float.
static mp_obj_t sandbox_monotonic(void) {
    return mp_obj_new_float((mp_float_t)mp_hal_ticks_us() / MICROPY_FLOAT_CONST(1e6));
}
static MP_DEFINE_CONST_FUN_OBJ_0(sandbox_monotonic_obj, sandbox_monotonic);

static mp_obj_t sandbox_monotonic_ns(void) {
    return mp_obj_new_int_from_ull((uint64_t)mp_hal_ticks_us() * 1000);
}
static MP_DEFINE_CONST_FUN_OBJ_0(sandbox_monotonic_ns_obj, sandbox_monotonic_ns);

#define SANDBOX_TIME_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_monotonic), MP_ROM_PTR(&sandbox_monotonic_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_monotonic_ns), MP_ROM_PTR(&sandbox_monotonic_ns_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_perf_counter), MP_ROM_PTR(&sandbox_monotonic_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_perf_counter_ns), MP_ROM_PTR(&sandbox_monotonic_ns_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_process_time), MP_ROM_PTR(&sandbox_monotonic_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_gmtime), MP_ROM_PTR(&sandbox_gmtime_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_localtime), MP_ROM_PTR(&sandbox_gmtime_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_mktime), MP_ROM_PTR(&sandbox_mktime_obj) },

// time.sleep(seconds): whole microseconds, with the checks CPython makes.
static void mp_time_sleep(mp_obj_t seconds_in) {
    const mp_float_t max_seconds = MICROPY_FLOAT_CONST(1e9);

    mp_float_t seconds = mp_obj_get_float(seconds_in);
    if (!(seconds >= 0)) {
        mp_raise_ValueError(MP_ERROR_TEXT("sleep length must be non-negative"));
    }
    if (seconds > max_seconds) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("sleep length is too large"));
    }
    mp_hal_delay_us((mp_uint_t)(seconds * 1e6));
    mp_handle_pending(true);
}
