// Linux's error numbers and texts, for Python programs; C uses WASI's numbers, like its library.
// pyconfig.h includes this header, and so do all files of CPython.
// SPDX-License-Identifier: Apache-2.0
#ifndef LINUX_ERRNO_H
#define LINUX_ERRNO_H

#include <string.h>

// Translates one of WASI's numbers.
int linux_errno(int wasi_errno);

// Describes one of Linux's numbers in words.
char *linux_strerror(int number);

#ifdef SANDBOX_RAISES_ERRNO
// When CPython raises an exception for `errno`, it gets the text before it passes the number on.
#define strerror(number) linux_strerror((number) = linux_errno(number))
#else
#define strerror linux_strerror
#endif

#ifdef SANDBOX_NAMES_ERRNO
#include "errno/linux_numbers.h"
#endif

#endif
