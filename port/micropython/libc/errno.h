// Shadows the C library's <errno.h>: `errno` reads as Linux's numbers.
// SPDX-License-Identifier: Apache-2.0
//
// WASI numbers its errors alphabetically (ENOENT is 44); Python programs expect
// CPython's numbers (ENOENT is 2). MicroPython only ever reads `errno`, so
// translating each read is enough. The names below are those that MicroPython
// compares `errno` with.
#ifndef SANDBOX_ERRNO_H
#define SANDBOX_ERRNO_H

#include_next <errno.h>

int sandbox_linux_errno(int wasi_errno);

static inline int sandbox_errno(void) {
    return sandbox_linux_errno(errno);
}

#undef errno
#define errno (sandbox_errno())

#undef EINTR
#undef EAGAIN
#undef EINVAL
#undef EILSEQ
#define EINTR (4)
#define EAGAIN (11)
#define EINVAL (22)
#define EILSEQ (84)

#endif
