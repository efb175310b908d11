// Functions of WASI that the sandbox does not have, or that need no host. They take the place of the
// imports that wasi-libc declares under these names.
// SPDX-License-Identifier: Apache-2.0

#include <stdint.h>
#include <wasi/api.h>

#define IMPORTED(name) __imported_wasi_snapshot_preview1_##name

int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t fd, int64_t offset, int32_t whence, int32_t result)
    __attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_seek")));

// No environment: `os.environ` is filled by the host through the boundary.

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

// Files have the time at which they were last written to, and no other.
int32_t IMPORTED(path_filestat_set_times)(int32_t folder, int32_t flags, int32_t path, int32_t size,
    int64_t accessed, int64_t modified, int32_t which) {
    (void)folder, (void)flags, (void)path, (void)size, (void)accessed, (void)modified, (void)which;
    return __WASI_ERRNO_SUCCESS;
}

int32_t IMPORTED(fd_filestat_set_size)(int32_t fd, int64_t size) {
    (void)fd;
    (void)size;
    return __WASI_ERRNO_NOTSUP;
}
