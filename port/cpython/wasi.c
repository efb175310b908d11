// WASI functions that the sandbox does not have, or that need no host. They replace the imports that
// wasi-libc declares under these names.
// SPDX-License-Identifier: Apache-2.0

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <wasi/api.h>

#include "signals.h"

#define IMPORTED(name) __imported_wasi_snapshot_preview1_##name

int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t fd, int64_t offset, int32_t whence, int32_t result)
    __attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_seek")));

int32_t __imported_wasi_snapshot_preview1_path_filestat_get(int32_t folder, int32_t flags, int32_t path, int32_t size,
    int32_t result)
    __attribute__((import_module("wasi_snapshot_preview1"), import_name("path_filestat_get")));

// No environment: the host fills `os.environ` through the boundary.

int32_t IMPORTED(environ_sizes_get)(int32_t count, int32_t size) {
    *(uint32_t *)(uintptr_t)count = 0;
    *(uint32_t *)(uintptr_t)size = 0;
    return __WASI_ERRNO_SUCCESS;
}

int32_t IMPORTED(environ_get)(int32_t variables, int32_t text) {
    (void)variables;
    (void)text;
    return __WASI_ERRNO_SUCCESS;
}

int32_t IMPORTED(clock_res_get)(int32_t clock, int32_t result) {
    (void)clock;
    *(uint64_t *)(uintptr_t)result = 1;
    return __WASI_ERRNO_SUCCESS;
}

int32_t IMPORTED(sched_yield)(void) {
    return __WASI_ERRNO_SUCCESS;
}

int32_t IMPORTED(fd_tell)(int32_t fd, int32_t result) {
    return IMPORTED(fd_seek)(fd, 0, __WASI_WHENCE_CUR, result);
}

int32_t IMPORTED(fd_fdstat_set_flags)(int32_t fd, int32_t flags) {
    (void)fd;
    (void)flags;
    return __WASI_ERRNO_NOTSUP;
}

// There are no links.

int32_t IMPORTED(path_readlink)(int32_t folder, int32_t path, int32_t size, int32_t target, int32_t target_size,
    int32_t used) {
    (void)target, (void)target_size, (void)used;
    __wasi_filestat_t info;
    int32_t error = IMPORTED(path_filestat_get)(folder, 0, path, size, (int32_t)(uintptr_t)&info);
    return error == __WASI_ERRNO_SUCCESS ? __WASI_ERRNO_INVAL : error;
}

int32_t IMPORTED(path_symlink)(int32_t target, int32_t target_size, int32_t folder, int32_t path, int32_t size) {
    (void)target, (void)target_size, (void)folder, (void)path, (void)size;
    return __WASI_ERRNO_PERM;
}

int32_t IMPORTED(path_link)(int32_t folder, int32_t flags, int32_t path, int32_t size, int32_t new_folder,
    int32_t new_path, int32_t new_size) {
    (void)folder, (void)flags, (void)path, (void)size, (void)new_folder, (void)new_path, (void)new_size;
    return __WASI_ERRNO_PERM;
}

// --- Sleeping -----------------------------------------------------------------

#define NS_PER_SECOND INT64_C(1000000000)

static int64_t in_ns(const struct timespec *time) {
    return (int64_t)time->tv_sec * NS_PER_SECOND + time->tv_nsec;
}

static int64_t slept_ns;

clock_t __real_clock(void);

// The time of the processor: a program that sleeps uses none.
clock_t __wrap_clock(void) {
    return __real_clock() - slept_ns / (NS_PER_SECOND / CLOCKS_PER_SEC);
}

// The host can sleep for a duration, but not until a point in time, as CPython asks.
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *left) {
    int64_t ns = in_ns(until);
    if (flags & TIMER_ABSTIME) {
        struct timespec now;
        clock_gettime(clock, &now);
        ns -= in_ns(&now);
    }
    int64_t ns_until_due = signals_ns_until_due();
    bool is_interrupted = ns_until_due <= ns;
    ns = is_interrupted ? ns_until_due : ns;
    __wasi_subscription_t subscription = { 0 };
    subscription.u.tag = __WASI_EVENTTYPE_CLOCK;
    subscription.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    subscription.u.u.clock.timeout = ns > 0 ? (uint64_t)ns : 0;
    __wasi_event_t event;
    size_t events;
    if (left != NULL) {
        *left = (struct timespec) { 0, 0 };
    }
    if (__wasi_poll_oneoff(&subscription, &event, 1, &events) != __WASI_ERRNO_SUCCESS) {
        return EINTR;
    }
    slept_ns += ns > 0 ? ns : 0;
    return is_interrupted && signals_send_due() ? EINTR : 0;
}
