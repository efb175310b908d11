// What `os` has besides what pyconfig.h says, and wasi-libc does not declare: a process with a user, a umask and
// a shell, and links that cannot be made. It is included before Modules/posixmodule.c.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_PROCESS_H
#define SANDBOX_PROCESS_H

#include <sys/types.h>

#define HAVE_FUTIMENS 1
#define HAVE_GETEGID 1
#define HAVE_GETEUID 1
#define HAVE_GETGID 1
#define HAVE_GETPPID 1
#define HAVE_GETUID 1
#define HAVE_LINK 1
#define HAVE_READLINK 1
#define HAVE_SYMLINK 1
#define HAVE_SYSTEM 1
#define HAVE_UMASK 1

uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
pid_t getppid(void);
mode_t umask(mode_t mask);

// Raises OSError: there are no other processes.
int system(const char *command);

#endif
