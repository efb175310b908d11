// Error numbers and texts as on Linux, which Python programs see; C has WASI's, as its library does.
// pyconfig.h includes this, so all files of CPython do.
// SPDX-License-Identifier: Apache-2.0
#ifndef LINUX_ERRNO_H
#define LINUX_ERRNO_H

#include <string.h>

// Translates one of WASI's numbers.
int linux_errno(int wasi_errno);

// Says in words what one of Linux's numbers means.
char *linux_strerror(int number);

#ifdef SANDBOX_RAISES_ERRNO
// Where CPython makes an exception of `errno`, it asks for the text before it passes the number on.
#define strerror(number) linux_strerror((number) = linux_errno(number))
#else
#define strerror linux_strerror
#endif

#ifdef SANDBOX_NAMES_ERRNO
#include "errno/linux_numbers.h"
#endif

#endif
